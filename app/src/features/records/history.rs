//! The timeline of a record, in the words of its fields.

use super::api::record_timeline;
use super::words::{field_name, stage_name, value_words};
use crate::features::timeline::{Said, Timeline, event_text};
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::record::{FieldDefinition, FieldType, FieldValue};
use kurier_model::timeline::{ChangedField, ChangedValues, RecordEvent};
use leptos::prelude::*;

/// So much of a value stands in a line; the rest is told when one points at it.
const SHOWN: usize = 80;

/// The entries.
#[component]
pub fn RecordHistory(
    record: RecordId,
    /// It is in the bin: nothing is added to it.
    #[prop(into)]
    is_gone: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let words = Callback::new(move |what: RecordEvent| match what {
        RecordEvent::Changed { fields } => changed(i18n, &fields),
        what => event_text(i18n, &what, |stage| stage_name(i18n, stage)).into(),
    });
    let read = move |query, after, limit| record_timeline(record, query, after, limit);
    let takes_files = Signal::derive(move || !is_gone.get());
    view! { <Timeline record read words takes_files /> }
}

/// Which fields were changed, and what stood in them where that is known.
fn changed(i18n: I18n, fields: &[ChangedField]) -> Said {
    let known: Vec<_> =
        fields.iter().filter_map(|one| Some((one.definition.as_ref()?, one.values.as_ref()))).collect();
    if known.is_empty() {
        return t_string!(i18n, records.event_changed_gone).to_owned().into();
    }
    let said = |cuts: bool| {
        let steps = known.iter().map(|(field, values)| step(i18n, field, *values, cuts));
        steps.collect::<Vec<_>>().join("; ")
    };
    let (text, whole) = (said(true), said(false));
    if known.iter().all(|(_, values)| values.is_none()) {
        return t_string!(i18n, records.event_changed, fields = text).into();
    }
    Said { whole: (whole != text).then_some(whole), text }
}

fn step(i18n: I18n, field: &FieldDefinition, values: Option<&ChangedValues>, cuts: bool) -> String {
    let name = field_name(i18n, field);
    let Some(ChangedValues { before, after }) = values else { return name };
    let shown = |value: &Option<FieldValue>| {
        let words = match value {
            Some(value) => value_words(i18n, field, value),
            None if field.what == FieldType::Checkbox => t_string!(i18n, records.no).to_owned(),
            None => t_string!(i18n, records.merging.nothing).to_owned(),
        };
        let words = words.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if cuts { cut(&words) } else { words }
    };
    t_string!(i18n, records.event_step, field = name, from = shown(before), to = shown(after))
}

fn cut(words: &str) -> String {
    match words.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default().trim_end()),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;
    use kurier_model::{Field, FieldId};

    fn field(key: &str, what: FieldType) -> FieldDefinition {
        let (required, unique, in_list) = (false, false, false);
        FieldDefinition {
            id: FieldId::new(),
            key: key.to_owned(),
            name: None,
            what,
            required,
            unique,
            default: None,
            in_list,
        }
    }

    fn one(definition: FieldDefinition, before: Option<&str>, after: Option<&str>) -> ChangedField {
        let id = definition.id;
        let value = |text: &str| FieldValue::new(id, text.to_owned(), None);
        let values = Some(ChangedValues { before: before.map(value), after: after.map(value) });
        ChangedField { field: Field::OfKind(id), definition: Some(definition), values }
    }

    #[test]
    fn a_change_is_told_by_what_stood_there_and_what_stands_there_now() {
        let i18n = I18n::new(Language::Pl);
        let amount = one(field("amount", FieldType::Money), Some("10000.00 PLN"), Some("12000.50 PLN"));
        let day = one(field("close_date", FieldType::Date), None, Some("2026-11-28"));
        let said = changed(i18n, &[amount, day]);
        let numbers = "10\u{a0}000,00\u{a0}PLN → 12\u{a0}000,50\u{a0}PLN";
        assert_eq!(said.text, format!("Kwota: {numbers}; Planowane zamknięcie: (puste) → 28.11.2026"));
        assert_eq!(said.whole, None);
        let long = "ż".repeat(90);
        let said =
            changed(i18n, &[one(field("description", FieldType::LongText), Some("a\nb"), Some(&long))]);
        assert_eq!(said.text, format!("Opis: a b → {}…", "ż".repeat(80)));
        assert_eq!(said.whole, Some(format!("Opis: a b → {long}")));
        let old = ChangedField { definition: Some(field("amount", FieldType::Money)), ..Field::Name.into() };
        assert_eq!(changed(i18n, &[old]).text, "Zmieniono: Kwota");
        assert_eq!(changed(i18n, &[Field::Name.into()]).text, "Zmieniono pola, których już nie ma");
    }
}
