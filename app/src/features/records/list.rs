//! The rows of a list.

use super::api::record_list;
use super::chosen::{Choose, ChooseAll, Chosen};
use super::photo::Face;
use super::place::Place;
use super::restoring::restore;
use super::stage::StageMark;
use super::words::{field_name, linked_words, value_words};
use crate::api::ApiError;
use crate::features::timeline::record_url;
use crate::state::{Toast, use_beside, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonSize, Icon, IconName, Time};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::record::{
    FieldDefinition, FieldType, FieldValue, Kind, ListCursor, ListPage, Moment, RecordFact, RecordRow, Told,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many rows a page has.
pub const PAGE: u32 = 50;

/// The rows and a button for more. `loaded` counts them, so that a refresh fetches as many.
#[component]
pub fn RecordTable(
    kind: Kind,
    /// Keys of what stands in it.
    columns: Vec<String>,
    page: ListPage,
    place: Place,
    loaded: StoredValue<u32>,
    chosen: Chosen,
) -> impl IntoView {
    let i18n = use_i18n();
    let rows = RwSignal::new(page.rows);
    Effect::new(move || rows.with(|rows| chosen.shows(rows.iter().map(|row| row.id).collect())));
    let next = RwSignal::new(page.next);
    Effect::new(move || chosen.goes_on(next.with(Option::is_some)));
    let beside_name = kind.fields.iter().filter(|field| field.what != FieldType::Name);
    let shown = beside_name.filter(|field| columns.contains(&field.key));
    let facts = StoredValue::new(RecordFact::among(&columns));
    let columns: StoredValue<Vec<FieldDefinition>> = StoredValue::new(shown.cloned().collect());
    let name = kind.first(&FieldType::Name).cloned();
    let kind = StoredValue::new(kind);
    let asked = place.clone();
    let in_bin = place.query.in_bin;
    view! {
        <table class="lead-list record-list" data-testid="record-list">
            <thead>
                <tr>
                    {(!in_bin).then(|| view! { <th scope="col" class="record-list__choose"><ChooseAll chosen /></th> })}
                    {name.map(|name| view! { <Head field=name place=place.clone() /> })}
                    {columns.get_value().into_iter().map(|field| view! { <Head field place=place.clone() /> }).collect_view()}
                    {facts.with_value(|facts| {
                        let head = |fact: &RecordFact| {
                            view! { <Head field=fact.as_field() sorts=fact.sorts() place=place.clone() /> }
                        };
                        facts.iter().map(head).collect_view()
                    })}
                    {if in_bin {
                        view! { <th scope="col">{t!(i18n, records.bin.since)}</th> }.into_any()
                    } else {
                        view! { <Head field=Moment::Active.as_field() place=place.clone() /> }.into_any()
                    }}
                </tr>
            </thead>
            <tbody>
                <For each=move || rows.get() key=|row| row.id let:row>
                    <Row row kind columns facts chosen />
                </For>
            </tbody>
        </table>
        <More asked rows next loaded />
    }
}

/// Fetches the next rows, while there are some.
#[component]
fn More(
    asked: Place,
    rows: RwSignal<Vec<RecordRow>>,
    next: RwSignal<Option<ListCursor>>,
    loaded: StoredValue<u32>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let asked = StoredValue::new(asked);
    let more = move |_| {
        pending.set(true);
        let Place { kind, query, .. } = asked.get_value();
        let after = next.get_untracked();
        spawn_local(async move {
            let answer: Result<_, ApiError> =
                record_list(kind.as_str().into(), query, after, PAGE).await.and_then(|page| Ok(page.read()?));
            pending.try_set(false);
            match answer {
                Ok(page) => {
                    rows.try_update(|rows| {
                        rows.extend(page.rows);
                        loaded.set_value(u32::try_from(rows.len()).unwrap_or(PAGE));
                    });
                    next.try_set(page.next);
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <Show when=move || next.get().is_some()>
            <div class="leads__more"><Button pending on_click=more>{t!(i18n, records.more)}</Button></div>
        </Show>
    }
}

/// The name of a column; pressed, the list is in its order.
#[component]
fn Head(field: FieldDefinition, place: Place, #[prop(default = true)] sorts: bool) -> impl IntoView {
    let i18n = use_i18n();
    let name = field_name(i18n, &field);
    let shown = name.clone();
    if !sorts || !field.what.sorts() {
        return view! { <th scope="col">{name}</th> }.into_any();
    }
    let sorted = match place.query.sort.as_deref() {
        Some(key) => (key == field.key).then_some(place.query.descending),
        // The latest activity first.
        None => (field.key == Moment::Active.key()).then_some(true),
    };
    let order = sorted.map(|descending| if descending { "descending" } else { "ascending" });
    let icon = sorted.map(|descending| if descending { IconName::ChevronDown } else { IconName::ChevronUp });
    view! {
        <th scope="col" class=number_class(&field.what) aria-sort=order>
            <a class="record-list__sort" href=place.sorted_by(&field.key).url() title=t_string!(i18n, records.sort_by, field = name)>
                {shown}
                {icon.map(|name| view! { <Icon name /> })}
            </a>
        </th>
    }
    .into_any()
}

#[component]
fn Row(
    row: RecordRow,
    kind: StoredValue<Kind>,
    columns: StoredValue<Vec<FieldDefinition>>,
    facts: StoredValue<Vec<RecordFact>>,
    chosen: Chosen,
) -> impl IntoView {
    let key = kind.with_value(|kind| kind.key.clone());
    let beside = use_beside();
    let told = facts.with_value(|facts| {
        facts.iter().map(|fact| view! { <FactCell fact=*fact told=row.tells(*fact) /> }).collect_view()
    });
    let RecordRow { id, name, values, last_activity_at, removed_at, photo, .. } = row;
    let face = kind.with_value(|kind| {
        let email = kind.addresses().map(|field| field.id);
        let address = values
            .iter()
            .find(|value| Some(value.field) == email)
            .and_then(|value| value.value.split(", ").next());
        let address = address.map_or_else(|| id.to_string(), str::to_owned);
        kind.has_photos().then(|| view! { <Face record=id photo name=name.clone() address size="s" /> })
    });
    let cells = columns.with_value(|columns| {
        let cell = |field: &FieldDefinition| {
            let value = values.iter().find(|value| value.field == field.id).cloned();
            view! { <Cell field=field.clone() value kind /> }
        };
        columns.iter().map(cell).collect_view()
    });
    view! {
        <tr data-testid="record-row" data-record=id.to_string() data-chosen=move || chosen.has(id).then_some("true")>
            {removed_at.is_none().then(|| view! { <td data-cell="choose" class="record-list__choose"><Choose id name=name.clone() chosen /></td> })}
            <td data-cell="name">
                <div class="record-list__who">
                    {face}
                    <a class="lead-list__name" dir="auto" href=record_url(&key, id) aria-current=move || beside.shows(id).then_some("true")>{name}</a>
                </div>
            </td>
            {cells}
            {told}
            <td data-cell="activity" class="lead-list__dim">
                <Time at=removed_at.unwrap_or(last_activity_at) />
                {removed_at.map(|_| view! { <Restore id /> })}
            </td>
        </tr>
    }
}

/// What stands in no field.
#[component]
fn FactCell(fact: RecordFact, told: Option<Told>) -> impl IntoView {
    let is_empty = told.is_none().then_some("true");
    let words = match told {
        Some(Told::Moment(at)) => view! { <Time at /> }.into_any(),
        Some(Told::Words(words)) => {
            view! { <span class="record-list__value" dir="auto">{words}</span> }.into_any()
        }
        None => ().into_any(),
    };
    view! { <td data-cell="value" data-key=fact.key() data-empty=is_empty>{words}</td> }
}

/// Numbers stand below each other.
const fn number_class(what: &FieldType) -> Option<&'static str> {
    match what {
        FieldType::Number | FieldType::Money => Some("lead-list__number"),
        _ => None,
    }
}

/// What stands in a field: of several addresses the first, and how many more there are.
#[component]
fn Cell(field: FieldDefinition, value: Option<FieldValue>, kind: StoredValue<Kind>) -> impl IntoView {
    let i18n = use_i18n();
    let stage = value
        .as_ref()
        .filter(|_| field.what == FieldType::Stage)
        .and_then(|value| kind.with_value(|kind| kind.stage(value.value.parse().ok()?).cloned()));
    if let Some(stage) = stage {
        return view! { <td data-cell="value" data-key=field.key><StageMark name=stage.name outcome=stage.outcome /></td> }
            .into_any();
    }
    let whole = value.as_ref().map(|value| value_words(i18n, &field, value)).unwrap_or_default();
    let is_list = matches!(field.what, FieldType::Email | FieldType::Phone);
    let linked = value.filter(|_| field.what.roles().is_some());
    let (first, rest) = match (linked, whole.split_once(", ")) {
        (Some(value), _) => {
            let all = linked_words(i18n, &field, &value);
            (all.first().cloned().unwrap_or_default(), all.len().saturating_sub(1))
        }
        (None, Some((first, rest))) if is_list => (first.to_owned(), rest.split(", ").count()),
        _ => (whole.clone(), 0),
    };
    let number = number_class(&field.what);
    let is_ltr =
        matches!(field.what, FieldType::Email | FieldType::Phone | FieldType::Domain | FieldType::Url);
    view! {
        <td data-cell="value" data-key=field.key class=number data-empty=whole.is_empty().then_some("true") title=Some(whole).filter(|whole| !whole.is_empty())>
            <span class="record-list__value" dir=if is_ltr { "ltr" } else { "auto" }>{first}</span>
            {(rest > 0).then(|| view! { <span class="lead-list__dim">" +"{rest}</span> })}
        </td>
    }
    .into_any()
}

#[component]
fn Restore(id: RecordId) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    view! {
        <Button size=ButtonSize::Small icon=IconName::Undo2 pending testid="restore" on_click=move |_| restore(id, i18n, toasts, pending)>
            {t!(i18n, records.restore)}
        </Button>
    }
}
