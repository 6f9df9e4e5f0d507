//! The application and its routes.
//!
//! Pages of somebody who is signed in are children of the [`Frame`]. Each is rendered whole on the server
//! ([`SsrMode::Async`]), so that the first HTML has real rows and the status that belongs to it.

use crate::features::inbox::InboxPage;
use crate::features::{
    compose, consents, imports, inbox, notifications, protection, ready, records, settings, sign_in, tasks,
};
use crate::frame::Frame;
use crate::lazy::Page;
use crate::state::{language, zone::zone_offset};
use crate::ui::{NotFoundPage, PageTitleFormat, Zone};
use kurier_i18n::provide_i18n;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// A page whose code is fetched when it is opened.
macro_rules! page {
    ($feature:ident::{$fetch:ident, $make:ident}) => {
        Page::of(|| Box::pin($feature::$fetch()), || Box::pin($feature::$make()))
    };
}

/// The whole application, from the router down.
#[component]
pub fn App() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::api::Drawing::provide();
    provide_meta_context();
    provide_i18n(language::page_language());
    Zone::provide(zone_offset());
    view! {
        <PageTitleFormat />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view=page!(sign_in::{fetch_sign_in_page, sign_in_page}) ssr=SsrMode::Async />
                <Route path=path!("/set-up/:token") view=page!(sign_in::{fetch_set_up_page, set_up_page}) ssr=SsrMode::Async />
                <Route path=path!("/invitation/:token") view=page!(sign_in::{fetch_invitation_page, invitation_page}) ssr=SsrMode::Async />
                <Route path=path!("/password/:token") view=page!(sign_in::{fetch_reset_page, reset_page}) ssr=SsrMode::Async />
                <Route path=path!("/unsubscribe/:token") view=page!(consents::{fetch_unsubscribe_page, unsubscribe_page}) ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=|| view! { <Redirect path="/inbox" /> } ssr=SsrMode::Async />
                    // One page for folders, threads and searches: it reads the address itself and stays when that changes.
                    <ParentRoute path=path!("") view=InboxPage ssr=SsrMode::Async>
                        <Route path=path!("/inbox") view=|| () ssr=SsrMode::Async />
                        <Route path=path!("/inbox/:folder") view=|| () ssr=SsrMode::Async />
                        <Route path=path!("/inbox/:folder/:thread") view=|| () ssr=SsrMode::Async />
                        <Route path=path!("/search") view=|| () ssr=SsrMode::Async />
                    </ParentRoute>
                    <Route path=path!("/threads/:id") view=page!(inbox::{fetch_open_thread_page, open_thread_page}) ssr=SsrMode::Async />
                    <Route path=path!("/ready") view=page!(ready::{fetch_ready_page, ready_page}) ssr=SsrMode::Async />
                    <Route path=path!("/leads") view=page!(records::{fetch_old_address, old_address}) ssr=SsrMode::Async />
                    <Route path=path!("/leads/:id") view=page!(records::{fetch_old_address, old_address}) ssr=SsrMode::Async />
                    <Route path=path!("/records/:kind") view=page!(records::{fetch_records_page, records_page}) ssr=SsrMode::Async />
                    <Route path=path!("/records/:kind/:id") view=page!(records::{fetch_record_page, record_page}) ssr=SsrMode::Async />
                    <Route path=path!("/import/:kind") view=page!(imports::{fetch_start_page, start_page}) ssr=SsrMode::Async />
                    <Route path=path!("/import/:kind/:id") view=page!(imports::{fetch_import_page, import_page}) ssr=SsrMode::Async />
                    <Route path=path!("/person/:id") view=page!(protection::{fetch_person_page, person_page}) ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view=page!(tasks::{fetch_tasks_page, tasks_page}) ssr=SsrMode::Async />
                    <Route path=path!("/notifications") view=page!(notifications::{fetch_notifications_page, notifications_page}) ssr=SsrMode::Async />
                    <Route path=path!("/drafts") view=page!(compose::{fetch_drafts_page, drafts_page}) ssr=SsrMode::Async />
                    <Route path=path!("/compose/:draft") view=page!(compose::{fetch_compose_page, compose_page}) ssr=SsrMode::Async />
                    <ParentRoute path=path!("/settings") view=page!(settings::{fetch_settings_frame, settings_frame}) ssr=SsrMode::Async>
                        <Route path=path!("") view=|| view! { <Redirect path="/settings/accounts" /> } ssr=SsrMode::Async />
                        <Route path=path!("accounts") view=page!(settings::{fetch_mailboxes_page, mailboxes_page}) ssr=SsrMode::Async />
                        <Route path=path!("accounts/new") view=page!(settings::{fetch_add_mailbox_page, add_mailbox_page}) ssr=SsrMode::Async />
                        <Route path=path!("accounts/:mailbox/servers") view=page!(settings::{fetch_servers_page, servers_page}) ssr=SsrMode::Async />
                        <Route path=path!("members") view=page!(settings::{fetch_members_page, members_page}) ssr=SsrMode::Async />
                        <Route path=path!("workspace") view=page!(settings::{fetch_workspace_page, workspace_page}) ssr=SsrMode::Async />
                        <Route path=path!("privacy") view=page!(settings::{fetch_privacy_page, privacy_page}) ssr=SsrMode::Async />
                        <Route path=path!("protection") view=page!(protection::{fetch_protection_page, protection_page}) ssr=SsrMode::Async />
                        <Route path=path!("kinds") view=page!(settings::{fetch_kinds_page, kinds_page}) ssr=SsrMode::Async />
                        <Route path=path!("fields") view=|| view! { <Redirect path="/settings/fields/contact" /> } ssr=SsrMode::Async />
                        <Route path=path!("fields/:kind") view=page!(settings::{fetch_fields_page, fields_page}) ssr=SsrMode::Async />
                        <Route path=path!("stages") view=|| view! { <Redirect path="/settings/stages/lead" /> } ssr=SsrMode::Async />
                        <Route path=path!("stages/:kind") view=page!(settings::{fetch_stages_page, stages_page}) ssr=SsrMode::Async />
                        <Route path=path!("profile") view=page!(settings::{fetch_profile_page, profile_page}) ssr=SsrMode::Async />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
