//! Which records are one with the one that is open: those that look like it, or any other of the kind.

use super::api::record_duplicates;
use crate::features::records::choosing::RecordChoice;
use crate::features::records::draft::Draft;
use crate::features::records::words::twin_reason;
use crate::ui::{Button, ButtonVariant, Skeleton};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::record::KindKey;
use leptos::html;
use leptos::prelude::*;

/// So many become one at once (`domain`: `merging.rs`).
pub const MOST: usize = 5;

/// A record that is offered.
#[derive(Clone, PartialEq)]
struct Offered {
    id: RecordId,
    name: String,
    note: String,
}

/// Those that look like it.
async fn likely(record: RecordId, i18n: I18n) -> Vec<Offered> {
    let found = record_duplicates(record).await.and_then(|found| Ok(found.read()?));
    // Without an answer one looks for it oneself.
    let found = found.unwrap_or_default().into_iter();
    let offered = found.map(|twin| {
        let why = twin_reason(i18n, twin.reason);
        let note = twin.note.map_or_else(|| why.to_owned(), |note| format!("{note} · {why}"));
        Offered { id: twin.id, name: twin.name, note }
    });
    offered.collect()
}

/// Another one that was looked for and chosen: the box is empty for the next. Tracks.
fn taken(draft: Draft) -> Option<Offered> {
    let id = draft.value.with(|value| value.parse::<RecordId>().ok())?;
    let name = draft.label.get_untracked().unwrap_or_default();
    draft.value.set(String::new());
    draft.label.set(None);
    Some(Offered { id, name, note: String::new() })
}

/// `on_chosen` is told which, with the one that is open first.
#[component]
pub fn Candidates(
    record: RecordId,
    kind: KindKey,
    open: RwSignal<bool>,
    on_chosen: Callback<Vec<RecordId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(Vec::<RecordId>::new());
    let added = RwSignal::new(Vec::<Offered>::new());
    let likely = LocalResource::new(move || likely(record, i18n));
    // The box to look for others would open by itself if the focus began there, and move what is about to be pressed.
    let node = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(node) = node.get() {
            let _ = node.focus();
        }
    });
    let draft = Draft::new(String::new(), None);
    Effect::new(move || {
        let Some(other) = taken(draft).filter(|other| other.id != record) else { return };
        let id = other.id;
        let is_likely = likely.get_untracked().is_some_and(|known| known.iter().any(|one| one.id == id));
        if !is_likely && !added.with_untracked(|added| added.iter().any(|one| one.id == id)) {
            added.update(|added| added.push(other));
        }
        if chosen.with_untracked(|chosen| chosen.len() + 1 < MOST && !chosen.contains(&id)) {
            chosen.update(|chosen| chosen.push(id));
        }
    });
    let go_on = move |_| {
        let others = chosen.get_untracked();
        on_chosen.run([record].into_iter().chain(others).collect());
    };
    let all = move || likely.get().map(|likely| likely.into_iter().chain(added.get()).collect::<Vec<_>>());
    view! {
        <div node_ref=node class="merging merging--choosing" tabindex="-1" data-testid="merge-candidates">
            {move || match all() {
                None => view! { <Skeleton lines=3 /> }.into_any(),
                Some(all) if all.is_empty() => view! { <p>{t!(i18n, records.merging.none)}</p> }.into_any(),
                Some(all) => view! {
                    <fieldset class="merging__part">
                        <legend>{t!(i18n, records.merging.likely)}</legend>
                        {all.into_iter().map(|one| view! { <Candidate one chosen /> }).collect_view()}
                    </fieldset>
                }.into_any(),
            }}
            <RecordChoice to=kind name="merge-other".to_owned() label=t_string!(i18n, records.merging.search).to_owned() draft error=Signal::stored(None) />
            <div class="record-form__buttons">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button
                    variant=ButtonVariant::Primary
                    disabled=Signal::derive(move || chosen.with(Vec::is_empty))
                    testid="merge-next"
                    on_click=go_on
                >
                    {t!(i18n, records.merging.next)}
                </Button>
            </div>
        </div>
    }
}

#[component]
fn Candidate(one: Offered, chosen: RwSignal<Vec<RecordId>>) -> impl IntoView {
    let Offered { id, name, note } = one;
    let is_chosen = move || chosen.with(|chosen| chosen.contains(&id));
    let is_full = move || chosen.with(|chosen| chosen.len() + 1 >= MOST);
    let press = move |to: bool| {
        chosen.update(|chosen| {
            chosen.retain(|known| *known != id);
            if to {
                chosen.push(id);
            }
        });
    };
    view! {
        <label class="merging__choice">
            <input
                type="checkbox"
                prop:checked=is_chosen
                disabled=move || is_full() && !is_chosen()
                on:change:target=move |event| press(event.target().checked())
            />
            <span class="merging__words">
                <span dir="auto">{name}</span>
                <span class="lead-list__dim" dir="auto">{note}</span>
            </span>
        </label>
    }
}
