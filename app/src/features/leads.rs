//! Leads: list, board, lead card with its timeline. Their panel beside a thread is the inbox's.

pub mod api;
mod board;
mod card;
mod conflicts;
mod create_dialog;
mod details;
pub mod form;
mod history;
pub mod lead;
mod lead_page;
mod list;
mod open_thread;
mod page;
pub mod stage;
mod threads;

use crate::lazy::split;
pub use card::lead_card;
use leptos::prelude::*;

split! {
    /// `/leads`: list and board.
    pages, fetched by fetch_leads_page: pub fn leads_page() -> AnyView { page::LeadsPage().into_any() }
}

split! {
    /// `/leads/{id}`.
    pages, fetched by fetch_lead_page: pub fn lead_page() -> AnyView { lead_page::LeadPage().into_any() }
}

split! {
    /// `/threads/{id}`.
    pages, fetched by fetch_open_thread_page: pub fn open_thread_page() -> AnyView { open_thread::OpenThread().into_any() }
}
