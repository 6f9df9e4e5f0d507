//! Conversations: listed, opened, searched, filed.

mod acting;
mod body;
pub(crate) mod forgetting;
mod indexing;
mod listing;
mod opening;
mod searching;

pub(crate) use body::Documents;
pub use body::{AttachmentFile, BodyDocument, View};
pub use kurier_mail::message::sanitize::Extent;

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
