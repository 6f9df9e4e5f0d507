//! What can be chosen in a field.

use crate::features::records::words::choice_name;
use crate::ui::{Button, ButtonSize, IconButton, IconName};
use kurier_i18n::{I18n, Language, t_string, use_i18n};
use kurier_model::record::{Choice, FieldDefinition, OwnName};
use leptos::prelude::*;

/// A choice that is being written.
#[derive(Clone, Copy, PartialEq)]
pub struct ChoiceDraft {
    key: StoredValue<String>,
    pl: RwSignal<String>,
    en: RwSignal<String>,
    /// The words of a built-in one, in both languages.
    words: StoredValue<[String; 2]>,
}

impl ChoiceDraft {
    pub fn of(i18n: I18n, field: &FieldDefinition, choice: &Choice) -> Self {
        let own = choice.name.clone().unwrap_or(OwnName { pl: String::new(), en: String::new() });
        let plain = Choice { name: None, ..choice.clone() };
        let is_built_in = choice_name(i18n, field, &plain) != plain.key;
        let words = [Language::Pl, Language::En].map(|language| {
            if is_built_in { choice_name(I18n::new(language), field, &plain) } else { String::new() }
        });
        Self {
            key: StoredValue::new(choice.key.clone()),
            pl: RwSignal::new(own.pl),
            en: RwSignal::new(own.en),
            words: StoredValue::new(words),
        }
    }

    fn empty() -> Self {
        Self {
            key: StoredValue::default(),
            pl: RwSignal::default(),
            en: RwSignal::default(),
            words: StoredValue::default(),
        }
    }

    /// As it is being written; a new one is known by its name. Tracks.
    pub fn now(self) -> Choice {
        let name = OwnName { pl: self.pl.get(), en: self.en.get() };
        let given = if name.pl.trim().is_empty() { &name.en } else { &name.pl };
        let key = match self.key.get_value() {
            key if key.is_empty() => given.trim().to_owned(),
            key => key,
        };
        let is_named = !given.trim().is_empty();
        let given = given.clone();
        // What is called something in one language is called so in both.
        let said = |name: String| if name.trim().is_empty() { given.clone() } else { name };
        let name = OwnName { pl: said(name.pl), en: said(name.en) };
        Choice { key, name: is_named.then_some(name), removed: false }
    }

    /// For the server. A new one has no key.
    pub fn choice(self) -> Choice {
        let name = OwnName { pl: self.pl.get_untracked(), en: self.en.get_untracked() };
        Choice { key: self.key.get_value(), name: Some(name), removed: false }
    }
}

/// The choices, in the order in which they are offered.
#[component]
pub fn ChoicesEditor(
    choices: RwSignal<Vec<ChoiceDraft>>,
    /// In which roles records stand in the field.
    is_roles: Signal<bool>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let add = move |_| choices.update(|choices| choices.push(ChoiceDraft::empty()));
    view! {
        <fieldset class="field fields__choices" aria-invalid=move || error.get().is_some().then_some("true") data-testid="field-choices">
            <legend class="field__label">
                {move || if is_roles.get() { t_string!(i18n, settings.fields.roles) } else { t_string!(i18n, settings.fields.choices) }}
            </legend>
            <ol>
                <For each=move || choices.get() key=|one| one.key let:one>
                    <Line one choices />
                </For>
            </ol>
            <Button size=ButtonSize::Small icon=IconName::Plus testid="add-choice" on_click=add>
                {move || if is_roles.get() { t_string!(i18n, settings.fields.add_role) } else { t_string!(i18n, settings.fields.add_choice) }}
            </Button>
            {move || error.get().map(|error| view! { <p class="field__error">{error}</p> })}
        </fieldset>
    }
}

#[component]
fn Line(one: ChoiceDraft, choices: RwSignal<Vec<ChoiceDraft>>) -> impl IntoView {
    let i18n = use_i18n();
    let up = move |_| {
        choices.update(|choices| {
            if let Some(at) = choices.iter().position(|other| *other == one).filter(|at| *at > 0) {
                choices.swap(at, at - 1);
            }
        });
    };
    let is_first = move || choices.with(|choices| choices.first() == Some(&one));
    let remove = move |_| choices.update(|choices| choices.retain(|other| *other != one));
    let [pl, en] = one.words.get_value();
    let words = move |value: RwSignal<String>, label: &'static str, placeholder: String| {
        let hint = if placeholder.is_empty() { label.to_owned() } else { placeholder };
        view! {
            <input
                class="input"
                type="text"
                dir="auto"
                autocomplete="off"
                aria-label=label
                placeholder=hint.clone()
                // What is longer than the field can be read all the same.
                title=move || Some(value.get()).filter(|text| !text.is_empty()).unwrap_or_else(|| hint.clone())
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
        }
    };
    view! {
        <li class="fields__choice" data-testid="choice-line">
            {words(one.pl, t_string!(i18n, settings.fields.in_polish), pl)}
            {words(one.en, t_string!(i18n, settings.fields.in_english), en)}
            <IconButton icon=IconName::ChevronUp label=t_string!(i18n, settings.fields.up) disabled=Signal::derive(is_first) on_click=up />
            <IconButton icon=IconName::X label=t_string!(i18n, settings.fields.remove_choice) on_click=remove />
        </li>
    }
}
