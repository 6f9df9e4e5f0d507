//! Records that a message may belong to, each with the reason, and a search for others.

use super::api::record_matches;
use crate::api::ApiError;
use crate::features::records::api::record_kind;
use crate::features::records::words::{icon_of, one_of, stage_name};
use crate::features::timeline::record_url;
use crate::state::use_kinds;
use crate::trouble::LoadError;
use crate::ui::{Badge, Icon, IconName, Menu, MenuItem, Paused, Skeleton, Time, Tone};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::pipeline::PipelineStage;
use kurier_model::ready::{MatchReason, RecordMatch};
use kurier_model::{StageId, ThreadId};
use leptos::html::Input;
use leptos::prelude::*;

/// The list and its search box.
#[component]
pub fn Matches(
    thread: ThreadId,
    on_pick: Callback<RecordMatch>,
    /// Whether there is room to look at one of them beside the page.
    #[prop(optional)]
    looks: bool,
    /// What goes through stages can go into another one with that.
    #[prop(optional)]
    on_stage: Option<Callback<(RecordMatch, StageId)>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let query = RwSignal::new(None::<String>);
    let found = LocalResource::new(move || record_matches(thread, query.get()));
    let paused = Paused::new(move |words| {
        let words = words.trim().to_owned();
        query.try_set(Some(words).filter(|words| !words.is_empty()));
    });
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    // What was found last stays while the next is looked up.
    let shown = RwSignal::new(None::<Result<Vec<RecordMatch>, ApiError>>);
    Effect::new(move |_| {
        if let Some(answer) = found.get() {
            shown.set(Some(answer));
        }
    });
    view! {
        <div class="matches" data-testid="record-matches">
            <div class="leads__search" role="search" aria-label=t_string!(i18n, ready.search_records)>
                <input
                    node_ref=input
                    type="search"
                    dir="auto"
                    placeholder=t_string!(i18n, ready.search_records)
                    aria-label=t_string!(i18n, ready.search_records)
                    on:input:target=move |event| paused.typed(event.target().value())
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
                        {list.into_iter().map(|found| view! { <MatchRow found on_pick looks on_stage /> }).collect_view()}
                    </ul>
                }
                    .into_any(),
            }}
        </div>
    }
}

#[component]
fn MatchRow(
    found: RecordMatch,
    on_pick: Callback<RecordMatch>,
    looks: bool,
    on_stage: Option<Callback<(RecordMatch, StageId)>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let picked = found.clone();
    let on_stage = on_stage.filter(|_| found.stage.is_some());
    let stages = on_stage.map(|on_stage| view! { <StageMenu found=found.clone() on_stage /> });
    // Nobody chooses before the page knows its kinds.
    let made = untrack(|| use_kinds().own(&found.kind));
    let kind = one_of(i18n, &found.kind, made.as_ref());
    let stage = found.stage.as_ref().map(|stage| stage_name(i18n, stage));
    let (tone, reason) = reason_words(i18n, &found);
    let context = [Some(kind), stage, found.company, found.owner_name];
    let context = context.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let look = looks.then(|| {
        let label = t_string!(i18n, ready.look_at, name = found.name.as_str());
        view! {
            <a class="button button--icon" data-variant="quiet" data-size="m" data-testid="look-at" href=record_url(&found.kind, found.record) aria-label=label.clone() title=label>
                <Icon name=IconName::PanelRight />
            </a>
        }
    });
    view! {
        <li class="matches__one">
            <button
                type="button"
                class="match"
                data-testid="record-match"
                data-kind=found.kind.to_string()
                on:click=move |_| on_pick.run(picked.clone())
            >
                <Icon name=icon_of(&found.kind, made.as_ref()) />
                <span class="match__text">
                    <span class="match__name" dir="auto">{found.name}</span>
                    <span class="match__context" dir="auto">{context}</span>
                    <span class="match__context">{t!(i18n, ready.last_contact)} " " <Time at=found.last_contact /></span>
                </span>
                <Badge tone>{reason}</Badge>
                <span class="visually-hidden">{t!(i18n, ready.attach)}</span>
            </button>
            {stages}
            {look}
        </li>
    }
}

/// The other stages that a record can go into. Who just chooses it leaves it where it is.
#[component]
fn StageMenu(found: RecordMatch, on_stage: Callback<(RecordMatch, StageId)>) -> impl IntoView {
    let i18n = use_i18n();
    let label = t_string!(i18n, ready.attach_in_stage, name = found.name.as_str());
    view! {
        <Menu label icon=IconName::Columns3>
            <OtherStages found=found.clone() on_stage />
        </Menu>
    }
}

/// Asked for when the menu opens.
#[component]
fn OtherStages(found: RecordMatch, on_stage: Callback<(RecordMatch, StageId)>) -> impl IntoView {
    let i18n = use_i18n();
    let key = found.kind.clone();
    let kind = LocalResource::new(move || {
        let key = key.clone();
        async move { Ok::<_, ApiError>(record_kind(key).await?.read()?) }
    });
    let now = found.stage.clone();
    let is_other = move |stage: &PipelineStage| Some(&stage.name) != now.as_ref();
    let item = move |stage: PipelineStage| {
        let (name, found) = (stage_name(i18n, &stage.name), found.clone());
        view! { <MenuItem on_select=Callback::new(move |()| on_stage.run((found.clone(), stage.id)))>{name}</MenuItem> }
    };
    move || match kind.get() {
        None => view! { <Skeleton lines=3 /> }.into_any(),
        Some(Err(error)) => view! { <LoadError error on_retry=move |()| kind.refetch() /> }.into_any(),
        Some(Ok(kind)) => kind.stages.into_iter().filter(&is_other).map(&item).collect_view().into_any(),
    }
}

fn reason_words(i18n: I18n, found: &RecordMatch) -> (Tone, String) {
    let by = found.by.as_deref().unwrap_or_default();
    let (tone, words) = match found.reason {
        MatchReason::SameAddress => (Tone::Ok, t_string!(i18n, ready.same_address)),
        MatchReason::SameContact => (Tone::Ok, t_string!(i18n, ready.same_contact)),
        MatchReason::SameDomain => (Tone::Accent, t_string!(i18n, ready.same_domain)),
        MatchReason::InCopy => return (Tone::Accent, t_string!(i18n, ready.in_copy, address = by)),
        MatchReason::InThread => return (Tone::Accent, t_string!(i18n, ready.in_thread, address = by)),
        MatchReason::Search => (Tone::Neutral, t_string!(i18n, ready.found)),
        MatchReason::Similar => (Tone::Neutral, t_string!(i18n, ready.similar)),
        MatchReason::Recent => (Tone::Neutral, t_string!(i18n, ready.recent)),
    };
    (tone, words.to_owned())
}
