//! Leads: list, board, lead card with its timeline, and their panel beside a conversation.

pub mod api;
mod board;
mod card;
mod columns;
mod conflicts;
mod create_dialog;
mod details;
pub mod form;
mod lead_page;
mod list;
mod open_thread;
mod page;
mod record_panel;
pub mod stage;
mod timeline;

pub use card::LeadCard;
pub use lead_page::LeadPage;
pub use open_thread::{OpenThread, thread_url};
pub use page::LeadsPage;
pub use record_panel::RecordPanel;
