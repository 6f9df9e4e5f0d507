//! The way from a page to the search over everything, for phones: no rail stands beside the page there, and nobody presses keys.

use crate::state::use_shortcuts;
use crate::ui::{IconButton, IconName};
use kurier_i18n::{t_string, use_i18n};
use leptos::prelude::*;

/// A button for the head of a page; the style sheet shows it on phones alone.
#[component]
pub fn SearchEverything() -> impl IntoView {
    let i18n = use_i18n();
    let shortcuts = use_shortcuts();
    view! {
        <IconButton
            class="search-everything"
            icon=IconName::Search
            label=t_string!(i18n, common.search_everything)
            testid="search-from-page"
            on_click=move |_| shortcuts.perform("mod+k")
        />
    }
}
