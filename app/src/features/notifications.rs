//! What one was told: its page, and which kinds of it one wants.

pub mod api;
mod line;
mod page;
mod words;

pub use words::kind_name;

use crate::lazy::split;
use leptos::prelude::*;

split! {
    /// `/notifications`.
    pages, fetched by fetch_notifications_page: pub fn notifications_page() -> AnyView { page::NotificationsPage().into_any() }
}
