//! The handle through which everything is done.

use crate::documents::Documents;
use crate::language_model::LanguageModel;
use crate::secrets::Secrets;
use crate::{announcements::Live, db::Db};
use chrono::{DateTime, Utc};
use kurier_mail::dialer::Dialer;
use std::sync::Arc;

/// Time is passed in, so that tests can hold it.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the machine's clock is read")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// What the handle holds: set once, when the process starts.
pub struct Parts {
    pub db: Db,
    pub live: Live,
    pub clock: Arc<dyn Clock>,
    /// The only way to hosts that users name.
    pub dialer: Dialer,
    /// Seals what must be unreadable in a dump of the database.
    pub secrets: Secrets,
    /// `None`: no language model is configured; the built-in drafter writes.
    pub model: Option<Arc<dyn LanguageModel>>,
    /// Under which address people reach this server; `None`: nobody has said so, and nothing that leaves names it.
    pub public_url: Option<String>,
}

/// Kurier: cheap to clone, the same in every floor above.
#[derive(Clone)]
pub struct Kurier {
    parts: Arc<Parts>,
    documents: Documents,
}

impl Kurier {
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), documents: Documents::new() }
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Documents of messages that were expensive to make.
    pub(crate) const fn documents(&self) -> &Documents {
        &self.documents
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.parts.clock.now()
    }

    pub(crate) fn public_url(&self) -> Option<&str> {
        self.parts.public_url.as_deref()
    }

    /// The database: for boot, migrations and health.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.parts.db
    }
}

impl std::fmt::Debug for Kurier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kurier").finish_non_exhaustive()
    }
}
