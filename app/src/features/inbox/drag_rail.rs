//! Leads to drop threads on, while threads are dragged.

use super::{api, gesture::DropTarget, state::Inbox};
use crate::ui::{Icon, IconName, Skeleton};
use kurier_i18n::t;
use kurier_model::lead::LeadRow;
use leptos::prelude::*;

/// The leads that something happened to lately, at the far edge of the window.
#[component]
pub fn DragRail(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let leads = RwSignal::new(None::<Vec<LeadRow>>);
    leptos::task::spawn_local(async move {
        if let Ok(recent) = api::recent_leads().await {
            leads.try_set(Some(recent));
        }
    });
    view! {
        <aside class="drag-rail" aria-hidden="true">
            <p class="drag-rail__title"><Icon name=IconName::Target />{t!(i18n, inbox.drag.rail)}</p>
            <div class="drag-rail__list">
                {move || match leads.get() {
                    None => view! { <Skeleton lines=4 /> }.into_any(),
                    Some(leads) if leads.is_empty() => {
                        view! { <p class="drag-rail__empty">{t!(i18n, inbox.drag.rail_empty)}</p> }.into_any()
                    }
                    Some(leads) => leads.into_iter().map(|lead| view! { <Target inbox lead /> }).collect_view().into_any(),
                }}
            </div>
        </aside>
    }
}

#[component]
fn Target(inbox: Inbox, lead: LeadRow) -> impl IntoView {
    let id = lead.id;
    let is_over = move || inbox.over.get() == Some(DropTarget::Lead(id));
    let about = lead.company.or(lead.email).unwrap_or_default();
    view! {
        <div
            class="drag-rail__lead"
            data-drop-lead=id.to_string()
            data-drop-name=lead.name
            data-over=move || is_over().then_some("true")
        >
            <span class="drag-rail__name" dir="auto">{lead.name.clone()}</span>
            <span class="drag-rail__about" dir="auto">{about}</span>
        </div>
    }
}
