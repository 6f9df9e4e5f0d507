//! The rights of the people whose data is stored: what there is of a person, handing it out, erasing it; what was done, and how long what is
//! kept.

pub mod api;
#[cfg(feature = "ssr")]
pub mod archive;
#[cfg(feature = "ssr")]
pub mod certificate;
mod choosing;
mod erasing;
mod holding;
mod log;
#[cfg(feature = "ssr")]
mod paper;
mod person_page;
mod protection_page;
mod rules;
mod words;

use crate::lazy::split;
use leptos::prelude::*;

split! {
    /// `/person/{record}`.
    pages, fetched by fetch_person_page: pub fn person_page() -> AnyView { person_page::PersonPage().into_any() }
}

split! {
    /// `/settings/protection`.
    pages, fetched by fetch_protection_page: pub fn protection_page() -> AnyView { protection_page::ProtectionPage().into_any() }
}
