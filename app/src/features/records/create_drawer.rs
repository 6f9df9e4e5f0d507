//! Making a record beside the page that is open, which stays as it is.

use super::api::{create_record, record_kind, record_twins};
use super::draft::Draft;
use super::editor::FieldEditor;
use super::words::{field_name, new_of, twin_reason};
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::consents::{ErasedNote, ErasedQuestion};
use crate::features::timeline::record_url;
use crate::state::{Afterwards, Toast, Toasts, use_session, use_toasts};
use crate::trouble::{LoadError, field_error};
use crate::ui::{Button, ButtonVariant, Dialog, Icon, IconName, sends};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::member::Me;
use kurier_model::pipeline::PipelineStage;
use kurier_model::record::{Change, FieldDefinition, FieldType, FieldValue, Kind, KindKey, Twin};
use kurier_model::{Field, FieldId, RecordId};
use leptos::prelude::*;
use std::time::Duration;

/// How long the typing rests before it is asked who may be the same.
const PAUSE: Duration = Duration::from_millis(400);

/// The drawer, shown while `open`. `given` stands in it from the beginning; `on_created` is told what was made.
#[component]
pub fn CreateDrawer(
    open: RwSignal<bool>,
    kind: Kind,
    #[prop(optional)] given: Vec<FieldValue>,
    #[prop(optional_no_strip)] on_created: Option<Afterwards<RecordId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let title = new_of(i18n, &kind.key, kind.own.as_ref());
    let session = use_session();
    let kind = StoredValue::new(kind);
    let given = StoredValue::new(given);
    view! {
        <Dialog open title size="side" testid="create-drawer">
            <Form open kind=kind.get_value() given=with_owner(kind.get_value(), given.get_value(), session.me()) on_created=on_created.clone() />
        </Dialog>
    }
}

/// The drawer of a kind of which nothing is known before it is asked for. `given` says what stands in it from the beginning; `on_created` is
/// told what was made, instead of a notice.
#[component]
pub fn LaterDrawer(
    open: RwSignal<bool>,
    kind: KindKey,
    given: Callback<Kind, Vec<FieldValue>>,
    #[prop(optional)] on_created: Option<Afterwards<RecordId>>,
) -> impl IntoView {
    let was_asked = Memo::new(move |before: Option<&bool>| before == Some(&true) || open.get());
    let kind = StoredValue::new(kind);
    view! {
        <Show when=move || was_asked.get()>
            <Known open kind=kind.get_value() given on_created=on_created.clone() />
        </Show>
    }
}

#[component]
fn Known(
    open: RwSignal<bool>,
    kind: KindKey,
    given: Callback<Kind, Vec<FieldValue>>,
    on_created: Option<Afterwards<RecordId>>,
) -> impl IntoView {
    let definition = LocalResource::new(move || {
        let kind = kind.clone();
        async move { record_kind(kind).await.and_then(|kind| Ok(kind.read()?)) }
    });
    move || match definition.get() {
        None => ().into_any(),
        Some(Err(error)) => view! { <LoadError error on_retry=move |()| definition.refetch() /> }.into_any(),
        Some(Ok(kind)) => {
            let given = given.run(kind.clone());
            view! { <CreateDrawer open kind given on_created=on_created.clone() /> }.into_any()
        }
    }
}

/// Whoever writes a record down looks after it, unless they say otherwise.
fn with_owner(kind: Kind, mut given: Vec<FieldValue>, me: Option<Me>) -> Vec<FieldValue> {
    let owner = kind.fields.iter().find(|field| field.key == "owner" && field.what == FieldType::Person);
    if let (Some(field), Some(me)) = (owner, me) {
        given.push(FieldValue { field: field.id, value: me.user.to_string(), label: Some(me.name) });
    }
    given
}

/// The fields, each with what is being written.
type Drafts = StoredValue<Vec<(FieldDefinition, Draft)>>;

