//! Columns that go into one field together: several numbers, a given and a family name.

use kurier_mail::message::search_tokens::fold;
use kurier_model::record::FieldType;

const GIVEN_NAMES: [&str; 6] =
    ["imie", "drugie imie", "first name", "given name", "middle name", "person - first name"];
const FAMILY_NAMES: [&str; 5] = ["nazwisko", "last name", "family name", "surname", "person - last name"];

/// Whether a column, by its folded name, has a part of people's names.
pub(super) fn is_of_a_name(name: &str) -> bool {
    GIVEN_NAMES.contains(&name) || FAMILY_NAMES.contains(&name)
}

/// Whether a column has family names: they stand behind the others.
pub(super) fn is_family_name(column: &str) -> bool {
    FAMILY_NAMES.contains(&fold(column.trim()).as_str())
}

/// Whether cells of several columns can go into a field of this type together.
pub(super) const fn can_be_joined(what: &FieldType) -> bool {
    what.has_several() || matches!(what, FieldType::Name | FieldType::Text | FieldType::LongText)
}
