//! Writing mail, over every page.

use super::context::use_compose;
use super::dock::ComposeDock;
use crate::lazy::{later, split};
use leptos::prelude::*;

split! {
    mail: fn compose_dock() -> AnyView { ComposeDock().into_any() }
}

/// The docked composer and the mail on its way out, from when there is one or the other. Once, in the frame, beside the page.
#[component]
pub fn ComposeLayer() -> impl IntoView {
    let compose = use_compose();
    let was_any = RwSignal::new(false);
    Effect::new(move || {
        if compose.is_open() || compose.sending.is_any() {
            was_any.set(true);
        }
    });
    view! {
        <Show when=move || was_any.get()>{later(compose_dock)}</Show>
    }
}