/// What was filled in, for the server. Tracks.
fn filled(drafts: Drafts) -> Vec<Change> {
    let change = |id: FieldId, value: String| Change { field: Field::OfKind(id), value };
    drafts.with_value(|drafts| {
        let values = drafts.iter().map(|(field, draft)| (field.id, draft.value.get()));
        values.filter(|(_, value)| !value.trim().is_empty()).map(|(id, value)| change(id, value)).collect()
    })
}

/// A record that is being written down.
#[derive(Clone, Copy)]
struct Making {
    open: RwSignal<bool>,
    kind: StoredValue<KindKey>,
    stages: StoredValue<Vec<PipelineStage>>,
    drafts: Drafts,
    attempt: Attempt,
    erased: ErasedQuestion,
    on_created: StoredValue<Option<Afterwards<RecordId>>>,
    i18n: I18n,
    toasts: Toasts,
}

impl Making {
    fn new(
        open: RwSignal<bool>,
        kind: Kind,
        given: &[FieldValue],
        on_created: Option<Afterwards<RecordId>>,
    ) -> Self {
        let first_stage = kind.stages.first().map(|stage| stage.id.to_string()).unwrap_or_default();
        let draft =
            |field: &FieldDefinition| match given.iter().find(|value| value.field == field.id).cloned() {
                Some(FieldValue { value, label, .. }) => Draft::new(value, label),
                None if field.what == FieldType::Stage => Draft::new(first_stage.clone(), None),
                None => Draft::new(String::new(), None),
            };
        let drafts = kind
            .fields
            .into_iter()
            .map(|field| {
                let draft = draft(&field);
                (field, draft)
            })
            .collect();
        Self {
            open,
            kind: StoredValue::new(kind.key),
            stages: StoredValue::new(kind.stages),
            drafts: StoredValue::new(drafts),
            attempt: Attempt::begin(),
            erased: ErasedQuestion::begin(),
            on_created: StoredValue::new(on_created),
            i18n: use_i18n(),
            toasts: use_toasts(),
        }
    }

    /// What stands in the fields for addresses. Tracks.
    fn addresses(self) -> Vec<String> {
        self.drafts.with_value(|drafts| {
            let emails = drafts.iter().filter(|(field, _)| field.what == FieldType::Email);
            emails.map(|(_, draft)| draft.value.get()).collect()
        })
    }

    fn save(self) {
        let (kind, fields) = (self.kind.get_value(), untrack(|| filled(self.drafts)));
        // The drawer may be gone when the answer comes.
        let on_created = self.on_created.get_value();
        let addresses = untrack(|| self.addresses());
        let made = async move {
            match self.erased.is_clear(addresses).await? {
                true => create_record(kind, fields).await.map(Some),
                false => Ok(None),
            }
        };
        self.attempt.make(made, move |record| {
            let Some(record) = record else { return };
            self.open.try_set(false);
            if let Some(on_created) = on_created {
                on_created.act(record);
                return;
            }
            self.toasts.push(Toast::done(t_string!(self.i18n, records.created)));
        });
    }
}

#[component]
fn Form(
    open: RwSignal<bool>,
    kind: Kind,
    given: Vec<FieldValue>,
    on_created: Option<Afterwards<RecordId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let making = Making::new(open, kind, &given, on_created);
    let Making { drafts, attempt: Attempt { error, pending, .. }, .. } = making;
    view! {
        <form
            class="record-form"
            data-testid="record-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                making.save();
            }
            on:keydown=move |event| {
                if sends(&event) {
                    event.prevent_default();
                    making.save();
                }
            }
        >
            <Fields making />
            <Wrong error drafts />
            <ErasedNote question=making.erased />
            <div class="record-form__buttons">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending testid="record-create">{t!(i18n, records.create.button)}</Button>
            </div>
        </form>
    }
}

