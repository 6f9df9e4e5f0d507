//! The application and its routes.
//!
//! Pages of somebody who is signed in are children of the [`Frame`]. Each is rendered whole on the server
//! ([`SsrMode::Async`]), so that the first HTML has real rows and the status that belongs to it.

use crate::features::inbox::InboxPage;
use crate::features::settings::SettingsFrame;
use crate::features::{compose, leads, ready, settings, sign_in};
use crate::layout::Frame;
use crate::lazy::{arriving, before_waking, fetch_mail, fetch_pages};
use crate::state::{language, zone::zone_offset};
use crate::ui::{NotFoundPage, PageTitleFormat, Zone};
use kurier_i18n::provide_i18n;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::{Lazy, LazyRoute, SsrMode, path};

/// The whole application, from the router down.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_i18n(language::page_language());
    Zone::provide(zone_offset());
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

/// Routes to pages whose code is fetched when they are opened.
macro_rules! lazy_routes {
    ($($route:ident: $page:path, with $fetch:ident;)+) => {
        $(
            struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> AnyView {
                    arriving($page()).await
                }

                async fn preload() {
                    before_waking($fetch).await;
                }
            }
        )+
    };
}

lazy_routes! {
    ComposeView: compose::compose_page, with fetch_mail;
    DraftsView: compose::drafts_page, with fetch_pages;
    ReadyView: ready::ready_page, with fetch_pages;
    LeadsView: leads::leads_page, with fetch_pages;
    LeadView: leads::lead_page, with fetch_pages;
    OpenThreadView: leads::open_thread_page, with fetch_pages;
    AccountsView: settings::accounts_page, with fetch_pages;
    AddAccountView: settings::add_account_page, with fetch_pages;
    MembersView: settings::members_page, with fetch_pages;
    ProfileView: settings::profile_page, with fetch_pages;
    SignInView: sign_in::sign_in_page, with fetch_pages;
    SetUpView: sign_in::set_up_page, with fetch_pages;
    InvitationView: sign_in::invitation_page, with fetch_pages;
}
