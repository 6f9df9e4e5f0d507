//! What people agreed to: its words, the fields in which grounds are given, and what is known of a person, on their page.

pub mod api;
mod basis;
mod deed;
mod erased;
mod history;
mod person;
mod words;

pub use basis::BasisFields;
pub use erased::{ErasedNote, ErasedQuestion};
pub use person::PersonConsents;
pub use words::{purpose_name, standing_text, step_text};
