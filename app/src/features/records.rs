//! Records of every kind: one list, one page, one form for all of them. What a kind is called and what its fields are called is in
//! `words`; what can be typed into a field, by its type, in `editor`.

pub mod api;
mod asked;
mod attached;
mod board;
mod card;
mod choosing;
mod chosen;
mod columns;
pub mod create_drawer;
pub mod draft;
pub mod editor;
#[cfg(feature = "ssr")]
pub mod export;
mod filter_control;
mod filters;
mod history;
mod house;
mod list;
mod list_page;
pub mod losing;
pub mod merging;
mod old_address;
mod ordering;
mod photo;
mod place;
mod properties;
mod property;
pub mod record;
mod record_page;
mod related;
mod restoring;
mod saved_views;
mod several;
mod stage;
mod sweep;
mod toolbar;
mod view_bar;
pub mod words;
mod writing_to;

use crate::lazy::split;
pub use card::record_card;
use leptos::prelude::*;

split! {
    /// `/records/{kind}`.
    pages, fetched by fetch_records_page: pub fn records_page() -> AnyView { list_page::RecordsPage().into_any() }
}

split! {
    /// `/records/{kind}/{id}`.
    pages, fetched by fetch_record_page: pub fn record_page() -> AnyView { record_page::RecordPage().into_any() }
}

split! {
    /// `/leads`, `/leads/{id}`.
    pages, fetched by fetch_old_address: pub fn old_address() -> AnyView { old_address::OldAddress().into_any() }
}
