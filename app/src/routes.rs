//! The application and its routes.
//!
//! Pages of somebody who is signed in are children of the [`Frame`]. Each is rendered whole on the server
//! ([`SsrMode::Async`]), so that the first HTML has real rows and the status that belongs to it.

use crate::features::inbox::InboxPage;
use crate::features::settings::SettingsFrame;
use crate::layout::Frame;
use crate::layout::trouble::NotFoundPage;
use crate::lazy::*;
use crate::state::{language, zone::Zone};
use crate::ui::PageTitleFormat;
use kurier_i18n::provide_i18n;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

/// The whole application, from the router down.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_i18n(language::page_language());
    Zone::provide(crate::state::zone::zone_offset());
    view! {
        <PageTitleFormat />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view={Lazy::<SignInView>::new()} ssr=SsrMode::Async />
                <Route path=path!("/set-up/:token") view={Lazy::<SetUpView>::new()} ssr=SsrMode::Async />
                <Route path=path!("/invitation/:token") view={Lazy::<InvitationView>::new()} ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=|| view! { <Redirect path="/inbox" /> } ssr=SsrMode::Async />
                    // One page for folders, threads and searches: it reads the address itself and stays when that changes.
                    <ParentRoute path=path!("") view=InboxPage ssr=SsrMode::Async>
                        <Route path=path!("/inbox") view=|| () ssr=SsrMode::Async />
                        <Route path=path!("/inbox/:folder") view=|| () ssr=SsrMode::Async />
                        <Route path=path!("/inbox/:folder/:thread") view=|| () ssr=SsrMode::Async />
                        <Route path=path!("/search") view=|| () ssr=SsrMode::Async />
                    </ParentRoute>
                    <Route path=path!("/threads/:id") view={Lazy::<OpenThreadView>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/ready") view={Lazy::<ReadyView>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/leads") view={Lazy::<LeadsView>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/leads/:id") view={Lazy::<LeadView>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/drafts") view={Lazy::<DraftsView>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/compose/:draft") view={Lazy::<ComposeView>::new()} ssr=SsrMode::Async />
                    <ParentRoute path=path!("/settings") view=SettingsFrame ssr=SsrMode::Async>
                        <Route path=path!("") view=|| view! { <Redirect path="/settings/accounts" /> } ssr=SsrMode::Async />
                        <Route path=path!("accounts") view={Lazy::<AccountsView>::new()} ssr=SsrMode::Async />
                        <Route path=path!("accounts/new") view={Lazy::<AddAccountView>::new()} ssr=SsrMode::Async />
                        <Route path=path!("members") view={Lazy::<MembersView>::new()} ssr=SsrMode::Async />
                        <Route path=path!("profile") view={Lazy::<ProfileView>::new()} ssr=SsrMode::Async />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
