//! What kinds, fields and choices are called: built-in ones by their keys, others as the workspace wrote them.

pub use crate::features::kinds::{icon_of, one_of, own_icon, stage_name};

use crate::features::kinds::own;
use crate::ui::now;
use chrono::{DateTime, Utc};
use kurier_i18n::{I18n, Language, t_string};
use kurier_model::pipeline::StageName;
use kurier_model::record::{
    Choice, FieldDefinition, FieldType, FieldValue, Kind, KindKey, Linked, OwnKind, TwinReason,
};

/// Many of a kind: the name of its list.
pub fn kind_name(i18n: I18n, kind: &Kind) -> String {
    many_of(i18n, &kind.key, kind.own.as_ref())
}

/// The same, by its key and, of a kind of the workspace's own, what it is called.
pub fn many_of(i18n: I18n, key: &KindKey, made: Option<&OwnKind>) -> String {
    made.map_or_else(|| built_in_kind(i18n, key).to_owned(), |made| own(i18n, &made.many))
}

fn built_in_kind(i18n: I18n, key: &KindKey) -> &'static str {
    match key.0.as_str() {
        "lead" => t_string!(i18n, records.kinds.leads),
        "contact" => t_string!(i18n, records.kinds.contacts),
        "company" => t_string!(i18n, records.kinds.companies),
        "deal" => t_string!(i18n, records.kinds.deals),
        "ticket" => t_string!(i18n, records.kinds.tickets),
        "project" => t_string!(i18n, records.kinds.projects),
        _ => t_string!(i18n, records.kinds.others),
    }
}

/// What one of a kind is made by.
pub fn new_of(i18n: I18n, key: &KindKey, made: Option<&OwnKind>) -> String {
    if let Some(made) = made {
        return t_string!(i18n, records.create.own, name = own(i18n, &made.one));
    }
    let name = match key.0.as_str() {
        "lead" => t_string!(i18n, records.create.lead),
        "contact" => t_string!(i18n, records.create.contact),
        "company" => t_string!(i18n, records.create.company),
        "deal" => t_string!(i18n, records.create.deal),
        "ticket" => t_string!(i18n, records.create.ticket),
        "project" => t_string!(i18n, records.create.project),
        _ => t_string!(i18n, records.create.other),
    };
    name.to_owned()
}

/// Said when there is none of a kind: what it is good for.
pub fn nothing_yet(i18n: I18n, key: &KindKey) -> (&'static str, &'static str) {
    match key.0.as_str() {
        "lead" => (t_string!(i18n, records.empty.leads), t_string!(i18n, records.empty.leads_text)),
        "contact" => (t_string!(i18n, records.empty.contacts), t_string!(i18n, records.empty.contacts_text)),
        "company" => {
            (t_string!(i18n, records.empty.companies), t_string!(i18n, records.empty.companies_text))
        }
        "deal" => (t_string!(i18n, records.empty.deals), t_string!(i18n, records.empty.deals_text)),
        "ticket" => (t_string!(i18n, records.empty.tickets), t_string!(i18n, records.empty.tickets_text)),
        "project" => (t_string!(i18n, records.empty.projects), t_string!(i18n, records.empty.projects_text)),
        _ => (t_string!(i18n, records.empty.others), t_string!(i18n, records.empty.others_text)),
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
        "company" | "company_name" => t_string!(i18n, records.fields.company),
        "title" => t_string!(i18n, records.fields.title),
        "language" => t_string!(i18n, records.fields.language),
        "owner" => t_string!(i18n, records.fields.owner),
        "description" => t_string!(i18n, records.fields.description),
        "domain" => t_string!(i18n, records.fields.domain),
        "tax_id" => t_string!(i18n, records.fields.tax_id),
        "industry" => t_string!(i18n, records.fields.industry),
        "website" => t_string!(i18n, records.fields.website),
        "subject" => t_string!(i18n, records.fields.subject),
        "stage" => t_string!(i18n, records.fields.stage),
        "status" => t_string!(i18n, records.fields.status),
        "amount" => t_string!(i18n, records.fields.amount),
        "close_date" => t_string!(i18n, records.fields.close_date),
        "contact" => t_string!(i18n, records.fields.contact),
        "other_contacts" => t_string!(i18n, records.fields.other_contacts),
        "source" => t_string!(i18n, records.fields.source),
        "lost_reason" => t_string!(i18n, records.fields.lost_reason),
        "given_up_reason" => t_string!(i18n, records.fields.given_up_reason),
        "priority" => t_string!(i18n, records.fields.priority),
        "deal" => t_string!(i18n, records.fields.deal),
        "start_date" => t_string!(i18n, records.fields.start_date),
        "due_date" => t_string!(i18n, records.fields.due_date),
        "budget" => t_string!(i18n, records.fields.budget),
        "address" => t_string!(i18n, records.fields.address),
        "created_at" => t_string!(i18n, records.created),
        "created_by" => t_string!(i18n, records.created_by),
        "in_stage_since" => t_string!(i18n, records.in_stage_since),
        "last_activity_at" => t_string!(i18n, records.last_change),
        "stage_since" => t_string!(i18n, records.fields.stage_since),
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
        ("source", "referral") => t_string!(i18n, records.sources.referral),
        ("source", "website") => t_string!(i18n, records.sources.website),
        ("source", "email") => t_string!(i18n, records.sources.email),
        ("source", "phone") => t_string!(i18n, records.sources.phone),
        ("source", "event") => t_string!(i18n, records.sources.event),
        ("source", "other") => t_string!(i18n, records.sources.other),
        ("lost_reason", "price") => t_string!(i18n, records.lost_reasons.price),
        ("lost_reason", "competitor") => t_string!(i18n, records.lost_reasons.competitor),
        ("lost_reason", "timing") => t_string!(i18n, records.lost_reasons.timing),
        ("lost_reason", "no_need") => t_string!(i18n, records.lost_reasons.no_need),
        ("lost_reason", "no_answer") => t_string!(i18n, records.lost_reasons.no_answer),
        ("lost_reason", "other") => t_string!(i18n, records.lost_reasons.other),
        ("given_up_reason", "client_withdrew") => t_string!(i18n, records.lost_reasons.client_withdrew),
        ("given_up_reason", "no_budget") => t_string!(i18n, records.lost_reasons.no_budget),
        ("given_up_reason", "timing") => t_string!(i18n, records.lost_reasons.timing),
        ("given_up_reason", "no_answer") => t_string!(i18n, records.lost_reasons.no_answer),
        ("given_up_reason", "duplicate") => t_string!(i18n, records.lost_reasons.duplicate),
        ("given_up_reason", "other") => t_string!(i18n, records.lost_reasons.other),
        ("other_contacts", "decision_maker") => t_string!(i18n, records.roles.decision_maker),
        ("other_contacts", "user") => t_string!(i18n, records.roles.user),
        ("other_contacts", "influencer") => t_string!(i18n, records.roles.influencer),
        ("other_contacts", "finance") => t_string!(i18n, records.roles.finance),
        ("other_contacts", "other") => t_string!(i18n, records.roles.other),
        ("priority", "low") => t_string!(i18n, records.priorities.low),
        ("priority", "normal") => t_string!(i18n, records.priorities.normal),
        ("priority", "high") => t_string!(i18n, records.priorities.high),
        ("priority", "urgent") => t_string!(i18n, records.priorities.urgent),
        (_, key) => return key.to_owned(),
    };
    name.to_owned()
}

