//! What comes of making records one: which of them stays, whose value stands where they differ, what moves; and doing it.

use super::api::{merge_records, preview_merge};
use crate::api::ApiError;
use crate::features::records::words::{field_name, value_words};
use crate::features::timeline::split_again;
use crate::features::visibility::words::visibility_name;
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::{LoadError, error_text, field_error};
use crate::ui::{Button, ButtonVariant, Skeleton, Time};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::{MergeField, MergeForm, MergePreview, MergeSide, Moving};
use kurier_model::{Field, FieldId, RecordId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashMap;

/// What somebody is about to do.
#[derive(Clone, Copy)]
struct Merge {
    open: RwSignal<bool>,
    records: StoredValue<Vec<RecordId>>,
    /// `None`: the one that is proposed.
    winner: RwSignal<Option<RecordId>>,
    take: RwSignal<HashMap<FieldId, RecordId>>,
    /// Counts how often it was looked again.
    looks: RwSignal<u32>,
    /// One of them was changed since it was looked at.
    is_stale: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    pending: RwSignal<bool>,
    on_merged: Callback<RecordId>,
    i18n: I18n,
    toasts: Toasts,
}

impl Merge {
    fn stays(self, winner: RecordId) {
        self.take.update(HashMap::clear);
        self.is_stale.set(false);
        self.winner.set(Some(winner));
    }

    fn make(self, preview: &MergePreview) {
        if self.pending.get_untracked() {
            return;
        }
        let seen = preview.sides.iter().map(|side| (side.id, side.revision)).collect();
        let take =
            self.take.with_untracked(|take| take.iter().map(|(field, from)| (*field, *from)).collect());
        let winner = preview.winner;
        let name = preview.sides.iter().find(|side| side.id == winner).map(|side| side.name.clone());
        let form = MergeForm { winner, seen, take };
        self.pending.set(true);
        spawn_local(async move {
            let answer = merge_records(form).await;
            self.pending.try_set(false);
            match answer {
                Ok(merge) => {
                    let (i18n, toasts) = (self.i18n, self.toasts);
                    self.open.try_set(false);
                    self.on_merged.try_run(winner);
                    let said = t_string!(i18n, records.merging.done, name = name.unwrap_or_default());
                    toasts.push(Toast::done(said).with_undo(move || split_again(merge, i18n, toasts)));
                }
                Err(error) => self.refused(error),
            }
        });
    }

    fn refused(self, error: ApiError) {
        match error {
            ApiError::Conflict | ApiError::NotFound => {
                self.is_stale.try_set(error == ApiError::Conflict);
                self.looks.try_update(|looks| *looks += 1);
            }
            error => {
                let said = error_text(self.i18n, &error);
                let is_said_here = error.invalid().is_some();
                let is_gone = self.error.try_set(Some(error)).is_some();
                if is_gone || !is_said_here {
                    self.toasts.push(Toast::failed(said));
                }
            }
        }
    }
}

/// `back` leads to choosing others.
#[component]
pub fn Preview(
    open: RwSignal<bool>,
    records: Vec<RecordId>,
    back: Option<Callback<()>>,
    on_merged: Callback<RecordId>,
) -> impl IntoView {
    let merge = Merge {
        open,
        records: StoredValue::new(records),
        winner: RwSignal::new(None),
        take: RwSignal::default(),
        looks: RwSignal::new(0),
        is_stale: RwSignal::new(false),
        error: RwSignal::new(None),
        pending: RwSignal::new(false),
        on_merged,
        i18n: use_i18n(),
        toasts: use_toasts(),
    };
    let found = LocalResource::new(move || {
        merge.looks.track();
        let (records, winner) = (merge.records.get_value(), merge.winner.get());
        async move { preview_merge(records, winner).await.and_then(|preview| Ok(preview.read()?)) }
    });
    // What is shown stays while another one is on its way: the focus with it.
    let shown = RwSignal::new(None::<Result<MergePreview, ApiError>>);
    Effect::new(move || {
        if let Some(found) = found.get() {
            shown.set(Some(found));
        }
    });
    view! {
        {move || match shown.get() {
            None => view! { <Skeleton lines=6 /> }.into_any(),
            Some(Err(error)) => view! { <LoadError error on_retry=move |()| found.refetch() /> }.into_any(),
            Some(Ok(preview)) => view! { <Shown merge preview back /> }.into_any(),
        }}
    }
}

#[component]
fn Shown(merge: Merge, preview: MergePreview, back: Option<Callback<()>>) -> impl IntoView {
    let i18n = use_i18n();
    let MergePreview { winner, sides, fields, moving, narrowed, opted_out, bounded } = preview.clone();
    let preview = StoredValue::new(preview);
    let names: Vec<(RecordId, String)> = sides.iter().map(|side| (side.id, side.name.clone())).collect();
    view! {
        <form
            class="merging"
            data-testid="merge-preview"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                preview.with_value(|preview| merge.make(preview));
            }
        >
            <div role="alert">
                <Show when=move || merge.is_stale.get()>
                    <p class="callout" data-tone="warn">{t!(i18n, records.merging.stale)}</p>
                </Show>
            </div>
            <fieldset class="merging__part">
                <legend>{t!(i18n, records.merging.stays)}</legend>
                {sides.into_iter().map(|side| view! { <SideChoice merge is_winner=side.id == winner side /> }).collect_view()}
            </fieldset>
            {(!fields.is_empty()).then(|| view! { <h3 class="merging__title">{t!(i18n, records.merging.differ)}</h3> })}
            {fields.into_iter().map(|field| view! { <Difference merge field names=names.clone() /> }).collect_view()}
            <Moves moving />
            {narrowed.map(|seen| view! { <p class="callout" data-tone="info">{t_string!(i18n, records.merging.narrowed, seen = visibility_name(i18n, seen))}</p> })}
            {opted_out.then(|| view! { <p class="callout" data-tone="warn" data-testid="merge-opted-out">{t!(i18n, records.merging.opted_out)}</p> })}
            {bounded.then(|| view! { <p class="lead-list__dim">{t!(i18n, records.merging.bounded)}</p> })}
            <p class="lead-list__dim">{t!(i18n, records.merging.can_be_undone)}</p>
            <div class="record-form__buttons">
                {match back {
                    Some(back) => view! { <Button on_click=move |_| back.run(())>{t!(i18n, records.merging.back)}</Button> }.into_any(),
                    None => view! { <Button on_click=move |_| merge.open.set(false)>{t!(i18n, common.cancel)}</Button> }.into_any(),
                }}
                <Button kind="submit" variant=ButtonVariant::Primary pending=merge.pending testid="merge-records">
                    {t!(i18n, records.merging.button)}
                </Button>
            </div>
        </form>
    }
}

