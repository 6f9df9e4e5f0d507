//! Records out of a file: choosing it, saying what stands in its columns, looking at what would come of it, doing it, taking it back.

pub mod api;
#[cfg(feature = "ssr")]
pub mod begin;
mod failed;
mod import_page;
mod mapping;
#[cfg(feature = "ssr")]
pub mod report;
mod start_page;
mod summary;

use crate::lazy::split;
use leptos::prelude::*;

split! {
    /// `/import/{kind}`.
    pages, fetched by fetch_start_page: pub fn start_page() -> AnyView { start_page::StartPage().into_any() }
}

split! {
    /// `/import/{kind}/{id}`.
    pages, fetched by fetch_import_page: pub fn import_page() -> AnyView { import_page::ImportPage().into_any() }
}
