//! The open thread: its head with the actions, its messages with their text and files, the record beside it.

mod glance;
mod link_buttons;
mod linked_records;
mod message_card;
mod pane;
mod printing;
mod reasons;
mod record_panel;
mod toolbar;
mod view;

pub use pane::{Opened, ReadingPane, fetch_thread};
