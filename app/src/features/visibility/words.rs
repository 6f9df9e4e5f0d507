//! Who sees a record, in words.

use kurier_i18n::{I18n, t_string};
use kurier_model::visibility::{Colleague, Visibility};

/// As it is said in a sentence; by name, where it is known whose the record is.
#[must_use]
pub fn who_sees(i18n: I18n, visibility: Visibility, owner: Option<&Colleague>) -> String {
    match (visibility, owner) {
        (Visibility::Everybody, _) => t_string!(i18n, visibility.everybody).to_owned(),
        (Visibility::Team, None) => t_string!(i18n, visibility.team).to_owned(),
        (Visibility::Team, Some(owner)) => t_string!(i18n, visibility.team_of, name = owner.name),
        (Visibility::Owner, None) => t_string!(i18n, visibility.owner).to_owned(),
        (Visibility::Owner, Some(owner)) => t_string!(i18n, visibility.owner_of, name = owner.name),
    }
}

/// As it is chosen.
#[must_use]
pub fn visibility_name(i18n: I18n, visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Everybody => t_string!(i18n, visibility.choose.everybody),
        Visibility::Team => t_string!(i18n, visibility.choose.team),
        Visibility::Owner => t_string!(i18n, visibility.choose.owner),
    }
}

/// For whom that is.
pub(super) fn visibility_hint(i18n: I18n, visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Everybody => t_string!(i18n, visibility.choose.everybody_hint),
        Visibility::Team => t_string!(i18n, visibility.choose.team_hint),
        Visibility::Owner => t_string!(i18n, visibility.choose.owner_hint),
    }
}

/// All three, for a list to choose from.
#[must_use]
pub fn visibility_options(i18n: I18n) -> Vec<(String, String)> {
    let option = |one: Visibility| (one.as_str().to_owned(), visibility_name(i18n, one).to_owned());
    Visibility::ALL.map(option).to_vec()
}

/// People by name.
pub(super) fn names(people: &[Colleague]) -> String {
    people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
}
