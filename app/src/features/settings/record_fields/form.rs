//! A field as somebody fills it in.

use super::BACK;
use super::api::{add_kind_field, change_kind_field};
use super::choices::{ChoiceDraft, ChoicesEditor};
use super::default_value::{DefaultValue, default_of, default_text};
use super::types::type_name;
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::records::words::{field_name, kind_name};
use crate::state::{Toast, use_toasts};
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Dialog, Select, TextField, mend_focus};
use kurier_i18n::{I18n, Language, t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::record::{FieldDefinition, FieldForm, FieldType, Kind, KindKey, OwnName, offered};
use leptos::prelude::*;

/// What a new field can be, by the names that the form has for it.
const TYPES: [(&str, FieldType); 13] = [
    ("text", FieldType::Text),
    ("long_text", FieldType::LongText),
    ("number", FieldType::Number),
    ("money", FieldType::Money),
    ("date", FieldType::Date),
    ("choice", FieldType::Choice { choices: Vec::new() }),
    ("choices", FieldType::Choices { choices: Vec::new() }),
    ("checkbox", FieldType::Checkbox),
    ("person", FieldType::Person),
    ("email", FieldType::Email),
    ("phone", FieldType::Phone),
    ("url", FieldType::Url),
    ("tax_id", FieldType::TaxId),
];
/// A link says where it leads: `link to contact`.
const LINK: &str = "link to ";

/// What is being filled in: a new field, or one that is there.
#[derive(Clone, Copy, PartialEq)]
pub struct Filling {
    before: StoredValue<Option<FieldDefinition>>,
    pl: RwSignal<String>,
    en: RwSignal<String>,
    what: RwSignal<String>,
    /// A new link names several records.
    several: RwSignal<bool>,
    choices: RwSignal<Vec<ChoiceDraft>>,
    required: RwSignal<bool>,
    unique: RwSignal<bool>,
    default: RwSignal<String>,
}

impl Filling {
    pub fn new(i18n: I18n, before: Option<FieldDefinition>) -> Self {
        let name = before.as_ref().and_then(|field| field.name.clone());
        let OwnName { pl, en } = name.unwrap_or(OwnName { pl: String::new(), en: String::new() });
        let choices = before.as_ref().and_then(|field| {
            let choices = field.what.choices().or_else(|| field.what.roles())?;
            Some(offered(choices).map(|choice| ChoiceDraft::of(i18n, field, choice)).collect())
        });
        Self {
            pl: RwSignal::new(pl),
            en: RwSignal::new(en),
            what: RwSignal::new("text".to_owned()),
            several: RwSignal::new(false),
            choices: RwSignal::new(choices.unwrap_or_default()),
            required: RwSignal::new(before.as_ref().is_some_and(|field| field.required)),
            unique: RwSignal::new(before.as_ref().is_some_and(|field| field.unique)),
            default: RwSignal::new(default_text(before.as_ref())),
            before: StoredValue::new(before),
        }
    }

    /// Of what type it is. Tracks.
    fn what(self) -> FieldType {
        if let Some(before) = self.before.get_value() {
            return before.what;
        }
        self.what.with(|chosen| match chosen.strip_prefix(LINK) {
            Some(to) if self.several.get() => FieldType::links(to, Vec::new()),
            Some(to) => FieldType::link(to),
            None => {
                let known = TYPES.into_iter().find(|(name, _)| *name == chosen.as_str());
                known.map_or(FieldType::Text, |(_, what)| what)
            }
        })
    }

    /// Whether something can stand in it from the beginning. Tracks.
    fn has_default(self) -> bool {
        self.what().has_default() && !(self.unique.get() && self.what().can_be_unique())
    }

    /// The same with its choices as they are being written.
    fn what_with_choices(self) -> Signal<FieldType> {
        // One that has no name yet is nobody's default.
        let choices = move || {
            self.choices
                .with(|all| all.iter().map(|one| one.now()).filter(|choice| !choice.key.is_empty()).collect())
        };
        Signal::derive(move || match self.what() {
            FieldType::Choice { .. } => FieldType::Choice { choices: choices() },
            FieldType::Choices { .. } => FieldType::Choices { choices: choices() },
            other => other,
        })
    }

    fn form(self) -> FieldForm {
        let choices = || self.choices.with_untracked(|all| all.iter().map(|one| one.choice()).collect());
        let what = match untrack(|| self.what()) {
            FieldType::Choice { .. } => FieldType::Choice { choices: choices() },
            FieldType::Choices { .. } => FieldType::Choices { choices: choices() },
            FieldType::Link { to, several: Some(_) } => FieldType::links(to, choices()),
            other => other,
        };
        FieldForm {
            name: OwnName { pl: self.pl.get_untracked(), en: self.en.get_untracked() },
            unique: self.unique.get_untracked() && what.can_be_unique(),
            default: default_of(&what, &self.default.get_untracked())
                .filter(|_| untrack(|| self.has_default())),
            what,
            required: self.required.get_untracked(),
        }
    }
}

/// The dialog, for what is being filled in.
#[component]
pub fn FieldDialog(
    filling: RwSignal<Option<Filling>>,
    kind: Signal<KindKey>,
    kinds: StoredValue<Vec<Kind>>,
    done: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(filling.with(Option::is_some)));
    let title = Signal::derive(move || {
        let before = filling.with(|filling| filling.and_then(|filling| filling.before.get_value()));
        match before {
            Some(field) => t_string!(i18n, settings.fields.edit_title, name = field_name(i18n, &field)),
            None => t_string!(i18n, settings.fields.add_title).to_owned(),
        }
    });
    view! {
        <Dialog open title size="side" testid="field-dialog" on_close=Callback::new(move |()| filling.set(None))>
            {move || filling.get().map(|now| view! {
                <FieldFields now kinds kind=kind.get_untracked() open done />
            })}
        </Dialog>
    }
}

