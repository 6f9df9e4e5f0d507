//! Records of every kind: one list, one page, one form for all of them. What a kind is called and what its fields are called is in
//! `words`; what can be typed into a field, by its type, in `editor`.

pub mod api;
mod choosing;
pub mod create_drawer;
mod draft;
mod editor;
mod history;
mod list;
mod list_page;
mod place;
mod properties;
mod property;
mod record_page;
mod related;
mod restoring;
mod words;

use crate::lazy::split;
use kurier_model::RecordId;
use kurier_model::record::KindKey;
use leptos::prelude::*;

/// Where a record has its page.
#[must_use]
pub fn record_url(kind: &KindKey, record: RecordId) -> String {
    match kind.0.as_str() {
        // Its page knows what a lead alone does.
        "lead" => format!("/leads/{record}"),
        kind => format!("/records/{kind}/{record}"),
    }
}

split! {
    /// `/records/{kind}`.
    pages, fetched by fetch_records_page: pub fn records_page() -> AnyView { list_page::RecordsPage().into_any() }
}

split! {
    /// `/records/{kind}/{id}`.
    pages, fetched by fetch_record_page: pub fn record_page() -> AnyView { record_page::RecordPage().into_any() }
}
