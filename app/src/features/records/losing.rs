//! Why a record was lost, asked when it is put into such a stage. Nobody has to say it.

use super::api::{get_record, update_record};
use super::words::{choice_name, field_name};
use crate::attempt::Attempt;
use crate::ui::{Button, ButtonVariant, Dialog, Select};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::pipeline::Outcome;
use kurier_model::record::{Change, Changes, FieldDefinition, FieldType, Kind, offered};
use kurier_model::{Field, RecordId, StageId};
use leptos::prelude::*;

/// The key of the field in which it is said.
const REASON: &str = "lost_reason";

fn reason_field(kind: &Kind) -> Option<&FieldDefinition> {
    kind.field_called(REASON)
}

/// Whether it is asked in this stage.
#[must_use]
pub fn asks_reason(kind: &Kind, stage: StageId) -> bool {
    let is_lost = kind.stage(stage).is_some_and(|stage| stage.outcome == Outcome::Lost);
    is_lost && reason_field(kind).is_some()
}

/// The question about a record, while there is one.
#[component]
pub fn LostReason(kind: StoredValue<Kind>, lost: RwSignal<Option<RecordId>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(lost.get().is_some()));
    let closed = Callback::new(move |()| lost.set(None));
    view! {
        <Dialog open title=t_string!(i18n, records.lost.title) size="s" on_close=closed testid="lost-reason">
            {move || lost.get().map(|record| view! { <Form kind record open /> })}
        </Dialog>
    }
}

#[component]
fn Form(kind: StoredValue<Kind>, record: RecordId, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let value = RwSignal::new(String::new());
    let Some(field) = kind.with_value(|kind| reason_field(kind).cloned()) else { return ().into_any() };
    let mut options = vec![(String::new(), t_string!(i18n, records.not_filled).to_owned())];
    if let FieldType::Choice { choices } = &field.what {
        let choices = offered(choices).map(|choice| (choice.key.clone(), choice_name(i18n, &field, choice)));
        options.extend(choices);
    }
    let id = field.id;
    let save = move || {
        if value.with_untracked(String::is_empty) {
            open.set(false);
            return;
        }
        let change = Change { field: Field::OfKind(id), value: value.get_untracked() };
        let write = async move {
            // Whatever stood there is written over: the reason is that of this loss.
            let revision = get_record(record).await?.read()?.revision;
            update_record(record, Changes { revision, fields: vec![change] }).await
        };
        attempt.make(write, move |_| {
            open.try_set(false);
        });
    };
    view! {
        <form
            class="record-form"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <Select name="lost-reason" label=field_name(i18n, &field) value options=Signal::stored(options) />
            <div class="record-form__buttons">
                <Button on_click=move |_| open.set(false)>{t!(i18n, records.lost.skip)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="lost-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
    .into_any()
}
