//! What kinds, fields and choices are called: built-in ones by their keys, others as the workspace wrote them.

use crate::ui::IconName;
use kurier_i18n::{I18n, Language, t_string};
use kurier_model::record::{
    Choice, FieldDefinition, FieldType, FieldValue, Kind, KindKey, OwnName, TwinReason,
};

fn own(i18n: I18n, name: &OwnName) -> String {
    match i18n.language() {
        Language::Pl => name.pl.clone(),
        Language::En => name.en.clone(),
    }
}

/// Many of a kind: the name of its list.
pub fn kind_name(i18n: I18n, kind: &Kind) -> String {
    kind.name.as_ref().map_or_else(|| built_in_kind(i18n, &kind.key).to_owned(), |name| own(i18n, name))
}

/// The same, by the key of a built-in kind.
pub fn built_in_kind(i18n: I18n, key: &KindKey) -> &'static str {
    match key.0.as_str() {
        "contact" => t_string!(i18n, records.kinds.contacts),
        "company" => t_string!(i18n, records.kinds.companies),
        _ => t_string!(i18n, records.kinds.others),
    }
}

/// What one of a kind is made by.
pub fn new_record(i18n: I18n, key: &KindKey) -> &'static str {
    match key.0.as_str() {
        "contact" => t_string!(i18n, records.create.contact),
        "company" => t_string!(i18n, records.create.company),
        _ => t_string!(i18n, records.create.other),
    }
}

/// Said when there is none of a kind: what it is good for.
pub fn nothing_yet(i18n: I18n, key: &KindKey) -> (&'static str, &'static str) {
    match key.0.as_str() {
        "contact" => (t_string!(i18n, records.empty.contacts), t_string!(i18n, records.empty.contacts_text)),
        "company" => {
            (t_string!(i18n, records.empty.companies), t_string!(i18n, records.empty.companies_text))
        }
        _ => (t_string!(i18n, records.empty.others), t_string!(i18n, records.empty.others_text)),
    }
}

/// A kind's picture.
pub fn kind_icon(key: &KindKey) -> IconName {
    match key.0.as_str() {
        "contact" => IconName::Users,
        "company" => IconName::Building2,
        _ => IconName::FileText,
    }
}

/// What a field is called.
pub fn field_name(i18n: I18n, field: &FieldDefinition) -> String {
    if let Some(name) = &field.name {
        return own(i18n, name);
    }
    let name = match field.key.as_str() {
        "name" => t_string!(i18n, records.fields.name),
        "full_name" => t_string!(i18n, records.fields.full_name),
        "emails" => t_string!(i18n, records.fields.emails),
        "phones" => t_string!(i18n, records.fields.phones),
        "company" => t_string!(i18n, records.fields.company),
        "title" => t_string!(i18n, records.fields.title),
        "language" => t_string!(i18n, records.fields.language),
        "owner" => t_string!(i18n, records.fields.owner),
        "description" => t_string!(i18n, records.fields.description),
        "domain" => t_string!(i18n, records.fields.domain),
        "tax_id" => t_string!(i18n, records.fields.tax_id),
        "website" => t_string!(i18n, records.fields.website),
        "address" => t_string!(i18n, records.fields.address),
        key => return key.to_owned(),
    };
    name.to_owned()
}

/// How a field is to be filled, where that does not go without saying.
pub fn field_hint(i18n: I18n, field: &FieldDefinition) -> Option<&'static str> {
    Some(match field.what {
        FieldType::Email => t_string!(i18n, records.hints.emails),
        FieldType::Phone => t_string!(i18n, records.hints.phones),
        FieldType::Domain => t_string!(i18n, records.hints.domain),
        FieldType::TaxId => t_string!(i18n, records.hints.tax_id),
        FieldType::Money => t_string!(i18n, records.hints.money),
        _ => return None,
    })
}

