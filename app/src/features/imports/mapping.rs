//! What stands in which column, and what becomes of lines whose record is there already.

use super::api::check_import;
use super::summary::complaint;
use crate::attempt::Attempt;
use crate::features::records::words::field_name;
use crate::ui::{Button, ButtonVariant, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::import::{Import, ImportColumn, ImportPlan, TwinRule};
use kurier_model::record::Kind;
use kurier_model::{Field, FieldId};
use leptos::prelude::*;

#[component]
pub(super) fn Mapping(kind: StoredValue<Kind>, import: RwSignal<Import>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let (id, columns, twins) =
        import.with_untracked(|import| (import.id, import.columns.clone(), import.twins));
    // A field may have been taken away since it was chosen.
    let known = |field: &FieldId| kind.with_value(|kind| kind.field(*field).is_some());
    let chosen: Vec<RwSignal<Option<FieldId>>> =
        columns.iter().map(|column| RwSignal::new(column.field.filter(known))).collect();
    let twins = RwSignal::new(twins);
    let all = StoredValue::new(chosen.clone());
    let check = move |_| {
        let fields = all.with_value(|all| all.iter().map(|field| field.get_untracked()).collect());
        let plan = ImportPlan { fields, twins: twins.get_untracked() };
        attempt.make(check_import(id, plan), |()| {});
    };
    let columns: Vec<_> = columns.into_iter().zip(chosen).enumerate().collect();
    view! {
        <section class="import__plan" data-testid="import-plan">
            <h2 class="import__subtitle" tabindex="-1">{t!(i18n, imports.columns)}</h2>
            <p class="import__hint">{t!(i18n, imports.columns_text)}</p>
            <ul class="import__columns">
                {columns
                    .into_iter()
                    .map(|(place, (column, field))| view! { <Column kind column place field attempt /> })
                    .collect_view()}
            </ul>
            <Twins twins />
            <Complaints kind attempt />
            <div class="import__actions">
                <Button variant=ButtonVariant::Primary icon=IconName::Search pending=attempt.pending testid="import-check" on_click=check>
                    {t!(i18n, imports.check)}
                </Button>
            </div>
        </section>
    }
}

#[component]
fn Column(
    kind: StoredValue<Kind>,
    column: ImportColumn,
    place: usize,
    field: RwSignal<Option<FieldId>>,
    attempt: Attempt,
) -> impl IntoView {
    let i18n = use_i18n();
    let id = format!("column-{place}");
    let name = if column.name.is_empty() {
        t_string!(i18n, imports.column_without_name, number = place + 1)
    } else {
        column.name
    };
    let options = kind.with_value(|kind| {
        let fields = kind.fields.iter();
        fields.map(|field| (field.id, field_name(i18n, field))).collect::<Vec<_>>()
    });
    let is_wrong = move || {
        let invalid = attempt.error.with(|error| error.as_ref()?.invalid());
        invalid.zip(field.get()).is_some_and(|(invalid, field)| invalid.about(Field::OfKind(field)).is_some())
    };
    let samples = column.samples.join(" · ");
    view! {
        <li class="import__column" data-unused=move || field.get().is_none().then_some("true")>
            <label class="import__column-name" for=id.clone() dir="auto">{name}</label>
            <p class="import__samples" dir="auto" title=samples.clone()>{samples.clone()}</p>
            <select
                class="input select"
                id=id
                data-testid="import-column"
                aria-invalid=move || is_wrong().then_some("true")
                aria-describedby=move || is_wrong().then_some("import-complaints")
                on:change:target=move |event| field.set(event.target().value().parse().ok())
            >
                <option value="" selected=move || field.get().is_none()>{t!(i18n, imports.not_wanted)}</option>
                {options
                    .into_iter()
                    .map(|(id, words)| view! {
                        <option value=id.to_string() selected=move || field.get() == Some(id)>{words}</option>
                    })
                    .collect_view()}
            </select>
        </li>
    }
}

#[component]
fn Twins(twins: RwSignal<TwinRule>) -> impl IntoView {
    let i18n = use_i18n();
    let choice = move |rule: TwinRule, words: &'static str, hint: &'static str| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="twins"
                    value=rule.as_str()
                    prop:checked=move || twins.get() == rule
                    checked=twins.get_untracked() == rule
                    on:change=move |_| twins.set(rule)
                />
                <span class="check__text">{words}<span class="check__hint">{hint}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="import__twins">
            <legend class="import__subtitle">{t!(i18n, imports.twins.title)}</legend>
            <p class="import__hint">{t!(i18n, imports.twins.text)}</p>
            {choice(TwinRule::Skip, t_string!(i18n, imports.twins.skip), t_string!(i18n, imports.twins.skip_text))}
            {choice(TwinRule::Update, t_string!(i18n, imports.twins.update), t_string!(i18n, imports.twins.update_text))}
            {choice(TwinRule::Create, t_string!(i18n, imports.twins.create), t_string!(i18n, imports.twins.create_text))}
        </fieldset>
    }
}

/// What a plan cannot be.
#[component]
fn Complaints(kind: StoredValue<Kind>, attempt: Attempt) -> impl IntoView {
    let i18n = use_i18n();
    let said = move || {
        let invalid = attempt.error.with(|error| error.as_ref()?.invalid());
        let fields = invalid.map(|invalid| invalid.fields).unwrap_or_default();
        kind.with_value(|kind| {
            fields.iter().map(|(field, reason)| complaint(i18n, kind, *field, reason)).collect::<Vec<_>>()
        })
    };
    view! {
        <div role="alert" id="import-complaints">
            {move || said().into_iter().map(|text| view! { <p class="field__error" data-testid="import-complaint">{text}</p> }).collect_view()}
        </div>
    }
}
