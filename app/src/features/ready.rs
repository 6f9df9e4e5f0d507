//! The Ready queue: incoming mail that nobody has decided on. Create, Attach, Ignore, or leave it for later.

pub mod api;
mod bulk;
mod desk;
mod filters;
mod item;
mod later;
mod lead_form;
pub mod matches;
mod news;
mod page;
mod place;
mod preview;
pub mod proposal;
mod queue;
mod senders;

use crate::lazy::split;
use leptos::prelude::*;

split! {
    /// `/ready`.
    pages, fetched by fetch_ready_page: pub fn ready_page() -> AnyView { page::ReadyPage().into_any() }
}
