//! The Ready queue: incoming mail that nobody has decided on. Create, Attach or Ignore.

pub mod api;
mod bulk;
mod desk;
mod item;
mod lead_form;
pub mod matches;
mod page;
mod preview;
pub mod proposal;
mod queue;

use crate::lazy::split;
use leptos::prelude::*;

split! {
    /// `/ready`.
    pages, fetched by fetch_ready_page: pub fn ready_page() -> AnyView { page::ReadyPage().into_any() }
}
