//! Leads to drop threads on, while threads are dragged.

use crate::features::inbox::state::Inbox;
use crate::{
    features::{
        board::CardView,
        leads::{api::lead_page, lead_card},
    },
    trouble::LoadError,
    ui::{Icon, IconName, Skeleton},
};
use kurier_i18n::t;
use leptos::prelude::*;

/// How many leads the rail offers.
const RECENT: u32 = 12;

/// The leads that something happened to lately, at the far edge of the window. Made when a drag begins, in the browser.
#[component]
pub fn DragRail(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let leads = LocalResource::new(|| async { Ok(lead_page(None, None, None, RECENT).await?.read()?) });
    view! {
        <aside class="drag-rail" data-testid="lead-drop-rail" aria-hidden="true">
            <p class="drag-rail__title"><Icon name=IconName::Target />{t!(i18n, inbox.drag.rail)}</p>
            {move || match leads.get() {
                None => view! { <Skeleton lines=4 kind="cards" /> }.into_any(),
                Some(Err(error)) => view! { <LoadError error on_retry=move |()| leads.refetch() /> }.into_any(),
                Some(Ok(page)) if page.rows.is_empty() => {
                    view! { <p class="drag-rail__empty">{t!(i18n, inbox.drag.rail_empty)}</p> }.into_any()
                }
                Some(Ok(page)) => {
                    page.rows.into_iter().map(|row| view! { <CardView card=lead_card(&row) /> }).collect_view().into_any()
                }
            }}
        </aside>
    }
}
