//! What people agreed to: its words, the fields in which grounds are given, and what is known of a person, on their page; and where the way out
//! of a message leads them.

pub mod api;
mod basis;
mod deed;
mod erased;
mod history;
mod person;
mod unsubscribe_page;
mod words;

pub use basis::BasisFields;
pub use erased::{ErasedNote, ErasedQuestion};
pub use person::PersonConsents;
pub use words::{purpose_name, standing_text, step_text};

use crate::lazy::split;
use leptos::prelude::*;

split! {
    /// `/unsubscribe/{token}`.
    pages, fetched by fetch_unsubscribe_page: pub fn unsubscribe_page() -> AnyView { unsubscribe_page::UnsubscribePage().into_any() }
}
