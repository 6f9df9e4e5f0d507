//! Mail on its way out: drafts that live on the server, and the outbox that sends them.
//!
//! **Architecture Invariant:** a message is rendered once; the same bytes go over SMTP and into Sent. What happened is
//! written down before and after the text is handed over, so a crash never sends twice by itself and never hides a doubt:
//!
//! ```text
//! scheduled ──► claimed ──► transmitting ──► sent
//!     ▲  │          │             ├────────► failed      (the draft is open again, with the reason)
//!     │  ▼          │             └────────► unknown     (a person decides)
//!     │ cancelled   └─ worker died: scheduled again; nothing had been said
//!     └──────────────── a passing trouble: tried again later
//! ```

mod attribution;
mod completion;
mod delivery;
mod detail;
mod drafts;
mod failure;
mod grounds;
mod guard;
mod markup;
mod pictures;
mod rendering;
mod rest;
mod rows;
mod sending;
mod sent_copy;
mod starting;

pub(crate) use drafts::{of_thread as drafts_in, threads_begun};
pub(crate) use rows::refused_in;

use crate::kurier::Kurier;
use chrono::{DateTime, Utc};
pub use chrono_tz::Tz;
use kurier_model::member::Language;
use std::time::Duration;

/// What a worker did that looked at a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// There is nothing to do, any more or at all.
    Nothing,
    /// It was handed to a server, whatever came of it.
    Done,
    /// It has to be looked at again after this time.
    Later(Duration),
}

impl Look {
    /// A moment later than that, so that it is due then.
    fn until(at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self::Later((at - now).to_std().unwrap_or_default() + Duration::from_millis(20))
    }
}

/// How the person who writes says things: in which language, and by which clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conventions {
    pub language: Language,
    /// Where the writer's clock is: an old mail's hour is that of its own day, summer or winter.
    pub zone: Tz,
}

/// By the clock of UTC.
impl From<Language> for Conventions {
    fn from(language: Language) -> Self {
        Self { language, zone: Tz::UTC }
    }
}

/// Verbs about drafts.
#[derive(Debug)]
pub struct Drafts<'a> {
    kurier: &'a Kurier,
}

/// Verbs about mail on its way out.
#[derive(Debug)]
pub struct Outbox<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Messages being written.
    #[must_use]
    pub const fn drafts(&self) -> Drafts<'_> {
        Drafts { kurier: self }
    }

    /// Messages on their way out.
    #[must_use]
    pub const fn outbox(&self) -> Outbox<'_> {
        Outbox { kurier: self }
    }
}
