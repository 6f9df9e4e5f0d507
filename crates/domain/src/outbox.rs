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
mod drafts;
mod failure;
mod file_name;
mod markup;
mod rendering;
mod sending;
mod sent_copy;
mod starting;

pub use delivery::Delivery;

use crate::Kurier;
use chrono::{FixedOffset, Offset, Utc};
use kurier_model::member::Language;

/// How the person who writes says things: in which language, and by which clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conventions {
    pub language: Language,
    /// East of UTC.
    pub offset: FixedOffset,
}

/// By the clock of UTC.
impl From<Language> for Conventions {
    fn from(language: Language) -> Self {
        Self { language, offset: Utc.fix() }
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
