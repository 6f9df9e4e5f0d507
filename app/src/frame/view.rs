//! The frame around every page of somebody who is signed in.

use super::account_menu::AccountMenu;
use super::beside::BesideLayer;
use super::bottom_nav::BottomNav;
use super::connection::ConnectionBanner;
use super::nav_counts::NavCounts;
use super::notifying::notify_of_mail;
use super::opened::Overlays;
use super::overlays::OverlayLayer;
use super::rail::Rail;
use crate::api::ApiError;
use crate::features::compose::{ComposeLayer, provide_compose};
use crate::lazy::{missing, try_again};
use crate::state::{Beside, FirstTouch, Kinds, Live, Session, Shortcuts, Toasts, Unsent};
use crate::trouble::{LoadError, sign_in_path};
use crate::ui::{Icon, IconName, InBrowser, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::compose::DraftStart;
use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

/// The frame: provides the page-wide contexts, shows navigation and page.
#[component]
pub fn Frame() -> impl IntoView {
    let i18n = use_i18n();
    let session = Session::provide();
    Toasts::provide();
    let live = Live::provide();
    let overlays = Overlays { palette: RwSignal::new(false), help: RwSignal::new(false) };
    provide_context(overlays);
    Shortcuts::provide();
    FirstTouch::provide();
    let compose = provide_compose();
    let beside = Beside::provide();
    Unsent::provide();
    let write = move || compose.start(DraftStart::EMPTY);
    NavCounts::provide(live);
    Kinds::provide(live);
    notify_of_mail(live);
    Effect::new(move || {
        live.connect();
        register_service_worker();
    });
    view! {
        // Left to the browser, which moves the focus along; the router only changes the address.
        <a class="skip-link" href="#content" rel="external">{t!(i18n, common.nav.skip)}</a>
        <div class="frame" on:click=move |event| beside.pressed(&event)>
            <Rail on_write=write>
                <AccountMenu />
            </Rail>
            <main class="frame__page" id="content" tabindex="-1">
                <ConnectionBanner />
                <Outlet />
            </main>
            <BesideLayer beside />
            <button
                type="button"
                class="compose-fab"
                aria-label=t_string!(i18n, common.new_email)
                on:click=move |_| write()
            >
                <Icon name=IconName::Pencil />
            </button>
            <BottomNav />
            <div class="frame__notes">
                <InBrowser>
                    <ComposeLayer />
                    <OverlayLayer overlays compose />
                    <NotLoaded />
                </InBrowser>
            </div>
        </div>
        <SignedInOnly session />
    }
}

/// Says that something was asked for and its code did not come: the server cannot be reached.
#[component]
fn NotLoaded() -> impl IntoView {
    move || {
        missing().map(|error| {
            view! { <div class="frame__trouble"><LoadError error on_retry=try_again /></div> }
        })
    }
}

/// Sends whoever is not signed in to the sign-in page, and back afterwards.
#[component]
fn SignedInOnly(session: Session) -> impl IntoView {
    let location = use_location();
    view! {
        <Transition>
            {move || lasting(async move {
                let signed_out = session.read().await == Err(ApiError::SignedOut);
                signed_out.then(|| {
                    let path = sign_in_path(&location.pathname.get_untracked(), &location.search.get_untracked());
                    view! { <Redirect path /> }
                })
            })}
        </Transition>
    }
}

/// Shows `/offline.html` instead of the browser's own page when the server is out of reach.
fn register_service_worker() {
    let navigator: wasm_bindgen::JsValue = window().navigator().into();
    // Absent on plain HTTP beyond this machine.
    let has_one = js_sys::Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false);
    if has_one {
        let _ = window().navigator().service_worker().register("/service-worker.js");
    }
}