/// A choice in words.
pub fn choice_name(i18n: I18n, field: &FieldDefinition, choice: &Choice) -> String {
    if let Some(name) = &choice.name {
        return own(i18n, name);
    }
    let name = match (field.key.as_str(), choice.key.as_str()) {
        ("language", "pl") => t_string!(i18n, records.languages.pl),
        ("language", "en") => t_string!(i18n, records.languages.en),
        ("language", "de") => t_string!(i18n, records.languages.de),
        ("language", "uk") => t_string!(i18n, records.languages.uk),
        ("language", "cs") => t_string!(i18n, records.languages.cs),
        ("language", "sk") => t_string!(i18n, records.languages.sk),
        ("language", "lt") => t_string!(i18n, records.languages.lt),
        ("language", "fr") => t_string!(i18n, records.languages.fr),
        ("language", "es") => t_string!(i18n, records.languages.es),
        ("language", "it") => t_string!(i18n, records.languages.it),
        (_, key) => return key.to_owned(),
    };
    name.to_owned()
}

/// What stands in a field, as people read it.
pub fn value_words(i18n: I18n, field: &FieldDefinition, value: &FieldValue) -> String {
    let of = |choices: &[Choice], key: &str| {
        let known = choices.iter().find(|choice| choice.key == key);
        known.map_or_else(|| key.to_owned(), |choice| choice_name(i18n, field, choice))
    };
    match &field.what {
        FieldType::Choice { choices } => of(choices, &value.value),
        FieldType::Choices { choices } => {
            value.value.split(", ").map(|key| of(choices, key)).collect::<Vec<_>>().join(", ")
        }
        FieldType::Person | FieldType::Link { .. } => {
            value.label.clone().unwrap_or_else(|| t_string!(i18n, records.gone).to_owned())
        }
        FieldType::Checkbox => t_string!(i18n, records.yes).to_owned(),
        FieldType::TaxId => tax_id(&value.value),
        FieldType::Number => number(i18n, &value.value),
        FieldType::Money => match value.value.split_once(' ') {
            Some((amount, currency)) => format!("{}\u{a0}{currency}", number(i18n, amount)),
            None => value.value.clone(),
        },
        FieldType::Date => day(i18n, &value.value),
        _ => value.value.clone(),
    }
}

/// A NIP in the groups that people know it by: `526-025-02-74`.
fn tax_id(text: &str) -> String {
    match (text.get(..3), text.get(3..6), text.get(6..8), text.get(8..)) {
        (Some(a), Some(b), Some(c), Some(d)) if d.len() == 2 && text.chars().all(|c| c.is_ascii_digit()) => {
            format!("{a}-{b}-{c}-{d}")
        }
        _ => text.to_owned(),
    }
}

/// `1234567.5` as it is written in this language.
fn number(i18n: I18n, text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("\u{2212}", rest));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), |whole: u64| i18n.number(whole));
    let mark = match i18n.language() {
        Language::Pl => ',',
        Language::En => '.',
    };
    fraction.map_or_else(|| format!("{sign}{whole}"), |fraction| format!("{sign}{whole}{mark}{fraction}"))
}

/// `2026-11-28` as it is written in this language.
fn day(i18n: I18n, text: &str) -> String {
    let mut parts = text.splitn(3, '-');
    match (i18n.language(), parts.next(), parts.next(), parts.next()) {
        (Language::Pl, Some(year), Some(month), Some(day)) => format!("{day}.{month}.{year}"),
        _ => text.to_owned(),
    }
}

/// Why two records may be the same.
pub fn twin_reason(i18n: I18n, reason: TwinReason) -> &'static str {
    match reason {
        TwinReason::Email => t_string!(i18n, records.twins.email),
        TwinReason::Phone => t_string!(i18n, records.twins.phone),
        TwinReason::Name => t_string!(i18n, records.twins.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_written_as_people_read_them() {
        let (pl, en) = (I18n::new(Language::Pl), I18n::new(Language::En));
        assert_eq!(number(pl, "-1234567.5"), "\u{2212}1\u{a0}234\u{a0}567,5");
        assert_eq!(number(en, "1234567.5"), "1,234,567.5");
        assert_eq!(
            (day(pl, "2026-11-28"), day(en, "2026-11-28")),
            ("28.11.2026".into(), "2026-11-28".into())
        );
        assert_eq!(
            (tax_id("5260250274"), tax_id("DE123456789")),
            ("526-025-02-74".into(), "DE123456789".into())
        );
    }
}
