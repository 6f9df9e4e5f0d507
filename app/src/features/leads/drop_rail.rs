//! Recent leads as places to drop mail on, shown while a thread is dragged.

use super::api::lead_page;
use super::card::LeadCard;
use crate::ui::{LoadError, Skeleton};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;

/// How many leads the rail offers.
const RECENT: u32 = 12;

/// The rail. Whoever drags looks for `data-drop-lead` under the pointer and marks it with `data-drop-over="true"`.
#[component]
pub fn LeadDropRail() -> impl IntoView {
    let i18n = use_i18n();
    let leads = LocalResource::new(|| lead_page(None, None, None, RECENT));
    view! {
        <aside class="drop-rail" data-testid="lead-drop-rail" aria-label=t_string!(i18n, leads.recent)>
            <h2 class="drop-rail__title">{t!(i18n, leads.recent)}</h2>
            <p class="drop-rail__hint">{t!(i18n, leads.drop_hint)}</p>
            {move || match leads.get() {
                None => view! { <Skeleton lines=4 kind="cards" /> }.into_any(),
                Some(Err(error)) => view! { <LoadError error on_retry=move |()| leads.refetch() /> }.into_any(),
                Some(Ok(page)) if page.rows.is_empty() => {
                    view! { <p class="drop-rail__hint">{t!(i18n, leads.empty_text)}</p> }.into_any()
                }
                Some(Ok(page)) => view! {
                    <ul>
                        {page.rows.into_iter().map(|row| view! { <li><LeadCard row with_stage=true /></li> }).collect_view()}
                    </ul>
                }
                    .into_any(),
            }}
        </aside>
    }
}
