//! Why a record was lost, asked when it is put into such a stage, whichever way. Nobody has to say it.

use super::api::{get_record, update_record};
use super::words::{choice_name, field_name};
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::state::Afterwards;
use crate::ui::{Button, ButtonVariant, Dialog, Select};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::{Back, Change, Changes, FieldDefinition, Kind, Record, offered};
use kurier_model::{Field, FieldId, RecordId, StageId};
use leptos::prelude::*;

/// Whether it is asked in this stage.
#[must_use]
pub fn asks_reason(kind: &Kind, stage: StageId) -> bool {
    kind.is_lost(stage) && kind.lost_reason().is_some()
}

/// A record that was lost a moment ago.
#[derive(Clone)]
pub struct Loss {
    /// What takes it back; with the reason, once one was given.
    back: Back,
    /// Told when the question is over.
    then: Afterwards<Back>,
}

impl Loss {
    pub const fn new(back: Back, then: Afterwards<Back>) -> Self {
        Self { back, then }
    }

    /// The question is over, or was never asked.
    pub fn over(self) {
        self.then.act(self.back);
    }
}

/// The question about a record, while there is one.
#[component]
pub fn LostReason(kind: StoredValue<Kind>, lost: RwSignal<Option<Loss>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let asked = Memo::new(move |_| lost.with(|lost| lost.as_ref().map(|lost| lost.back.record)));
    Effect::new(move || open.set(asked.get().is_some()));
    let closed = Callback::new(move |()| {
        if let Some(loss) = lost.try_update(Option::take).flatten() {
            loss.over();
        }
    });
    let title = kind.with_value(|kind| question(i18n, kind));
    view! {
        <Dialog open title size="s" on_close=closed testid="lost-reason">
            {move || asked.get().map(|record| view! { <Form kind record lost open /> })}
        </Dialog>
    }
}

/// A sale is lost, anything else given up.
fn question(i18n: I18n, kind: &Kind) -> &'static str {
    match kind.key.0.as_str() {
        "lead" | "deal" => t_string!(i18n, records.lost.title),
        _ => t_string!(i18n, records.lost.title_else),
    }
}

/// The reasons that are offered.
#[must_use]
pub fn reasons(i18n: I18n, field: &FieldDefinition) -> Vec<(String, String)> {
    let none = (String::new(), t_string!(i18n, records.not_filled).to_owned());
    let choices = offered(field.what.choices().map_or(&[], Vec::as_slice));
    let choices = choices.map(|choice| (choice.key.clone(), choice_name(i18n, field, choice)));
    std::iter::once(none).chain(choices).collect()
}

/// Writes the reason down, whatever stood there: it is that of this loss. What takes it back.
async fn give(record: RecordId, field: FieldId, reason: String) -> Result<Changes, ApiError> {
    let before = get_record(record).await?.read()?;
    let change = |value: String| vec![Change { field: Field::OfKind(field), value }];
    let changes = Changes { revision: before.revision, fields: change(reason) };
    let now = update_record(record, changes).await?.read()?;
    let stood = |record: Record| record.values.into_iter().find(|value| value.field == field);
    let stood = stood(before).map(|value| value.value).unwrap_or_default();
    Ok(Changes { revision: now.revision, fields: change(stood) })
}

#[component]
fn Form(
    kind: StoredValue<Kind>,
    record: RecordId,
    lost: RwSignal<Option<Loss>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let value = RwSignal::new(String::new());
    let Some(field) = kind.with_value(|kind| kind.lost_reason().cloned()) else { return ().into_any() };
    let id = field.id;
    let save = move || {
        if value.with_untracked(String::is_empty) {
            open.set(false);
            return;
        }
        attempt.make(give(record, id, value.get_untracked()), move |step| {
            lost.try_update(|lost| {
                if let Some(lost) = lost.as_mut().filter(|lost| lost.back.record == record) {
                    lost.back.steps.insert(0, step);
                }
            });
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
            <Select name="lost-reason" label=field_name(i18n, &field) value options=Signal::stored(reasons(i18n, &field)) />
            <div class="record-form__buttons">
                <Button on_click=move |_| open.set(false)>{t!(i18n, records.lost.skip)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="lost-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
    .into_any()
}
