//! What stands in a field of a new record from the beginning.

use crate::features::records::draft::Draft;
use crate::features::records::editor::FieldEditor;
use crate::ui::Select;
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::FieldId;
use kurier_model::record::{FieldDefault, FieldDefinition, FieldType, OwnName};
use leptos::prelude::*;

/// Of a person: whoever makes the record.
const ME: &str = "me";
/// Days after the record is made that are offered.
const DAYS: [u16; 7] = [0, 1, 7, 14, 30, 60, 90];

/// A default as the form has it.
pub fn default_text(field: Option<&FieldDefinition>) -> String {
    match field.and_then(|field| field.default.as_ref()) {
        None => String::new(),
        Some(FieldDefault::Value { text }) => text.clone(),
        Some(FieldDefault::Me) => ME.to_owned(),
        Some(FieldDefault::InDays { days }) => days.to_string(),
    }
}

/// The reverse, for a field of this type.
pub fn default_of(what: &FieldType, text: &str) -> Option<FieldDefault> {
    if text.trim().is_empty() {
        return None;
    }
    match what {
        FieldType::Person => Some(FieldDefault::Me),
        FieldType::Date => text.parse().ok().map(|days| FieldDefault::InDays { days }),
        _ => Some(FieldDefault::Value { text: text.to_owned() }),
    }
}

/// The control, by the field's type and its choices as they are being written.
#[component]
pub fn DefaultValue(
    what: Signal<FieldType>,
    value: RwSignal<String>,
    /// The field, when it is there.
    field: Option<FieldDefinition>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let what = Memo::new(move |_| what.get());
    Effect::new(move |before: Option<FieldType>| {
        let now = what.get();
        // What was written for another type, and a choice that is no longer there, is nobody's default.
        let type_of = std::mem::discriminant::<FieldType>;
        let is_other = before.is_some_and(|before| type_of(&before) != type_of(&now));
        if is_other || is_gone(&now, &value.get_untracked()) {
            value.set(String::new());
        }
        now
    });
    let key = field.map_or_else(|| "default".to_owned(), |field| field.key);
    let label = move || t_string!(i18n, settings.fields.default).to_owned();
    move || match what.get() {
        FieldType::Person => {
            let options = vec![
                (String::new(), t_string!(i18n, records.nobody).to_owned()),
                (ME.to_owned(), t_string!(i18n, settings.fields.default_me).to_owned()),
            ];
            view! { <Select name="field-default" label=label() value options=Signal::stored(options) error /> }.into_any()
        }
        FieldType::Date => {
            let options = Signal::stored(days(i18n, &value.get_untracked()));
            view! { <Select name="field-default" label=label() value options error /> }.into_any()
        }
        what => {
            let field = FieldDefinition {
                id: FieldId::new(),
                key: key.clone(),
                name: Some(OwnName { pl: label(), en: label() }),
                what,
                required: false,
                unique: false,
                default: None,
                in_list: false,
            };
            let draft = Draft::over(value, None);
            view! { <FieldEditor field draft error /> }.into_any()
        }
    }
}

fn is_gone(what: &FieldType, chosen: &str) -> bool {
    let Some(choices) = what.choices() else { return false };
    let is_offered = |key: &str| key.is_empty() || choices.iter().any(|choice| choice.key == key);
    match what {
        FieldType::Choice { .. } => !is_offered(chosen),
        _ => !chosen.split(", ").all(is_offered),
    }
}

/// The days that are offered, and the one that was chosen elsewhere.
fn days(i18n: I18n, chosen: &str) -> Vec<(String, String)> {
    let mut days: Vec<u16> = DAYS.into_iter().chain(chosen.parse()).collect();
    days.sort_unstable();
    days.dedup();
    let words = |days: u16| match days {
        0 => t_string!(i18n, settings.fields.default_today).to_owned(),
        days => t_string!(i18n, settings.fields.default_days, count = days),
    };
    let nothing = (String::new(), t_string!(i18n, records.not_filled).to_owned());
    std::iter::once(nothing).chain(days.into_iter().map(|one| (one.to_string(), words(one)))).collect()
}
