//! `/leads` and `/leads/{id}`: where leads were, for addresses that somebody has kept.

use crate::ui::NotFoundPage;
use kurier_model::RecordId;
use kurier_model::record::LEAD;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_location, use_params_map};

/// The page: nothing but the way on, with what the address asks of it.
#[component]
pub fn OldAddress() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id"));
    let path = match id.as_deref().map(str::parse::<RecordId>) {
        None => format!("/records/{LEAD}"),
        Some(Ok(id)) => format!("/records/{LEAD}/{id}"),
        Some(Err(_)) => return NotFoundPage().into_any(),
    };
    let search = use_location().search.get_untracked();
    let between = if search.is_empty() { "" } else { "?" };
    let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
    view! { <Redirect path=format!("{path}{between}{search}") options /> }.into_any()
}
