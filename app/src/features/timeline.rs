//! What happened around a record, as its page shows it.

mod entry;

pub use entry::{Entry, subject_or};
use kurier_model::ThreadId;

/// Where a thread is opened without knowing its folder.
#[must_use]
pub fn thread_url(thread: ThreadId) -> String {
    format!("/threads/{thread}")
}
