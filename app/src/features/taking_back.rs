//! What was just done to records can be taken back: a notice offers it, and another one says what was not taken back, and why. Both outlive the
//! part of the page in which it was done.

pub mod api;

use crate::state::{Toast, Toasts};
use crate::trouble::{error_text, reason_text};
use api::take_changes_back;
use kurier_i18n::{I18n, t_string};
use kurier_model::record::{Back, Refused, TakenBack};
use leptos::task::spawn_local;
use std::sync::Arc;

/// So many names are said.
const NAMED: usize = 3;

/// What is done before a change is taken back, and what when it was not: a card goes back to its place, and forth again.
#[derive(Clone, Default)]
pub struct Besides {
    pub before: Option<Arc<dyn Fn() + Send + Sync>>,
    /// Told whether it was taken back.
    pub after: Option<Arc<dyn Fn(bool) + Send + Sync>>,
}

/// Says what was done, and offers to take it back.
pub fn offer(i18n: I18n, toasts: Toasts, said: String, done: Vec<Back>) {
    offer_besides(i18n, toasts, said, done, Besides::default());
}

/// The same where something else is to be done with it.
pub fn offer_besides(i18n: I18n, toasts: Toasts, said: String, done: Vec<Back>, besides: Besides) {
    toasts.push(Toast::done(said).with_undo(move || {
        if let Some(before) = &besides.before {
            before();
        }
        let (done, besides) = (done.clone(), besides.clone());
        spawn_local(async move {
            let why_not = take_back(i18n, done).await;
            if let Some(after) = &besides.after {
                after(why_not.is_none());
            }
            if let Some(why_not) = why_not {
                toasts.push(Toast::failed(why_not));
            }
        });
    }));
}

/// Takes it back; what was not, and why.
pub async fn take_back(i18n: I18n, done: Vec<Back>) -> Option<String> {
    match take_changes_back(done).await.and_then(|taken| Ok(taken.read()?)) {
        Ok(taken) => why_not(i18n, &taken),
        Err(error) => Some(error_text(i18n, &error)),
    }
}

/// Nothing when all was taken back.
fn why_not(i18n: I18n, taken: &TakenBack) -> Option<String> {
    let mut said = Vec::new();
    if !taken.changed.is_empty() {
        let names = some_of(taken.changed.iter().cloned());
        said.push(t_string!(i18n, records.not_back, names = names));
    }
    if !taken.refused.is_empty() {
        said.push(refused_text(i18n, &taken.refused));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// Which records were not changed, and why the first was not.
#[must_use]
pub fn refused_text(i18n: I18n, refused: &[Refused]) -> String {
    let gone = || t_string!(i18n, records.gone).to_owned();
    let name = |one: &Refused| if one.name.is_empty() { gone() } else { one.name.clone() };
    let names = some_of(refused.iter().map(name));
    let why = refused.first().map(|one| reason_text(i18n, &one.why)).unwrap_or_default();
    t_string!(i18n, records.chosen.refused, names = names, why = why)
}

/// The first of them.
fn some_of(names: impl ExactSizeIterator<Item = String>) -> String {
    let are_more = names.len() > NAMED;
    let mut some = names.take(NAMED).collect::<Vec<_>>().join(", ");
    if are_more {
        some.push('…');
    }
    some
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;
    use kurier_model::{Reason, RecordId};

    #[test]
    fn what_was_not_taken_back_is_said_by_name() {
        let i18n = I18n::new(Language::Pl);
        assert_eq!(why_not(i18n, &TakenBack::default()), None);
        let changed = ["Okna", "Drzwi", "Schody", "Dach"].map(str::to_owned).to_vec();
        let gone = Refused { record: RecordId::new(), name: String::new(), why: Reason::Unknown };
        let said = why_not(i18n, &TakenBack { changed, refused: vec![gone] }).unwrap_or_default();
        assert!(said.contains("Okna, Drzwi, Schody…") && !said.contains("Dach"), "{said}");
        assert!(said.contains(t_string!(i18n, records.gone)), "{said}");
    }
}
