//! What is not in the first download: three further WebAssembly modules. Two hold pages and are loaded when one of them is
//! opened; the third holds what is opened on a page ([`Part`]) and is loaded at the first sign of a hand on the page.
//!
//! Frame, folders and list are in the first module, so that the start page needs no second round trip. There are only three
//! others because the splitter makes a file for every combination of modules that share code: with a module for each page,
//! opening one took forty requests.

use crate::features::compose::{Composer, Place, SendingLines, Writing};
use crate::features::inbox::{BulkTools, ConversationView, DragRail, FolderPicker, Inbox, NameField, Naming};
use crate::features::{compose, leads, ready, settings, sign_in};
use crate::layout::{PaletteSearch, ShortcutList};
use crate::ui::Skeleton;
use futures::FutureExt;
use kurier_model::ThreadId;
use kurier_model::inbox::Conversation;
use leptos::prelude::*;
use leptos_router::LazyRoute;
use std::sync::atomic::{AtomicBool, Ordering};

/// Something that is opened on a page.
pub enum Part {
    Conversation { inbox: Inbox, first: Conversation },
    Composer { writing: Writing, place: Place },
    FolderPicker { inbox: Inbox, open: RwSignal<bool>, threads: RwSignal<Vec<ThreadId>> },
    NameField { inbox: Inbox, naming: Naming },
    BulkTools { inbox: Inbox },
    LeadRail { inbox: Inbox },
    Sending,
    Palette { open: RwSignal<bool> },
    Shortcuts,
}

/// The part's view, when its code is there.
#[lazy]
pub fn part(part: Part) -> AnyView {
    match part {
        Part::Conversation { inbox, first } => view! { <ConversationView inbox first /> }.into_any(),
        Part::Composer { writing, place } => view! { <Composer writing place /> }.into_any(),
        Part::FolderPicker { inbox, open, threads } => {
            view! { <FolderPicker inbox open threads /> }.into_any()
        }
        Part::NameField { inbox, naming } => view! { <NameField inbox naming /> }.into_any(),
        Part::BulkTools { inbox } => view! { <BulkTools inbox /> }.into_any(),
        Part::LeadRail { inbox } => view! { <DragRail inbox /> }.into_any(),
        Part::Sending => view! { <SendingLines /> }.into_any(),
        Part::Palette { open } => view! { <PaletteSearch open /> }.into_any(),
        Part::Shortcuts => view! { <ShortcutList /> }.into_any(),
    }
}

/// Whether the code of the [`Part`]s is there.
static LOADED: AtomicBool = AtomicBool::new(false);

/// A part that the server never draws; a placeholder until its code is there.
pub fn later(which: impl Fn() -> Part + Send + 'static) -> impl IntoView {
    let ready = RwSignal::new(LOADED.load(Ordering::Relaxed));
    Effect::new(move || {
        if !ready.get_untracked() {
            leptos::task::spawn_local(async move {
                load().await;
                ready.try_set(true);
            });
        }
    });
    move || {
        // Made here and now, not when a future ends, so that it belongs to whoever shows it and goes with them.
        let made = ready.get().then(|| part(which()).now_or_never()).flatten();
        made.unwrap_or_else(|| view! { <Skeleton lines=1 kind="text" /> }.into_any())
    }
}

async fn load() {
    #[cfg(target_arch = "wasm32")]
    __preload_part().await;
    LOADED.store(true, Ordering::Relaxed);
}

/// Loads the code of the [`Part`]s: before the page wakes when the server has drawn one (`data-part`), otherwise as soon as
/// somebody touches the page.
#[cfg(feature = "hydrate")]
pub async fn load_parts() {
    if document().query_selector("[data-part]").ok().flatten().is_some() {
        load().await;
        return;
    }
    let begun = StoredValue::new(false);
    for event in ["pointermove", "pointerdown", "keydown"] {
        let _ = window_event_listener_untyped(event, move |_| {
            if !begun.get_value() {
                begun.set_value(true);
                leptos::task::spawn_local(load());
            }
        });
    }
}

/// The pages of a module, and the routes to them. `$preload` is the name that `#[lazy]` gives to what loads the module.
macro_rules! pages {
    ($module:ident, $preload:ident, $choice:ident: $($route:ident: $page:path),+ $(,)?) => {
        #[expect(clippy::enum_variant_names, reason = "named as the routes that lead to them")]
        enum $choice {
            $($route),+
        }

        #[lazy]
        fn $module(page: $choice) -> AnyView {
            match page {
                $($choice::$route => $page().into_any()),+
            }
        }

        $(
            #[doc = concat!("`", stringify!($page), "`, loaded when it is opened.")]
            pub struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> AnyView {
                    $module($choice::$route).await
                }

                // A page that the server rendered can only wake when its module is there.
                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $preload().await;
                }
            }
        )+
    };
}

pages! {
    work_pages, __preload_work_pages, WorkPage:
    ReadyView: ready::ReadyPage,
    LeadsView: leads::LeadsPage,
    LeadView: leads::LeadPage,
    OpenThreadView: leads::OpenThread,
    DraftsView: compose::DraftsPage,
    ComposeView: compose::ComposePage,
}

pages! {
    settings_pages, __preload_settings_pages, SettingsPage:
    AccountsView: settings::AccountsPage,
    AddAccountView: settings::AddAccountPage,
    MembersView: settings::MembersPage,
    ProfileView: settings::ProfilePage,
    SignInView: sign_in::SignInPage,
    SetUpView: sign_in::SetUpPage,
    InvitationView: sign_in::InvitationPage,
}
