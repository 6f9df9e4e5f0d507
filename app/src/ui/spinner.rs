//! Something is under way.

use leptos::prelude::*;

/// A turning ring. What it stands beside says what is under way.
#[component]
pub fn Spinner(#[prop(optional)] class: &'static str) -> impl IntoView {
    view! { <span class=format!("spinner {class}") aria-hidden="true"></span> }
}
