//! A message as it is read, wherever it is opened: its text or its document in a frame, its files, the words that were searched for.

pub mod api;
mod attachments;
mod body;
mod details;
mod found;
mod frame;
mod links;
mod people_line;
pub mod words;

pub use attachments::{Attachments, file_icon, is_shown};
pub use body::MessageBody;
pub use details::Details;
pub use people_line::{some, to_line};
pub use words::subject_or;
