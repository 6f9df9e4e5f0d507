//! What happened around a record, as its page shows it.

pub mod api;
mod entry;
mod files;
mod find_box;
mod find_mail;
mod mail;
mod mention;
mod news;
mod notes;
mod of;
mod older;
mod shown;
mod splitting;
mod stream;
mod words;

use crate::state::RecordPlace;
pub use find_mail::FindMail;
use kurier_model::record::KindKey;
use kurier_model::{RecordId, ThreadId};
pub use notes::{NoteBox, Writing};
pub use splitting::split_again;
pub use stream::Timeline;
pub use words::{Said, event_text};

/// Where a thread is opened without knowing its folder.
#[must_use]
pub fn thread_url(thread: ThreadId) -> String {
    format!("/threads/{thread}")
}

/// Where a record has its page.
#[must_use]
pub fn record_url(kind: &KindKey, record: RecordId) -> String {
    RecordPlace { kind: kind.clone(), record }.page()
}
