//! The open thread: its head with the actions, its messages with their text and files, the record beside it.

mod attachments;
mod details;
mod found;
mod linked_records;
mod links;
mod message_body;
mod message_card;
mod message_frame;
mod pane;
mod people_line;
mod printing;
mod record_panel;
mod toolbar;
mod view;

pub use pane::{Opened, ReadingPane, fetch_thread};
