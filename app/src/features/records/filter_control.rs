//! Asking a field: how, and for what.

use super::asked::{
    Asked, BEFORE, BETWEEN, DURING, EMPTY, FILLED, HAS, LAST, ME, NEXT, NONE_OF, ONE_OF, WAITING, days_wrong,
    questions,
};
use super::choosing::RecordChoice;
use super::draft::Draft;
use super::words::{choice_name, field_name, stage_name};
use crate::features::people::colleagues;
use crate::ui::{Select, TextField};
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::record::{FieldDefinition, FieldType, Kind, KindKey};
use leptos::prelude::*;

/// How a field is asked, and below it for what.
#[component]
pub fn FilterControl(field: FieldDefinition, asked: Asked, kind: StoredValue<Kind>) -> impl IntoView {
    let i18n = use_i18n();
    let name = format!("filter-{}", field.key);
    let options = options(i18n, &field);
    let label = field_name(i18n, &field);
    let field = StoredValue::new(field);
    view! {
        <div class="filter-control" data-testid="filter-control" data-key=field.with_value(|field| field.key.clone())>
            <Select name label value=asked.how options=Signal::stored(options) />
            {move || match asked.how.get().as_str() {
                HAS => view! { <Words field asked /> }.into_any(),
                ONE_OF | NONE_OF => view! { <Values field asked kind /> }.into_any(),
                DURING => view! { <WhichDays field asked /> }.into_any(),
                WAITING => view! { <HowMany field asked /> }.into_any(),
                BETWEEN => view! { <Ends field asked /> }.into_any(),
                _ => ().into_any(),
            }}
        </div>
    }
}

fn options(i18n: I18n, field: &FieldDefinition) -> Vec<(String, String)> {
    let is_box = field.what == FieldType::Checkbox;
    let words = |how: &str| match how {
        HAS => t_string!(i18n, records.filter.has),
        ONE_OF => t_string!(i18n, records.filter.one_of),
        NONE_OF => t_string!(i18n, records.filter.none_of),
        DURING => t_string!(i18n, records.filter.during),
        WAITING => t_string!(i18n, records.filter.waiting),
        BETWEEN => t_string!(i18n, records.filter.between),
        FILLED if is_box => t_string!(i18n, records.yes),
        EMPTY if is_box => t_string!(i18n, records.no),
        FILLED => t_string!(i18n, records.filter.filled),
        _ => t_string!(i18n, records.filter.empty),
    };
    let any = (String::new(), t_string!(i18n, records.filter.any).to_owned());
    let all = questions(field).iter().map(|how| ((*how).to_owned(), words(how).to_owned()));
    std::iter::once(any).chain(all).collect()
}

/// Days from today on, and how many where they are counted.
#[component]
fn WhichDays(field: StoredValue<FieldDefinition>, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let key = field.with_value(|field| field.key.clone());
    let all = [
        ("today", t_string!(i18n, records.filter.today)),
        ("week", t_string!(i18n, records.filter.week)),
        ("month", t_string!(i18n, records.filter.month)),
        ("quarter", t_string!(i18n, records.filter.quarter)),
        (NEXT, t_string!(i18n, records.filter.next)),
        (LAST, t_string!(i18n, records.filter.last)),
        (BEFORE, t_string!(i18n, records.filter.before)),
    ];
    let options: Vec<_> = all.into_iter().map(|(key, words)| (key.to_owned(), words.to_owned())).collect();
    let is_counted = Memo::new(move |_| asked.is_counted());
    view! {
        <Select name=format!("filter-{key}-days") label=t_string!(i18n, records.filter.days) value=asked.days options=Signal::stored(options) />
        <Show when=move || is_counted.get()>
            <HowMany field asked />
        </Show>
    }
}

#[component]
fn HowMany(field: StoredValue<FieldDefinition>, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let name = field.with_value(|field| format!("filter-{}-count", field.key));
    let error = Signal::derive(move || asked.is_wrong.get().then(|| days_wrong(i18n)));
    view! { <TextField name label=t_string!(i18n, records.filter.count) value=asked.count error inputmode="numeric" ltr=true autocomplete="off" /> }
}