#[component]
fn FieldFields(
    now: Filling,
    kinds: StoredValue<Vec<Kind>>,
    kind: KindKey,
    open: RwSignal<bool>,
    done: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let saved = move |_| {
        mend_focus(None, BACK);
        open.try_set(false);
        toasts.push(Toast::done(t_string!(i18n, common.saved)));
        done.try_run(());
    };
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match now.before.with_value(|before| before.as_ref().map(|before| before.id)) {
            Some(field) => attempt.make(change_kind_field(field, now.form()), saved),
            None => attempt.make(add_kind_field(kind.clone(), now.form()), saved),
        }
    };
    let is_new = now.before.with_value(Option::is_none);
    let has_choices = move || now.what().choices().is_some() || now.what().roles().is_some();
    let is_roles = Signal::derive(move || now.what().roles().is_some());
    view! {
        <form class="fields__form" novalidate on:submit=save data-testid="field-form">
            <Names now error=attempt.error />
            {if is_new {
                let options = kinds.with_value(|kinds| types(i18n, kinds));
                let error = field_error(i18n, attempt.error, Field::FieldType);
                view! { <Select name="field-type" label=t_string!(i18n, settings.fields.what) value=now.what options=Signal::stored(options) error /> }
                    .into_any()
            } else {
                let name = kinds.with_value(|kinds| type_name(i18n, &untrack(|| now.what()), kinds));
                view! { <p class="settings__lead">{t_string!(i18n, settings.fields.what_stays, what = name)}</p> }.into_any()
            }}
            <Several now />
            <Show when=has_choices>
                <ChoicesEditor choices=now.choices is_roles error=field_error(i18n, attempt.error, Field::Choices) />
            </Show>
            <Rules now error=attempt.error />
            <Show when=move || now.has_default()>
                <DefaultValue what=now.what_with_choices() value=now.default field=now.before.get_value() error=field_error(i18n, attempt.error, Field::Default) />
            </Show>
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="field-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}

/// What can be chosen for a new field.
fn types(i18n: I18n, kinds: &[Kind]) -> Vec<(String, String)> {
    let plain = TYPES.into_iter().map(|(key, what)| (key.to_owned(), type_name(i18n, &what, kinds)));
    let links = kinds.iter().map(|kind| {
        let words = t_string!(i18n, settings.fields.types.link_to, kind = kind_name(i18n, kind));
        (format!("{LINK}{}", kind.key), words)
    });
    plain.chain(links).collect()
}

/// What it is called, in both languages. A built-in field has words; they stand where nothing is written.
#[component]
fn Names(now: Filling, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let i18n = use_i18n();
    let before = now.before.get_value().map(|field| FieldDefinition { name: None, ..field });
    let is_built_in = before.as_ref().is_some_and(|field| field_name(i18n, field) != field.key);
    let words = |language: Language| {
        let field = before.as_ref().filter(|_| is_built_in);
        field.map(|field| field_name(I18n::new(language), field)).unwrap_or_default()
    };
    let hint = Signal::stored(t_string!(i18n, settings.fields.name_hint).to_owned());
    view! {
        <TextField name="field-pl" label=t_string!(i18n, settings.fields.name_pl) value=now.pl placeholder=words(Language::Pl) autocomplete="off" error=field_error(i18n, error, Field::Name) />
        <TextField name="field-en" label=t_string!(i18n, settings.fields.name_en) value=now.en placeholder=words(Language::En) autocomplete="off" hint />
    }
}

/// Whether a new link names several records. That never changes: what is one of many could not become the only one.
#[component]
fn Several(now: Filling) -> impl IntoView {
    let i18n = use_i18n();
    let is_new = now.before.with_value(Option::is_none);
    let is_link = move || is_new && matches!(now.what(), FieldType::Link { .. });
    view! {
        <Show when=is_link>
            <label class="check">
                <input type="checkbox" name="field-several" prop:checked=move || now.several.get() on:change:target=move |event| now.several.set(event.target().checked()) />
                <span class="check__text">{t!(i18n, settings.fields.several)}</span>
            </label>
        </Show>
    }
}

/// Whether it has to be filled in, and alone.
#[component]
fn Rules(now: Filling, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let i18n = use_i18n();
    let is_free = move || !matches!(now.what(), FieldType::Name | FieldType::Stage | FieldType::Checkbox);
    let was_unique = now.before.with_value(|before| before.as_ref().map(|field| field.unique));
    // Only from the beginning on; it can be given up.
    let can_be_unique = move || now.what().can_be_unique() && was_unique != Some(false);
    let unique_error = field_error(i18n, error, Field::Unique);
    view! {
        <Show when=is_free>
            <label class="check">
                <input type="checkbox" name="field-required" prop:checked=move || now.required.get() on:change:target=move |event| now.required.set(event.target().checked()) />
                <span class="check__text">{t!(i18n, settings.fields.required)}</span>
            </label>
        </Show>
        <Show when=can_be_unique>
            <label class="check">
                <input type="checkbox" name="field-unique" prop:checked=move || now.unique.get() on:change:target=move |event| now.unique.set(event.target().checked()) />
                <span class="check__text">{t!(i18n, settings.fields.unique)}</span>
            </label>
        </Show>
        {move || unique_error.get().map(|error| view! { <p class="field__error">{error}</p> })}
    }
}
