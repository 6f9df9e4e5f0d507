//! Leads that a message may belong to, each with the reason, and a search for others.

use super::api::lead_matches;
use crate::api::ApiError;
use crate::features::leads::stage::StageMark;
use crate::trouble::LoadError;
use crate::ui::{Badge, Skeleton, Tone};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::ThreadId;
use kurier_model::lead::StageName;
use kurier_model::ready::{LeadMatch, MatchReason};
use leptos::html::Input;
use leptos::prelude::*;
use std::time::Duration;

/// How long after a key leads are looked up.
const SEARCH_PAUSE: Duration = Duration::from_millis(200);

/// The list and its search box.
#[component]
pub fn Matches(thread: ThreadId, on_pick: Callback<LeadMatch>) -> impl IntoView {
    let i18n = use_i18n();
    let query = RwSignal::new(None::<String>);
    let found = LocalResource::new(move || lead_matches(thread, query.get()));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |words: String| {
        let words = words.trim().to_owned();
        let later = move || {
            query.try_set(Some(words).filter(|words| !words.is_empty()));
        };
        timer.update_value(|timer| {
            if let Some(running) = timer.take() {
                running.clear();
            }
            *timer = set_timeout_with_handle(later, SEARCH_PAUSE).ok();
        });
    };
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    // What was found last stays while the next is looked up.
    let shown = RwSignal::new(None::<Result<Vec<LeadMatch>, ApiError>>);
    Effect::new(move |_| {
        if let Some(answer) = found.get() {
            shown.set(Some(answer));
        }
    });
    view! {
        <div class="matches" data-testid="lead-matches">
            <div class="leads__search" role="search">
                <input
                    node_ref=input
                    type="search"
                    dir="auto"
                    placeholder=t_string!(i18n, ready.search_leads)
                    aria-label=t_string!(i18n, ready.search_leads)
                    on:input:target=move |event| typed(event.target().value())
                />
            </div>
            {move || match shown.get() {
                None => view! { <Skeleton lines=3 /> }.into_any(),
                Some(Err(error)) => view! { <LoadError error on_retry=move |()| found.refetch() /> }.into_any(),
                Some(Ok(list)) if list.is_empty() => {
                    let searched = query.with_untracked(Option::is_some);
                    let text = if searched { t_string!(i18n, ready.nothing_found) } else { t_string!(i18n, ready.no_matches) };
                    view! { <p class="matches__none" role="status">{text}</p> }.into_any()
                }
                Some(Ok(list)) => view! {
                    <ul class="matches__list" aria-label=t_string!(i18n, ready.matches)>
                        {list.into_iter().map(|lead| view! { <MatchRow lead on_pick /> }).collect_view()}
                    </ul>
                }
                    .into_any(),
            }}
        </div>
    }
}

#[component]
fn MatchRow(lead: LeadMatch, on_pick: Callback<LeadMatch>) -> impl IntoView {
    let i18n = use_i18n();
    let picked = lead.clone();
    let context =
        [lead.company.clone(), lead.owner_name.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (tone, reason) = reason_words(i18n, lead.reason);
    view! {
        <li>
            <button type="button" class="match" data-testid="lead-match" on:click=move |_| on_pick.run(picked.clone())>
                <span class="match__text">
                    <span class="match__name" dir="auto">{lead.name.clone()}</span>
                    {(!context.is_empty()).then(|| view! { <span class="match__context" dir="auto">{context.clone()}</span> })}
                </span>
                <StageMark stage=StageName::from_stored(&lead.stage_name) />
                <Badge tone>{reason}</Badge>
                <span class="visually-hidden">{t!(i18n, ready.attach)}</span>
            </button>
        </li>
    }
}

fn reason_words(i18n: I18n, reason: MatchReason) -> (Tone, &'static str) {
    match reason {
        MatchReason::SameAddress => (Tone::Ok, t_string!(i18n, ready.same_address)),
        MatchReason::SameDomain => (Tone::Accent, t_string!(i18n, ready.same_domain)),
        MatchReason::Search => (Tone::Neutral, t_string!(i18n, ready.found)),
        MatchReason::Recent => (Tone::Neutral, t_string!(i18n, ready.recent)),
    }
}
