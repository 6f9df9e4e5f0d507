//! The application and its routes.
//!
//! Pages of somebody who is signed in are children of the [`Frame`]. Each is rendered whole on the server
//! ([`SsrMode::Async`]), so that the first HTML has real rows and the status that belongs to it.

use crate::features::compose::{ComposePage, DraftsPage};
use crate::features::inbox::InboxPage;
use crate::features::leads::{LeadPage, LeadsPage, OpenThread};
use crate::features::ready::ReadyPage;
use crate::features::settings::{AccountsPage, AddAccountPage, MembersPage, ProfilePage, SettingsFrame};
use crate::features::sign_in::{InvitationPage, SetUpPage, SignInPage};
use crate::layout::Frame;
use crate::layout::trouble::NotFoundPage;
use crate::state::{language, zone::Zone};
use kurier_i18n::provide_i18n;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The whole application, from the router down.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_i18n(language::page_language());
    Zone::provide(language::zone_offset());
    view! {
        <Title formatter=tab_title />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                <Route path=path!("/set-up/:token") view=SetUpPage ssr=SsrMode::Async />
                <Route path=path!("/invitation/:token") view=InvitationPage ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=|| view! { <Redirect path="/inbox" /> } ssr=SsrMode::Async />
                    // One page for folders, threads and searches: it reads the address itself and stays when that changes.
                    <ParentRoute path=path!("") view=InboxPage ssr=SsrMode::Async>
                        <Route path=path!("/inbox") view=|| () ssr=SsrMode::Async />
                        <Route path=path!("/inbox/:folder") view=|| () ssr=SsrMode::Async />
                        <Route path=path!("/inbox/:folder/:thread") view=|| () ssr=SsrMode::Async />
                        <Route path=path!("/search") view=|| () ssr=SsrMode::Async />
                    </ParentRoute>
                    <Route path=path!("/threads/:id") view=OpenThread ssr=SsrMode::Async />
                    <Route path=path!("/ready") view=ReadyPage ssr=SsrMode::Async />
                    <Route path=path!("/leads") view=LeadsPage ssr=SsrMode::Async />
                    <Route path=path!("/leads/:id") view=LeadPage ssr=SsrMode::Async />
                    <Route path=path!("/drafts") view=DraftsPage ssr=SsrMode::Async />
                    <Route path=path!("/compose/:draft") view=ComposePage ssr=SsrMode::Async />
                    <ParentRoute path=path!("/settings") view=SettingsFrame ssr=SsrMode::Async>
                        <Route path=path!("") view=|| view! { <Redirect path="/settings/accounts" /> } ssr=SsrMode::Async />
                        <Route path=path!("accounts") view=AccountsPage ssr=SsrMode::Async />
                        <Route path=path!("accounts/new") view=AddAccountPage ssr=SsrMode::Async />
                        <Route path=path!("members") view=MembersPage ssr=SsrMode::Async />
                        <Route path=path!("profile") view=ProfilePage ssr=SsrMode::Async />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// What the browser's tab says.
fn tab_title(page: String) -> String {
    match page.as_str() {
        "" => "Kurier".to_owned(),
        _ if page.ends_with("Kurier") => page,
        _ => format!("{page} · Kurier"),
    }
}
