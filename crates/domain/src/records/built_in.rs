//! The kinds that every workspace has. Another field is a row here and its words in `records.json`.

use kurier_model::record::{Choice, FieldType};

/// A kind, by its key.
pub(super) struct BuiltInKind {
    pub(super) key: &'static str,
    pub(super) fields: &'static [BuiltInField],
}

pub(super) struct BuiltInField {
    pub(super) key: &'static str,
    pub(super) what: fn() -> FieldType,
    pub(super) required: bool,
    pub(super) unique: bool,
    pub(super) in_list: bool,
}

/// Where the field `owner` is, its person is the record's salesperson.
pub(super) const OWNER: &str = "owner";

pub(super) const KINDS: [BuiltInKind; 2] = [
    BuiltInKind {
        key: "contact",
        fields: &[
            BuiltInField { required: true, ..listed("full_name", || FieldType::Name) },
            listed("emails", || FieldType::Email),
            listed("phones", || FieldType::Phone),
            listed("company", || FieldType::Link { to: "company".into() }),
            field("title", || FieldType::Text),
            field("language", || choice(&["pl", "en", "de", "uk", "cs", "sk", "lt", "fr", "es", "it"])),
            listed(OWNER, || FieldType::Person),
            field("description", || FieldType::LongText),
        ],
    },
    BuiltInKind {
        key: "company",
        fields: &[
            BuiltInField { required: true, ..listed("name", || FieldType::Name) },
            BuiltInField { unique: true, ..listed("domain", || FieldType::Domain) },
            BuiltInField { unique: true, ..listed("tax_id", || FieldType::TaxId) },
            listed("phones", || FieldType::Phone),
            field("emails", || FieldType::Email),
            field("website", || FieldType::Url),
            field("address", || FieldType::LongText),
            listed(OWNER, || FieldType::Person),
            field("description", || FieldType::LongText),
        ],
    },
];

const fn field(key: &'static str, what: fn() -> FieldType) -> BuiltInField {
    BuiltInField { key, what, required: false, unique: false, in_list: false }
}

const fn listed(key: &'static str, what: fn() -> FieldType) -> BuiltInField {
    BuiltInField { in_list: true, ..field(key, what) }
}

fn choice(keys: &[&str]) -> FieldType {
    let choices = keys.iter().map(|key| Choice { key: (*key).to_owned(), name: None }).collect();
    FieldType::Choice { choices }
}
