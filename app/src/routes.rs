//! The application and its routes.

use crate::layout::trouble::NotFoundPage;
use crate::state::{language, zone::Zone};
use kurier_i18n::provide_i18n;
use leptos::prelude::*;
use leptos_router::path;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Redirect, Route, Router, Routes};

/// The whole application, from the router down.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_i18n(language::page_language());
    Zone::provide(language::zone_offset());
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Kurier".to_owned() } else { format!("{title} · Kurier") } />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=|| view! { <Redirect path="/inbox" /> } />
            </Routes>
        </Router>
    }
}