/// All fields; below those that tell who it is, who may be the same: it moves nothing that is being typed into.
#[component]
fn Fields(making: Making) -> impl IntoView {
    let i18n = use_i18n();
    let all = making.drafts.get_value();
    let last = all.iter().rposition(|(field, _)| tells(&field.what));
    let fields = all.into_iter().enumerate().map(|(at, (field, draft))| {
        let error = field_error(i18n, making.attempt.error, Field::OfKind(field.id));
        let twins =
            (Some(at) == last).then(|| view! { <Twins kind=making.kind.get_value() drafts=making.drafts /> });
        let stages = making.stages.get_value();
        view! { <FieldEditor field draft error stages />{twins} }
    });
    fields.collect_view()
}

/// Which fields are wrong, beside the button: the fields themselves may be out of sight.
#[component]
fn Wrong(error: RwSignal<Option<ApiError>>, drafts: Drafts) -> impl IntoView {
    let i18n = use_i18n();
    let names = move || {
        let invalid = error.get()?.invalid()?;
        let is_wrong = |field: &FieldDefinition| invalid.about(Field::OfKind(field.id)).is_some();
        let names: Vec<String> = drafts.with_value(|drafts| {
            let wrong = drafts.iter().filter(|(field, _)| is_wrong(field));
            wrong.map(|(field, _)| field_name(i18n, field)).collect()
        });
        Some(names.join(", "))
    };
    view! {
        <p class="record-form__wrong" role="alert">
            {move || names().map(|names| t_string!(i18n, records.wrong, fields = names))}
        </p>
    }
}

/// Whether a field can tell that two records are the same.
const fn tells(what: &FieldType) -> bool {
    matches!(what, FieldType::Name | FieldType::Email | FieldType::Phone)
}

/// Those that may be the same, while it is being written.
#[component]
fn Twins(kind: KindKey, drafts: Drafts) -> impl IntoView {
    let i18n = use_i18n();
    let asked = RwSignal::new(Vec::<Change>::new());
    let telling = move || {
        let ids: Vec<FieldId> = drafts.with_value(|all| {
            all.iter().filter(|(field, _)| tells(&field.what)).map(|(field, _)| field.id).collect()
        });
        let of = |change: &Change| matches!(change.field, Field::OfKind(id) if ids.contains(&id));
        filled(drafts).into_iter().filter(of).collect::<Vec<_>>()
    };
    Effect::new(move |pause: Option<Option<TimeoutHandle>>| {
        let fields = telling();
        if let Some(pause) = pause.flatten() {
            pause.clear();
        }
        let rest = move || {
            asked.try_set(fields);
        };
        set_timeout_with_handle(rest, PAUSE).ok()
    });
    let own = kind.clone();
    let found = LocalResource::new(move || {
        let (kind, fields) = (own.clone(), asked.get());
        async move {
            if fields.is_empty() {
                return Vec::new();
            }
            // A hint: without an answer there is none.
            record_twins(kind, fields).await.unwrap_or_default()
        }
    });
    let twins = Memo::new(move |_| found.get().unwrap_or_default());
    let kind = StoredValue::new(kind);
    view! {
        <Show when=move || !twins.with(Vec::is_empty)>
            <div class="callout" data-tone="warn" data-testid="twins">
                <Icon name=IconName::Users />
                <div class="callout__text">
                    <p>{t!(i18n, records.twins.title)}</p>
                    <ul class="record-form__twins">
                        <For each=move || twins.get() key=|twin| twin.id let:twin>
                            <TwinLink twin kind=kind.get_value() />
                        </For>
                    </ul>
                </div>
            </div>
        </Show>
    }
}

#[component]
fn TwinLink(twin: Twin, kind: KindKey) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <li>
            <a href=record_url(&kind, twin.id) target="_blank" rel="noopener" dir="auto">{twin.name}</a>
            " "
            <span class="lead-list__dim">{twin_reason(i18n, twin.reason)}</span>
        </li>
    }
}
