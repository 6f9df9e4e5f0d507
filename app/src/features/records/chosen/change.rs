//! One field of all that are chosen.

use super::Chosen;
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::records::api::change_each_record;
use crate::features::records::draft::Draft;
use crate::features::records::editor::FieldEditor;
use crate::features::records::words::field_name;
use crate::state::{Toast, use_toasts};
use crate::trouble::{field_error, reason_text};
use crate::ui::{Button, ButtonVariant, Dialog, Select};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::{Change, EachChanged, FieldDefinition, FieldType, Kind, Refused};
use kurier_model::{Field, FieldId, RecordId};
use leptos::prelude::*;

/// So many names are said of what was refused.
const NAMED: usize = 3;

/// What it makes sense to write into many records at once.
fn can_be_changed(field: &FieldDefinition) -> bool {
    let is_their_own =
        matches!(field.what, FieldType::Name | FieldType::Email | FieldType::Phone | FieldType::Domain);
    !is_their_own && !field.unique
}

/// The dialog.
#[component]
pub fn ChangeDialog(chosen: Chosen, kind: StoredValue<Kind>, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, records.chosen.change_title) size="s" testid="change-chosen">
            <Form chosen kind open />
        </Dialog>
    }
}

#[component]
fn Form(chosen: Chosen, kind: StoredValue<Kind>, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let fields: Vec<FieldDefinition> =
        kind.with_value(|kind| kind.fields.iter().filter(|field| can_be_changed(field)).cloned().collect());
    let options: Vec<(String, String)> =
        fields.iter().map(|field| (field.key.clone(), field_name(i18n, field))).collect();
    let key = RwSignal::new(options.first().map(|(key, _)| key.clone()).unwrap_or_default());
    let draft = Draft::new(String::new(), None);
    let field = Memo::new(move |_| key.with(|key| fields.iter().find(|field| field.key == *key).cloned()));
    // Another field has nothing in it yet.
    Effect::watch(
        move || key.get(),
        move |_, _, _| {
            draft.value.set(String::new());
            draft.label.set(None);
            attempt.error.set(None);
        },
        false,
    );
    let done = move |id: FieldId, done: EachChanged| {
        let all_refused = done.before.is_empty();
        match done.refused.first() {
            // Nothing could be changed: the value is wrong, and is said to be where it was written.
            Some(first) if all_refused => {
                attempt.error.try_set(Some(ApiError::refused(Field::OfKind(id), first.why.clone())));
                return;
            }
            Some(_) => {
                toasts.push(Toast::failed(refused_text(i18n, &done.refused)));
            }
            None => {}
        }
        open.try_set(false);
        chosen.only(&done.refused.iter().map(|one| one.record).collect::<Vec<_>>());
        let said = Toast::done(t_string!(i18n, records.chosen.changed, count = done.before.len()));
        let before = done.before;
        toasts.push(said.with_undo(move || {
            let back: Vec<(RecordId, Change)> = before
                .iter()
                .map(|(record, value)| (*record, Change { field: Field::OfKind(id), value: value.clone() }))
                .collect();
            attempt.make(change_each_record(back), |_| {});
        }));
    };
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else { return };
        let change = Change { field: Field::OfKind(field.id), value: draft.value.get_untracked() };
        let changes = chosen.list().into_iter().map(|record| (record, change.clone())).collect();
        let asked = async move { Ok(change_each_record(changes).await?.read()?) };
        attempt.make(asked, move |answer| done(field.id, answer));
    };
    let stages = StoredValue::new(kind.with_value(|kind| kind.stages.clone()));
    view! {
        <form class="record-form" novalidate on:submit=save data-testid="change-form">
            <p class="lead-list__dim">{t_string!(i18n, records.chosen.count, count = untrack(|| chosen.count()))}</p>
            <Select name="change-field" label=t_string!(i18n, records.chosen.field) value=key options=Signal::stored(options) />
            {move || field.get().map(|field| {
                let error = field_error(i18n, attempt.error, Field::OfKind(field.id));
                view! { <FieldEditor field draft error stages=stages.get_value() /> }
            })}
            <div class="record-form__buttons">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="change-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}

fn refused_text(i18n: I18n, refused: &[Refused]) -> String {
    let gone = || t_string!(i18n, records.gone).to_owned();
    let name = |one: &Refused| if one.name.is_empty() { gone() } else { one.name.clone() };
    let mut names = refused.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ");
    if refused.len() > NAMED {
        names.push('…');
    }
    let why = refused.first().map(|one| reason_text(i18n, &one.why)).unwrap_or_default();
    t_string!(i18n, records.chosen.refused, names = names, why = why)
}
