//! One field of all that are chosen.

use super::Chosen;
use super::everything::Everything;
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::records::api::change_each_record;
use crate::features::records::draft::Draft;
use crate::features::records::editor::FieldEditor;
use crate::features::records::losing::reasons;
use crate::features::records::words::field_name;
use crate::features::taking_back::{offer, refused_text};
use crate::features::visibility::words::visibility_options;
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Dialog, Select, mend_focus};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::record::{Change, EachChanged, FieldDefinition, FieldType, Kind, SweepAct};
use kurier_model::visibility::Visibility;
use leptos::prelude::*;

/// Beside the keys of fields: who may see them.
const VISIBILITY: &str = "#visibility";

/// What it makes sense to write into many records at once.
fn can_be_changed(field: &FieldDefinition) -> bool {
    let is_their_own =
        matches!(field.what, FieldType::Name | FieldType::Email | FieldType::Phone | FieldType::Domain);
    !is_their_own && !field.unique
}

/// The dialog.
#[component]
pub fn ChangeDialog(
    chosen: Chosen,
    kind: StoredValue<Kind>,
    everything: Everything,
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, records.chosen.change_title) size="s" testid="change-chosen">
            <Form chosen kind everything open />
        </Dialog>
    }
}

#[component]
fn Form(
    chosen: Chosen,
    kind: StoredValue<Kind>,
    everything: Everything,
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let fields: Vec<FieldDefinition> =
        kind.with_value(|kind| kind.fields.iter().filter(|field| can_be_changed(field)).cloned().collect());
    let mut options: Vec<(String, String)> =
        fields.iter().map(|field| (field.key.clone(), field_name(i18n, field))).collect();
    options.push((VISIBILITY.to_owned(), t_string!(i18n, visibility.title).to_owned()));
    let shown = RwSignal::new(Visibility::Everybody.as_str().to_owned());
    let key = RwSignal::new(options.first().map(|(key, _)| key.clone()).unwrap_or_default());
    let begun = kind.with_value(|kind| begun(kind, fields));
    let now = Memo::new(move |_| key.with(|key| begun.iter().find(|(field, _)| field.key == *key).cloned()));
    let toasts = use_toasts();
    let done = Callback::new(move |(field, answer): (Field, EachChanged)| {
        told(Telling { chosen, open, attempt, toasts, i18n }, field, answer);
    });
    let because = Because { kind, now, reason: RwSignal::new(String::new()) };
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let of_kind = now.get_untracked().map(|(field, draft)| (Field::OfKind(field.id), draft.value));
        let (field, value) = of_kind.unwrap_or((Field::Visibility, shown));
        let change = Change { field, value: value.get_untracked() };
        let fields: Vec<Change> = std::iter::once(change).chain(because.change()).collect();
        if chosen.everything.get_untracked() {
            everything.begin(attempt, SweepAct::Change { changes: fields }, move || {
                mend_focus(None, &[".sweep .button", "main"]);
                open.try_set(false);
                chosen.forget();
            });
            return;
        }
        let changes = chosen.list().into_iter().map(|record| (record, fields.clone())).collect();
        let asked = async move { Ok(change_each_record(changes).await?.read()?) };
        attempt.make(asked, move |answer| {
            done.try_run((field, answer));
        });
    };
    let stages = StoredValue::new(kind.with_value(|kind| kind.stages.clone()));
    let count = untrack(|| chosen.words(i18n));
    view! {
        <form class="record-form" novalidate on:submit=save data-testid="change-form">
            <p class="lead-list__dim">{count}</p>
            <Select name="change-field" label=t_string!(i18n, records.chosen.field) value=key options=Signal::stored(options) />
            <For each=move || now.get() key=|(field, _)| field.id let:one>
                <FieldEditor
                    error=field_error(i18n, attempt.error, Field::OfKind(one.0.id))
                    field=one.0
                    draft=one.1
                    stages=stages.get_value()
                />
            </For>
            <Reason because />
            <Seen key shown error=attempt.error />
            <div class="record-form__buttons">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="change-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}

/// Each field with what is being written into it: what was written for another one is not for this.
fn begun(kind: &Kind, fields: Vec<FieldDefinition>) -> Vec<(FieldDefinition, Draft)> {
    let first_stage = kind.stages.first().map(|stage| stage.id.to_string());
    let begin = |field: FieldDefinition| {
        let stage = first_stage.clone().filter(|_| field.what == FieldType::Stage);
        let draft = Draft::new(stage.unwrap_or_default(), None);
        (field, draft)
    };
    fields.into_iter().map(begin).collect()
}

/// Why they are lost, when that is what is done to them. Nobody has to say it.
#[derive(Clone, Copy)]
struct Because {
    kind: StoredValue<Kind>,
    /// The field that is changed, and what is being written into it.
    now: Memo<Option<(FieldDefinition, Draft)>>,
    reason: RwSignal<String>,
}

impl Because {
    /// The field in which it is said. Tracks.
    fn field(self) -> Option<FieldDefinition> {
        let (field, draft) = self.now.get()?;
        let stage = draft.value.get().parse().ok().filter(|_| field.what == FieldType::Stage)?;
        self.kind.with_value(|kind| kind.lost_reason().filter(|_| kind.is_lost(stage)).cloned())
    }

    fn change(self) -> Option<Change> {
        let field = untrack(|| self.field())?;
        let value = Some(self.reason.get_untracked()).filter(|reason| !reason.is_empty())?;
        Some(Change { field: Field::OfKind(field.id), value })
    }
}

#[component]
fn Reason(because: Because) -> impl IntoView {
    let i18n = use_i18n();
    let field = Memo::new(move |_| because.field());
    move || {
        field.get().map(|field| {
            let options = Signal::stored(reasons(i18n, &field));
            view! { <Select name="change-reason" label=field_name(i18n, &field) value=because.reason options /> }
        })
    }
}

/// Who may see them, when that is what is changed.
#[component]
fn Seen(key: RwSignal<String>, shown: RwSignal<String>, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Show when=move || key.with(|key| key == VISIBILITY)>
            <Select
                name="change-visibility"
                label=t_string!(i18n, visibility.default)
                value=shown
                options=Signal::stored(visibility_options(i18n))
                hint=Signal::stored(t_string!(i18n, visibility.admins).to_owned())
                error=field_error(i18n, error, Field::Visibility)
            />
        </Show>
    }
}

/// Where it is said what became of it.
struct Telling {
    chosen: Chosen,
    open: RwSignal<bool>,
    attempt: Attempt,
    toasts: Toasts,
    i18n: I18n,
}

/// Says what became of it, and offers to take it back.
fn told(telling: Telling, field: Field, done: EachChanged) {
    let Telling { chosen, open, attempt, toasts, i18n } = telling;
    let EachChanged { back, refused } = done;
    match refused.first() {
        // Nothing could be changed: the value is wrong, and is said to be where it was written.
        Some(first) if back.is_empty() => {
            attempt.error.try_set(Some(ApiError::refused(field, first.why.clone())));
            return;
        }
        Some(_) => {
            toasts.push(Toast::failed(refused_text(i18n, &refused)));
        }
        None => {}
    }
    mend_focus(None, &["[data-testid=choose]", "main"]);
    open.try_set(false);
    chosen.only(&refused.iter().map(|one| one.record).collect::<Vec<_>>());
    offer(i18n, toasts, t_string!(i18n, records.chosen.changed, count = back.len()), back);
}
