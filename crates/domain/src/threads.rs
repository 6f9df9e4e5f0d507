//! Conversations: listed, opened, searched, filed.

mod acting;
mod body;
pub(crate) mod forgetting;
mod indexing;
mod listing;
mod opening;
mod searching;

pub use body::{AttachmentFile, BodyDocument};

use crate::Kurier;

/// Verbs of threads.
#[derive(Debug)]
pub struct Threads<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Conversations.
    #[must_use]
    pub const fn threads(&self) -> Threads<'_> {
        Threads { kurier: self }
    }
}