/// The one that stays.
#[component]
fn SideChoice(merge: Merge, side: MergeSide, is_winner: bool) -> impl IntoView {
    let i18n = use_i18n();
    let MergeSide { id, name, note, created_at, filled, .. } = side;
    view! {
        <label class="merging__choice" data-testid="merge-side">
            <input type="radio" name="merge-winner" value=id.to_string() checked=is_winner autofocus=is_winner on:change=move |_| merge.stays(id) />
            <span class="merging__words">
                <span dir="auto">{name}</span>
                <span class="lead-list__dim">
                    {note.map(|note| view! { <span dir="ltr">{note}</span>" · " })}
                    {t_string!(i18n, records.merging.created).to_owned()}" "<Time at=created_at />" · "
                    {t_string!(i18n, records.merging.filled, count = filled)}
                </span>
            </span>
        </label>
    }
}

/// A field in which they differ: whose value stands, or all of them.
#[component]
fn Difference(merge: Merge, field: MergeField, names: Vec<(RecordId, String)>) -> impl IntoView {
    let i18n = use_i18n();
    let MergeField { field, values, all, from } = field;
    let id = field.id;
    let error = field_error(i18n, merge.error, Field::OfKind(id));
    let wrong = move || error.get().map(|error| view! { <p class="field__error" role="alert">{error}</p> });
    let choices = match all {
        Some(all) => {
            let words = value_words(i18n, &field, &all);
            view! { <p class="merging__all" dir="auto">{t_string!(i18n, records.merging.all, values = words)}</p> }.into_any()
        }
        None => {
            let mut seen: Vec<Option<String>> = Vec::new();
            let mut choices = Vec::new();
            for ((record, name), value) in names.into_iter().zip(values) {
                let text = value.as_ref().map(|value| value.value.clone());
                // The same value is one choice; that of the one whose it would be is always there.
                if seen.contains(&text) && record != from {
                    continue;
                }
                seen.push(text);
                let words = value.map(|value| value_words(i18n, &field, &value));
                choices.push(view! { <ValueChoice merge id record words name is_first=record == from /> });
            }
            choices.into_any()
        }
    };
    view! {
        <fieldset class="merging__part" data-testid="merge-field" data-key=field.key.clone()>
            <legend>{field_name(i18n, &field)}</legend>
            {choices}
            {wrong}
        </fieldset>
    }
}

#[component]
fn ValueChoice(
    merge: Merge,
    id: FieldId,
    record: RecordId,
    words: Option<String>,
    name: String,
    is_first: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_taken = move || merge.take.with(|take| take.get(&id).map_or(is_first, |taken| *taken == record));
    view! {
        <label class="merging__choice">
            <input
                type="radio"
                name=format!("merge-{id}")
                prop:checked=is_taken
                on:change=move |_| merge.take.update(|take| {
                    take.insert(id, record);
                })
            />
            <span class="merging__words">
                {match words {
                    Some(words) => view! { <span dir="auto">{words}</span> }.into_any(),
                    None => view! { <span>{t!(i18n, records.merging.nothing)}</span> }.into_any(),
                }}
                <span class="lead-list__dim" dir="auto">{name}</span>
            </span>
        </label>
    }
}

#[component]
fn Moves(moving: Vec<(Moving, u32)>) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |(what, count): (Moving, u32)| {
        view! { <li>{format!("{}: {count}", moving_text(i18n, what))}</li> }
    };
    (!moving.is_empty()).then(|| {
        view! {
            <h3 class="merging__title">{t!(i18n, records.merging.moves)}</h3>
            <ul class="merging__moves" data-testid="merge-moves">{moving.into_iter().map(line).collect_view()}</ul>
        }
    })
}

fn moving_text(i18n: I18n, what: Moving) -> &'static str {
    match what {
        Moving::Threads => t_string!(i18n, records.merging.threads),
        Moving::Notes => t_string!(i18n, records.merging.notes),
        Moving::Files => t_string!(i18n, records.merging.files),
        Moving::Tasks => t_string!(i18n, records.merging.tasks),
        Moving::Links => t_string!(i18n, records.merging.links),
        Moving::Consents => t_string!(i18n, records.merging.consents),
        Moving::Sent => t_string!(i18n, records.merging.sent),
        Moving::Drafts => t_string!(i18n, records.merging.drafts),
    }
}
