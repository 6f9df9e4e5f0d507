//! What the line with a way out says.

use kurier_model::member::Language;

pub(super) const POLISH: &str = "Nie chcę więcej takich wiadomości";
pub(super) const ENGLISH: &str = "I do not want such mail any more";
const BOTH: &str = "Nie chcę więcej takich wiadomości · I do not want such mail any more";

/// In both languages where the author has chosen none: in which one they write is not known.
pub(super) const fn of(language: Option<Language>) -> &'static str {
    match language {
        Some(Language::Pl) => POLISH,
        Some(Language::En) => ENGLISH,
        None => BOTH,
    }
}