/// A role of a field's, by its key.
pub fn role_name(i18n: I18n, field: &FieldDefinition, key: &str) -> String {
    let known = field.what.roles().into_iter().flatten().find(|role| role.key == key);
    known.map_or_else(|| key.to_owned(), |role| choice_name(i18n, field, role))
}

/// How many whole days ago it was.
pub fn days_in_stage(since: DateTime<Utc>) -> u32 {
    u32::try_from((now() - since).num_days()).unwrap_or_default()
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
        FieldType::Link { several: Some(_), .. } => linked_words(i18n, field, value).join(", "),
        FieldType::Person | FieldType::Link { several: None, .. } => {
            value.label.clone().unwrap_or_else(|| t_string!(i18n, records.gone).to_owned())
        }
        FieldType::Checkbox => t_string!(i18n, records.yes).to_owned(),
        FieldType::TaxId => tax_id(&value.value),
        FieldType::Number => number(i18n, &value.value),
        FieldType::Money => money(i18n, &value.value),
        FieldType::Stage => match &value.label {
            Some(label) => stage_name(i18n, &StageName::from_stored(label)),
            None => t_string!(i18n, records.gone).to_owned(),
        },
        FieldType::Date => day(i18n, &value.value),
        _ => value.value.clone(),
    }
}

/// The records of a field that names several, each with its role behind it, as an import reads them again.
pub fn linked_words(i18n: I18n, field: &FieldDefinition, value: &FieldValue) -> Vec<String> {
    let words = |(one, name): (Linked, Option<String>)| {
        let name = name.unwrap_or_else(|| t_string!(i18n, records.gone).to_owned());
        match one.role {
            Some(role) => format!("{name} ({})", role_name(i18n, field, &role)),
            None => name,
        }
    };
    value.linked().into_iter().map(words).collect()
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

/// An amount with its currency.
pub fn money(i18n: I18n, text: &str) -> String {
    match text.split_once(' ') {
        Some((amount, currency)) => format!("{}\u{a0}{currency}", number(i18n, amount)),
        None => text.to_owned(),
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
        TwinReason::TaxId => t_string!(i18n, records.twins.tax_id),
        TwinReason::Domain => t_string!(i18n, records.twins.domain),
        TwinReason::Name => t_string!(i18n, records.twins.name),
        TwinReason::SimilarName => t_string!(i18n, records.twins.similar),
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
