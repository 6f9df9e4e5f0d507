//! What can be typed or chosen, by a field's type.

use super::choosing::RecordChoice;
use super::draft::Draft;
use super::several::SeveralRecords;
use super::words::{choice_name, field_hint, field_name, stage_name};
use crate::features::people::colleagues;
use crate::ui::{Select, TextArea, TextField};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::pipeline::PipelineStage;
use kurier_model::record::{Choice, FieldDefinition, FieldType, KindKey};
use leptos::prelude::*;

/// The control of a field, under its name.
#[component]
pub fn FieldEditor(
    field: FieldDefinition,
    draft: Draft,
    error: Signal<Option<String>>,
    /// Of the kind, from the first one on.
    #[prop(optional)]
    stages: Vec<PipelineStage>,
) -> impl IntoView {
    let i18n = use_i18n();
    // A drawer of the same kind may be open over the page.
    let name = format!("field-{}", field.id);
    let label = field_name(i18n, &field);
    let hint = field_hint(i18n, &field).map(|hint| Signal::stored(hint.to_owned()));
    let value = draft.value;
    let line = move |kind: &'static str, mode: Option<&'static str>| {
        let (name, label, required) = (name.clone(), label.clone(), field.required);
        // What is no line of letters begins at the left in every language.
        let ltr = mode.is_some();
        let mode = mode.unwrap_or("text");
        view! { <TextField name label value kind inputmode=mode hint=hint.unwrap_or_default() error required ltr autocomplete="off" /> }
            .into_any()
    };
    let name = format!("field-{}", field.id);
    let label = field_name(i18n, &field);
    match field.what.clone() {
        FieldType::Name | FieldType::Text => line("text", None),
        FieldType::Number | FieldType::Money => line("text", Some("decimal")),
        FieldType::Email => line("text", Some("email")),
        FieldType::Phone => line("text", Some("tel")),
        FieldType::Url | FieldType::Domain => line("text", Some("url")),
        FieldType::TaxId => line("text", Some("text")),
        FieldType::Date => line("date", Some("numeric")),
        FieldType::LongText => view! { <TextArea name label value error /> }.into_any(),
        FieldType::Choice { choices } => {
            let mut options = vec![(String::new(), t_string!(i18n, records.not_filled).to_owned())];
            let now = value.get_untracked();
            let shown = choices.iter().filter(|choice| !choice.removed || choice.key == now);
            options.extend(shown.map(|choice| (choice.key.clone(), choice_name(i18n, &field, choice))));
            view! { <Select name label value options=Signal::stored(options) error /> }.into_any()
        }
        FieldType::Stage => {
            let options: Vec<_> =
                stages.iter().map(|stage| (stage.id.to_string(), stage_name(i18n, &stage.name))).collect();
            view! { <Select name label value options=Signal::stored(options) error /> }.into_any()
        }
        FieldType::Choices { choices } => view! { <Several field choices value error /> }.into_any(),
        FieldType::Person => view! { <Person name label draft error /> }.into_any(),
        FieldType::Link { to, .. } => view! { <Links field to name label draft error /> }.into_any(),
        FieldType::Checkbox => {
            let options = vec![
                (String::new(), t_string!(i18n, records.no).to_owned()),
                ("true".to_owned(), t_string!(i18n, records.yes).to_owned()),
            ];
            view! { <Select name label value options=Signal::stored(options) error /> }.into_any()
        }
    }
}

/// Somebody of the workspace. Whoever owns it now can be kept, also when they have left.
#[component]
fn Person(name: String, label: String, draft: Draft, error: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let people = LocalResource::new(colleagues);
    let (now, known) = (draft.value.get_untracked(), draft.label.get_untracked());
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), t_string!(i18n, records.nobody).to_owned())];
        let people = people.get().and_then(Result::ok).unwrap_or_default();
        options.extend(people.into_iter().map(|(id, name)| (id.to_string(), name)));
        if !options.iter().any(|(id, _)| *id == now) {
            options.push((
                now.clone(),
                known.clone().unwrap_or_else(|| t_string!(i18n, records.gone).to_owned()),
            ));
        }
        options
    });
    let named = move |id: String| {
        let all = options.get_untracked();
        draft.label.set(all.into_iter().find(|(known, _)| *known == id).map(|(_, name)| name));
    };
    view! { <Select name label value=draft.value options error on_change=Callback::new(named) /> }
}

/// A record of a kind, or several.
#[component]
fn Links(
    field: FieldDefinition,
    to: KindKey,
    name: String,
    label: String,
    draft: Draft,
    error: Signal<Option<String>>,
) -> impl IntoView {
    match field.what.roles() {
        Some(_) => view! { <SeveralRecords field to draft error /> }.into_any(),
        None => view! { <RecordChoice to name label draft error /> }.into_any(),
    }
}

/// Some of a few choices.
#[component]
fn Several(
    field: FieldDefinition,
    choices: Vec<Choice>,
    value: RwSignal<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let has = move |key: &str| value.with(|value| value.split(", ").any(|chosen| chosen == key));
    let is_shown = |choice: &Choice| !choice.removed || untrack(|| has(&choice.key));
    let choices: Vec<Choice> = choices.into_iter().filter(is_shown).collect();
    let keys: StoredValue<Vec<String>> =
        StoredValue::new(choices.iter().map(|choice| choice.key.clone()).collect());
    let toggle = move |key: &str| {
        let chosen: Vec<String> = keys.with_value(|keys| {
            let is_chosen = |known: &&String| has(known) != (known.as_str() == key);
            keys.iter().filter(is_chosen).cloned().collect()
        });
        value.set(chosen.join(", "));
    };
    view! {
        <fieldset class="field records__choices" aria-invalid=move || error.get().is_some().then_some("true")>
            <legend class="field__label">{field_name(i18n, &field)}</legend>
            {choices
                .iter()
                .map(|choice| {
                    let words = choice_name(i18n, &field, choice);
                    let (shown, pressed) = (choice.key.clone(), choice.key.clone());
                    view! {
                        <label class="lead-form__choice">
                            <input type="checkbox" prop:checked=move || has(&shown) on:change=move |_| toggle(&pressed) />
                            <span dir="auto">{words}</span>
                        </label>
                    }
                })
                .collect_view()}
            <p class="field__note">{move || error.get().map(|error| view! { <span class="field__error">{error}</span> })}</p>
        </fieldset>
    }
}
