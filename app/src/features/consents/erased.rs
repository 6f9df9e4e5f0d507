//! Whoever writes somebody down who asked to be erased is asked before it is saved.

use super::api::were_erased;
use crate::api::ApiError;
use crate::ui::{Icon, IconName, Time};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::address::parse_list;
use kurier_model::consent::ErasedAddress;
use leptos::prelude::*;

/// Whether it was asked, and about whom.
#[derive(Clone, Copy)]
pub struct ErasedQuestion {
    found: RwSignal<Vec<ErasedAddress>>,
}

impl ErasedQuestion {
    #[must_use]
    pub fn begin() -> Self {
        Self { found: RwSignal::new(Vec::new()) }
    }

    /// Whether what is to be saved may be: nobody at these addresses asked to be erased, or whoever saves was told so the last time.
    ///
    /// # Errors
    /// Those of asking.
    pub async fn is_clear(self, texts: Vec<String>) -> Result<bool, ApiError> {
        let named = texts.iter().flat_map(|text| parse_list(text).0);
        let addresses: Vec<String> = named.map(|one| one.address).collect();
        if addresses.is_empty() {
            return Ok(true);
        }
        let found = were_erased(addresses).await?;
        let told = self.found.try_get_untracked().unwrap_or_default();
        let is_clear = found.iter().all(|one| told.contains(one));
        self.found.try_set(found);
        Ok(is_clear)
    }
}

/// What was found, beside the button.
#[component]
pub fn ErasedNote(question: ErasedQuestion) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |one: ErasedAddress| {
        let said = t_string!(i18n, protection.erased_note, address = one.address);
        view! { <p dir="auto">{said}</p><p><Time at=one.at long=true /></p> }
    };
    view! {
        <div aria-live="assertive" data-testid="was-erased">
            <Show when=move || !question.found.with(Vec::is_empty)>
                <div class="callout" data-tone="warn">
                    <Icon name=IconName::Lock />
                    <div class="callout__text">{move || question.found.get().into_iter().map(line).collect_view()}</div>
                </div>
            </Show>
        </div>
    }
}
