//! Who may see a record, and who follows it: a line on its page, and the dialogs behind it.

pub mod api;
mod changing;
mod following;
mod line;
pub mod words;

pub use line::RecordSight;
