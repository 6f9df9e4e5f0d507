//! The frame around every page of somebody who is signed in.

use super::account_menu::AccountMenu;
use super::bottom_nav::BottomNav;
use super::connection::ConnectionBanner;
use super::palette::Palette;
use super::places::Place;
use super::rail::Rail;
use super::ready_count::ReadyCount;
use super::shortcut_help::ShortcutHelp;
use crate::api::ApiError;
use crate::features::compose::{ComposeDock, provide_compose};
use crate::state::{Live, Session, Shortcuts, Toasts, use_shortcuts};
use crate::ui::{Icon, IconName, ToastList};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::compose::DraftStart;
use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::{use_location, use_navigate};

/// What can be opened over any page.
#[derive(Clone, Copy)]
pub struct Overlays {
    /// "Go anywhere".
    pub palette: RwSignal<bool>,
    /// The list of shortcuts.
    pub help: RwSignal<bool>,
}

/// The frame: provides the page-wide contexts, shows navigation, page and toasts.
#[component]
pub fn Frame() -> impl IntoView {
    let i18n = use_i18n();
    let session = Session::provide();
    Toasts::provide();
    let live = Live::provide();
    let overlays = Overlays { palette: RwSignal::new(false), help: RwSignal::new(false) };
    provide_context(overlays);
    register_keys(overlays);
    let compose = provide_compose();
    let write = move || compose.start(DraftStart::New { mailbox: None });
    use_shortcuts().register("c", t_string!(i18n, common.new_email), false, write);
    ReadyCount::provide(live);
    Effect::new(move || {
        live.connect();
        register_service_worker();
    });
    view! {
        <a class="skip-link" href="#content">{t!(i18n, common.nav.skip)}</a>
        <div class="frame">
            <Rail on_write=write>
                <AccountMenu />
            </Rail>
            <main class="frame__page" id="content" tabindex="-1">
                <ConnectionBanner />
                <Outlet />
            </main>
            <button
                type="button"
                class="compose-fab"
                aria-label=t_string!(i18n, common.new_email)
                on:click=move |_| write()
            >
                <Icon name=IconName::Pencil />
            </button>
            <BottomNav />
        </div>
        <ComposeDock />
        <SignedInOnly session />
        <ToastList />
        <ShortcutHelp open=overlays.help />
        <Palette open=overlays.palette />
    }
}

/// Sends whoever is not signed in to the sign-in page, and back afterwards.
#[component]
fn SignedInOnly(session: Session) -> impl IntoView {
    let location = use_location();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let signed_out = session.resource().await == Err(ApiError::SignedOut);
                signed_out.then(|| {
                    let next = location.pathname.get_untracked();
                    let path = if next == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={next}") };
                    view! { <Redirect path /> }
                })
            })}
        </Suspense>
    }
}

/// The keys that work on every page.
fn register_keys(overlays: Overlays) {
    let i18n = use_i18n();
    let shortcuts = Shortcuts::provide();
    let navigate = StoredValue::new(use_navigate());
    for place in Place::ALL {
        shortcuts.register(place.keys(), place.name(i18n), false, move || {
            navigate.with_value(|navigate| navigate(place.href(), leptos_router::NavigateOptions::default()));
        });
    }
    shortcuts
        .register("mod+k", t_string!(i18n, common.keys.palette), false, move || overlays.palette.set(true));
    shortcuts.register("?", t_string!(i18n, common.keys.help), false, move || overlays.help.set(true));
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
