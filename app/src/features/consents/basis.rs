//! The fields in which it is said why somebody may be written to.

use super::words::basis_name;
use crate::api::ApiError;
use crate::trouble::field_error;
use crate::ui::{Select, TextArea};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::Field;
use kurier_model::consent::LegalBasis;
use leptos::prelude::*;

/// The basis, and how one knows.
#[component]
pub fn BasisFields(
    basis: RwSignal<Option<LegalBasis>>,
    explanation: RwSignal<String>,
    /// It is not enough to name it.
    #[prop(into)]
    is_explained: Signal<bool>,
    error: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let none = std::iter::once((String::new(), t_string!(i18n, consents.choose_basis).to_owned()));
    let named = LegalBasis::ALL.map(|basis| (basis.as_str().to_owned(), basis_name(i18n, basis).to_owned()));
    let options: Vec<_> = none.chain(named).collect();
    let chosen = RwSignal::new(basis.get_untracked().map_or("", LegalBasis::as_str).to_owned());
    let choose = Callback::new(move |chosen: String| {
        basis.set(LegalBasis::ALL.into_iter().find(|basis| basis.as_str() == chosen));
    });
    view! {
        <Select
            name="legal-basis"
            label=t_string!(i18n, consents.basis)
            value=chosen
            options=Signal::stored(options)
            on_change=choose
            error=field_error(i18n, error, Field::LegalBasis)
        />
        <Explanation explanation is_needed=is_explained error />
    }
}

/// How one knows.
#[component]
pub(super) fn Explanation(
    explanation: RwSignal<String>,
    #[prop(into)] is_needed: Signal<bool>,
    error: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let label = Signal::derive(move || {
        let label = if is_needed.get() {
            t_string!(i18n, consents.explanation)
        } else {
            t_string!(i18n, consents.explanation_optional)
        };
        label.to_owned()
    });
    view! {
        <TextArea
            name="explanation"
            label
            value=explanation
            rows=3
            hint=Signal::stored(t_string!(i18n, consents.explanation_hint).to_owned())
            error=field_error(i18n, error, Field::Explanation)
        />
    }
}
