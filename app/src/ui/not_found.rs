//! The page for an address that leads nowhere.
//!
//! Without a database the server sends a plain page (`server/src/http/unavailable.rs`); without a connection the service worker
//! shows `public/offline.html`; what could not be loaded inside a page is a `trouble::LoadError`.

use super::{ButtonLink, ButtonVariant, EmptyState, IconName, PageTitle};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;

/// An address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let i18n = use_i18n();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <PageTitle text=t_string!(i18n, errors.page.not_found_title) />
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
