//! Pages for trouble: no such page, no connection, no database. None is a dead end.

use crate::ui::{ButtonLink, ButtonVariant, EmptyState, IconName};
use kurier_i18n::{I18n, Language, t, t_string, use_i18n};
use leptos::prelude::*;
use leptos_meta::Title;

/// An address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let i18n = use_i18n();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text=t_string!(i18n, errors.page.not_found_title) />
        <main class="trouble" id="content">
            <h1 class="visually-hidden">"Kurier"</h1>
            <EmptyState
                icon=IconName::CircleAlert
                title=t_string!(i18n, errors.page.not_found_title)
                text=Signal::stored(t_string!(i18n, errors.page.not_found_text).to_owned())
            >
                <ButtonLink href="/inbox" variant=ButtonVariant::Primary>{t!(i18n, errors.page.to_inbox)}</ButtonLink>
            </EmptyState>
        </main>
    }
}

/// A whole HTML page that needs nothing else, for when the database does not answer. It tries again after five seconds.
#[must_use]
pub fn unavailable_page(language: Language) -> String {
    let i18n = I18n::new(language);
    plain_page(
        language,
        t_string!(i18n, errors.page.unavailable_title),
        t_string!(i18n, errors.page.unavailable_text),
        "<meta http-equiv=\"refresh\" content=\"5\">",
    )
}

/// A whole HTML page without script or style sheet; `head` goes into its head.
fn plain_page(language: Language, title: &str, text: &str, head: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"{tag}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">{head}\
         <title>{title} · Kurier</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>",
        tag = language.tag()
    )
}
