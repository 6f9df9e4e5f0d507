//! Making a record beside the page that is open, which stays as it is.

use super::api::{create_record, create_with_company, record_kind};
use super::draft::Draft;
use super::editor::FieldEditor;
use super::house::{OfferedCompany, Offering, is_company};
use super::merging::{Twins, tells};
use super::words::{field_name, new_of};
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::consents::{ErasedNote, ErasedQuestion};
use crate::features::visibility::words::{visibility_name, visibility_options};
use crate::state::{Afterwards, Toast, Toasts, use_session, use_toasts};
use crate::trouble::{LoadError, field_error};
use crate::ui::{Button, ButtonVariant, Dialog, Select, sends, use_zone};
use chrono::{Days, NaiveDate};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::member::Me;
use kurier_model::pipeline::{Outcome, PipelineStage};
use kurier_model::record::{
    Change, FieldDefault, FieldDefinition, FieldType, FieldValue, Kind, KindKey, LOST_REASONS,
};
use kurier_model::visibility::Visibility;
use kurier_model::{Field, FieldId, RecordId};
use leptos::prelude::*;

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
        given.push(FieldValue::new(field.id, me.user.to_string(), Some(me.name)));
    }
    given
}

/// The fields, each with what is being written.
type Drafts = StoredValue<Vec<(FieldDefinition, Draft)>>;

/// What was filled in, for the server. Tracks.
fn filled(drafts: Drafts) -> Vec<Change> {
    let change = |id: FieldId, value: String| Change { field: Field::OfKind(id), value };
    drafts.with_value(|drafts| {
        let values = drafts.iter().map(|(field, draft)| (field, draft.value.get()));
        // Where something stands from the beginning, nothing is said too.
        values
            .filter(|(field, value)| !value.trim().is_empty() || field.default.is_some())
            .map(|(field, value)| change(field.id, value))
            .collect()
    })
}

/// What stands in a field before anything is written.
fn begun(field: &FieldDefinition, me: Option<&Me>, today: NaiveDate) -> Draft {
    match (&field.default, me) {
        (Some(FieldDefault::Value { text }), _) => Draft::new(text.clone(), None),
        (Some(FieldDefault::Me), Some(me)) => Draft::new(me.user.to_string(), Some(me.name.clone())),
        (Some(FieldDefault::InDays { days }), _) => {
            let day = today.checked_add_days(Days::new(u64::from(*days)));
            Draft::new(day.map(|day| day.to_string()).unwrap_or_default(), None)
        }
        _ => Draft::new(String::new(), None),
    }
}

/// What tells who it is, of what was filled in.
fn telling(drafts: Drafts) -> Signal<Vec<Change>> {
    let ids: Vec<FieldId> = drafts.with_value(|all| {
        all.iter().filter(|(field, _)| tells(&field.what)).map(|(field, _)| field.id).collect()
    });
    Signal::derive(move || {
        let of = |change: &Change| matches!(change.field, Field::OfKind(id) if ids.contains(&id));
        filled(drafts).into_iter().filter(of).collect()
    })
}

/// A record that is being written down.
#[derive(Clone, Copy)]
struct Making {
    open: RwSignal<bool>,
    kind: StoredValue<KindKey>,
    stages: StoredValue<Vec<PipelineStage>>,
    drafts: Drafts,
    /// Who may see it; as it is kept.
    shown: RwSignal<String>,
    attempt: Attempt,
    erased: ErasedQuestion,
    /// The company of whoever it is.
    offering: Option<Offering>,
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
        me: Option<&Me>,
        today: NaiveDate,
    ) -> Self {
        let first_stage = kind.stages.first().map(|stage| stage.id.to_string()).unwrap_or_default();
        let draft =
            |field: &FieldDefinition| match given.iter().find(|value| value.field == field.id).cloned() {
                Some(value) => Draft::of(value),
                None if field.what == FieldType::Stage => Draft::new(first_stage.clone(), None),
                None => begun(field, me, today),
            };
        let drafts: Vec<(FieldDefinition, Draft)> = kind
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
            offering: Offering::of(&drafts),
            drafts: StoredValue::new(drafts),
            shown: RwSignal::new(kind.visibility.as_str().to_owned()),
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
        let (kind, mut fields) = (self.kind.get_value(), untrack(|| filled(self.drafts)));
        fields.push(Change { field: Field::Visibility, value: self.shown.get_untracked() });
        // The drawer may be gone when the answer comes.
        let on_created = self.on_created.get_value();
        let addresses = untrack(|| self.addresses());
        let company = self.offering.and_then(Offering::new_company);
        let made = async move {
            match self.erased.is_clear(addresses).await? {
                false => Ok(None),
                true => match company {
                    Some(company) => create_with_company(kind, fields, company).await.map(Some),
                    None => create_record(kind, fields).await.map(Some),
                },
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
    let (me, today) = (use_session().me(), untrack(|| use_zone().now().date_naive()));
    let making = Making::new(open, kind, &given, on_created, me.as_ref(), today);
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
            <Seen making />
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
        let twins = (Some(at) == last)
            .then(|| view! { <Twins kind=making.kind.get_value() typed=telling(making.drafts) /> });
        let stages = making.stages.get_value();
        let offered = making.offering.filter(|_| is_company(&field.what));
        let offered = offered.map(|offering| view! { <OfferedCompany offering /> });
        // Why it was lost is asked where it begins as lost.
        if !field.required && LOST_REASONS.contains(&field.key.as_str()) {
            let reason = move || {
                is_lost(making)
                    .then(|| view! { <FieldEditor field=field.clone() draft error stages=stages.clone() /> })
            };
            return view! { {reason} }.into_any();
        }
        view! { <FieldEditor field draft error stages />{twins}{offered} }.into_any()
    });
    fields.collect_view()
}

/// Whether the stage that is chosen is one of what was lost. Tracks.
fn is_lost(making: Making) -> bool {
    let stage = making.drafts.with_value(|drafts| {
        let of_stage = drafts.iter().find(|(field, _)| field.what == FieldType::Stage);
        of_stage.map(|(_, draft)| draft.value)
    });
    let Some(stage) = stage.map(|value| value.get()) else { return false };
    making.stages.with_value(|stages| {
        stages.iter().any(|one| one.outcome == Outcome::Lost && one.id.to_string() == stage)
    })
}

/// Who will see it: folded away, for most records begin as their kind says.
#[component]
fn Seen(making: Making) -> impl IntoView {
    let i18n = use_i18n();
    let now = move || {
        let chosen = making.shown.with(|shown| Visibility::from_stored(shown)).unwrap_or_default();
        visibility_name(i18n, chosen)
    };
    view! {
        <details class="sight__fold" data-testid="create-visibility">
            <summary>{t!(i18n, visibility.default)} ": " <strong>{now}</strong></summary>
            <Select
                name="visibility"
                label=t_string!(i18n, visibility.default)
                value=making.shown
                options=Signal::stored(visibility_options(i18n))
                hint=Signal::stored(t_string!(i18n, visibility.admins).to_owned())
                error=field_error(i18n, making.attempt.error, Field::Visibility)
            />
        </details>
    }
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
