//! Nothing here: why, and what to do next.

use super::{Icon, IconName};
use leptos::prelude::*;

/// In place of a list without rows. The children are the next step: usually one button.
#[component]
pub fn EmptyState(
    icon: IconName,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] text: Option<Signal<String>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <Icon name=icon />
            <h2 class="empty-state__title">{move || title.get()}</h2>
            {text.map(|text| view! { <p class="empty-state__text">{move || text.get()}</p> })}
            {children.map(|children| view! { <div class="empty-state__action">{children()}</div> })}
        </div>
    }
}
