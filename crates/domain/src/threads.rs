//! Threads: listed, opened, searched, filed.

mod acting;
mod body;
#[cfg(test)]
mod costs;
mod forgetting;
mod indexing;
mod listing;
mod opening;
mod searching;

pub use crate::documents::{BodyDocument, View};
pub use body::AttachmentFile;
pub use kurier_mail::message::sanitize::Extent;

use crate::kurier::Kurier;

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