#[component]
fn Words(field: StoredValue<FieldDefinition>, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let name = field.with_value(|field| format!("filter-{}-words", field.key));
    view! { <TextField name label=t_string!(i18n, records.filter.words) value=asked.words autocomplete="off" /> }
}

#[component]
fn Ends(field: StoredValue<FieldDefinition>, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let (key, is_day) = field.with_value(|field| (field.key.clone(), field.what == FieldType::Date));
    let kind = if is_day { "date" } else { "text" };
    view! {
        <div class="filter-control__ends">
            <TextField name=format!("filter-{key}-from") label=t_string!(i18n, records.filter.from) value=asked.from kind inputmode="decimal" ltr=true autocomplete="off" />
            <TextField name=format!("filter-{key}-to") label=t_string!(i18n, records.filter.to) value=asked.to kind inputmode="decimal" ltr=true autocomplete="off" />
        </div>
    }
}

/// What can be chosen from: choices, stages, people; a record is looked for.
#[component]
fn Values(field: StoredValue<FieldDefinition>, asked: Asked, kind: StoredValue<Kind>) -> impl IntoView {
    let i18n = use_i18n();
    let definition = field.get_value();
    match definition.what.clone() {
        FieldType::Choice { choices } | FieldType::Choices { choices } => {
            let all =
                choices.iter().map(|choice| (choice.key.clone(), choice_name(i18n, &definition, choice)));
            let all: Vec<_> = all.collect();
            view! { <Boxes field all=Signal::stored(all) asked /> }.into_any()
        }
        FieldType::Stage => {
            let all: Vec<_> = kind.with_value(|kind| {
                let stages = kind.stages.iter();
                stages.map(|stage| (stage.id.to_string(), stage_name(i18n, &stage.name))).collect()
            });
            view! { <Boxes field all=Signal::stored(all) asked /> }.into_any()
        }
        FieldType::Person => {
            let people = LocalResource::new(colleagues);
            let all = Signal::derive(move || {
                let mut all = vec![(ME.to_owned(), t_string!(i18n, records.filter.me).to_owned())];
                let people = people.get().and_then(Result::ok).unwrap_or_default();
                all.extend(people.into_iter().map(|(id, name)| (id.to_string(), name)));
                all
            });
            view! { <Boxes field all asked /> }.into_any()
        }
        FieldType::Link { to, .. } => view! { <Linked field to asked /> }.into_any(),
        _ => ().into_any(),
    }
}

/// Some of a few.
#[component]
fn Boxes(
    field: StoredValue<FieldDefinition>,
    all: Signal<Vec<(String, String)>>,
    asked: Asked,
) -> impl IntoView {
    let i18n = use_i18n();
    let legend = field.with_value(|field| field_name(i18n, field));
    let choose = move |key: String, is_chosen: bool| {
        asked.values.update(|values| {
            values.retain(|value| *value != key);
            if is_chosen {
                values.push(key);
            }
        });
    };
    view! {
        <fieldset class="records__choices">
            <legend class="visually-hidden">{legend}</legend>
            <For each=move || all.get() key=|(key, _)| key.clone() let((key, name))>
                {
                    let own = StoredValue::new(key);
                    let is_chosen = move || asked.values.with(|values| own.with_value(|own| values.contains(own)));
                    view! {
                        <label class="lead-form__choice">
                            <input
                                type="checkbox"
                                prop:checked=is_chosen
                                on:change:target=move |event| choose(own.get_value(), event.target().checked())
                            />
                            <span dir="auto">{name}</span>
                        </label>
                    }
                }
            </For>
        </fieldset>
    }
}

/// One record.
#[component]
fn Linked(field: StoredValue<FieldDefinition>, to: KindKey, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let (key, label) = field.with_value(|field| (field.key.clone(), field_name(i18n, field)));
    let now = asked.values.with_untracked(|values| values.first().cloned().unwrap_or_default());
    let named = (!now.is_empty()).then(|| t_string!(i18n, records.filter.chosen, count = 1));
    let draft = Draft::new(now, named);
    Effect::new(move |is_first: Option<()>| {
        let value = draft.value.get();
        if is_first.is_some() {
            asked.values.set(Some(value).into_iter().filter(|value| !value.is_empty()).collect());
        }
    });
    view! { <RecordChoice to name=format!("filter-{key}-record") label draft error=Signal::stored(None) /> }
}
