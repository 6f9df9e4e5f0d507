//! A record beside the page: at the right where there is room for both, over the page where there is not. What it consists of comes later.

mod panel;

use crate::features::inbox;
use crate::lazy::{self, later, split};
use crate::state::Beside;
use kurier_i18n::{t_string, use_i18n};
use leptos::prelude::*;
use panel::Panel;

/// What the panel is known by on a page that the server has drawn.
const PANEL: &str = ".beside";

split! {
    pages, fetched by fetch_panel: fn panel(beside: Beside) -> AnyView { view! { <Panel beside /> }.into_any() }
}

/// The panel, while the address names a record; once, in the frame.
#[component]
pub fn BesideLayer(beside: Beside) -> impl IntoView {
    let i18n = use_i18n();
    let is_open = Memo::new(move |_| beside.shown().is_some());
    move || {
        is_open.get().then(|| {
            view! {
                <aside class="beside" tabindex="-1" aria-label=t_string!(i18n, common.beside.title) data-testid="beside">
                    <Transition>{later(move || panel(beside))}</Transition>
                </aside>
            }
        })
    }
}

/// Before a page wakes: what the server may have drawn of what is fetched later.
pub async fn before_waking() {
    inbox::before_waking().await;
    lazy::before_waking(PANEL, &[|| Box::pin(fetch_panel())]).await;
}
