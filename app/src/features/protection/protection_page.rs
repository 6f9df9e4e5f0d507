//! `/settings/protection`: how long what is kept, and what was done for the protection of data.

use super::log::Log;
use super::rules::Rules;
use crate::ui::PageTitle;
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;

/// The page.
#[component]
pub fn ProtectionPage() -> impl IntoView {
    let i18n = use_i18n();
    // What is changed in the rules stands in the log.
    let changes = RwSignal::new(0_u32);
    view! {
        <PageTitle text=t_string!(i18n, protection.title) />
        <header class="settings__head">
            <div>
                <h1>{t!(i18n, protection.title)}</h1>
                <p class="settings__lead">{t!(i18n, protection.text)}</p>
            </div>
        </header>
        <Rules changes />
        <Log changes />
    }
}
