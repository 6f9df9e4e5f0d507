//! What is not in the first download: three further WebAssembly modules. Two hold pages and are loaded when one of them is
//! opened; the third holds what is opened on a page ([`Part`]) and is loaded at the first sign of a hand on the page.
//!
//! Frame, folders and list are in the first module, so that the start page needs no second round trip. There are only three
//! others because the splitter makes a file for every combination of modules that share code: with a module for each page,
//! opening one took forty requests.

use crate::features::compose::{Composer, Place, SendingLines, Writing};
use crate::features::inbox::{BulkTools, ConversationView, DragRail, FolderPicker, Inbox, NameField, Naming};
use crate::api::ApiError;
use crate::features::{compose, leads, ready, settings, sign_in};
use crate::layout::{PaletteSearch, ShortcutList};
use crate::ui::{LoadError, Skeleton};
use futures::FutureExt;
use kurier_model::ThreadId;
use kurier_model::inbox::Conversation;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
#[cfg(feature = "hydrate")]
use leptos::wasm_split::wasm_split;
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

/// A function whose code is in the module `$module`: fetched when it is called first, or by `$fetch`. A module that does not
/// come is an error like any other that the server is out of reach for, and the next call tries again.
macro_rules! module {
    ($module:ident, $fetch:ident, |$which:ident: $choice:ty| $view:expr) => {
        #[cfg(feature = "hydrate")]
        #[wasm_split($module, wasm_split_path = ::leptos::wasm_split, preload($fetch), fallible)]
        fn $module($which: $choice) -> Result<AnyView, ApiError> {
            Ok($view)
        }

        #[cfg(not(feature = "hydrate"))]
        #[expect(clippy::unused_async, reason = "as in the browser")]
        async fn $module($which: $choice) -> Result<AnyView, ApiError> {
            leptos::prefetch_lazy_fn_on_server(stringify!($module));
            Ok($view)
        }

        #[cfg(not(feature = "hydrate"))]
        #[expect(clippy::unused_async, reason = "as in the browser")]
        async fn $fetch() -> Result<(), SplitLoaderError> {
            Ok(())
        }
    };
}

impl From<SplitLoaderError> for ApiError {
    fn from(error: SplitLoaderError) -> Self {
        Self::Offline { detail: error.to_string() }
    }
}

module!(parts, fetch_parts, |part: Part| match part {
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
});

/// The part's view, when its code is there.
///
/// # Errors
/// [`ApiError::Offline`] when the code cannot be fetched.
pub async fn part(which: Part) -> Result<AnyView, ApiError> {
    parts(which).await
}

/// Whether the code of the [`Part`]s is there.
static LOADED: AtomicBool = AtomicBool::new(false);

/// A part that the server never draws; a placeholder until its code is there, or why it does not come.
pub fn later(which: impl Fn() -> Part + Send + 'static) -> impl IntoView {
    let state = RwSignal::new(if LOADED.load(Ordering::Relaxed) { Code::Here } else { Code::Coming });
    let fetch = move || {
        state.set(Code::Coming);
        leptos::task::spawn_local(async move {
            state.try_set(match load().await {
                Ok(()) => Code::Here,
                Err(error) => Code::Missing(error),
            });
        });
    };
    Effect::new(move || {
        if state.with_untracked(|state| *state == Code::Coming) {
            fetch();
        }
    });
    move || match state.get() {
        Code::Coming => view! { <Skeleton lines=1 kind="text" /> }.into_any(),
        Code::Missing(error) => view! { <LoadError error on_retry=fetch /> }.into_any(),
        // Made here and now, not when a future ends, so that it belongs to whoever shows it and goes with them.
        Code::Here => parts(which()).now_or_never().and_then(Result::ok).into_any(),
    }
}

/// Where the code of the [`Part`]s is.
#[derive(Clone, PartialEq)]
enum Code {
    Coming,
    Here,
    Missing(ApiError),
}

async fn load() -> Result<(), ApiError> {
    fetch_parts().await?;
    LOADED.store(true, Ordering::Relaxed);
    Ok(())
}

/// Loads the code of the [`Part`]s: before the page wakes when the server has drawn one (`data-part`), otherwise as soon as
/// somebody touches the page. What does not come now is asked for again where it is needed.
#[cfg(feature = "hydrate")]
pub async fn load_parts() {
    if document().query_selector("[data-part]").ok().flatten().is_some() {
        let _ = load().await;
        return;
    }
    let begun = StoredValue::new(false);
    for event in ["pointermove", "pointerdown", "keydown"] {
        let _ = window_event_listener_untyped(event, move |_| {
            if !begun.get_value() {
                begun.set_value(true);
                leptos::task::spawn_local(async {
                    let _ = load().await;
                });
            }
        });
    }
}

/// The pages of a module, and the routes to them.
macro_rules! pages {
    ($module:ident, $fetch:ident, $choice:ident: $($route:ident: $page:path),+ $(,)?) => {
        #[expect(clippy::enum_variant_names, reason = "named as the routes that lead to them")]
        enum $choice {
            $($route),+
        }

        module!($module, $fetch, |page: $choice| match page {
            $($choice::$route => $page().into_any()),+
        });

        $(
            #[doc = concat!("`", stringify!($page), "`, loaded when it is opened.")]
            pub struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> AnyView {
                    $module($choice::$route).await.unwrap_or_else(not_loaded)
                }

                // A page that the server rendered can only wake when its module is there. Without it, the view says so.
                async fn preload() {
                    let _ = $fetch().await;
                }
            }
        )+
    };
}

/// In place of a page whose module did not come. The server can draw it whole.
fn not_loaded(error: ApiError) -> AnyView {
    let again = || {
        let _ = window().location().reload();
    };
    view! { <LoadError error on_retry=again /> }.into_any()
}

pages! {
    work_pages, fetch_work_pages, WorkPage:
    ReadyView: ready::ReadyPage,
    LeadsView: leads::LeadsPage,
    LeadView: leads::LeadPage,
    OpenThreadView: leads::OpenThread,
    DraftsView: compose::DraftsPage,
    ComposeView: compose::ComposePage,
}

pages! {
    settings_pages, fetch_settings_pages, SettingsPage:
    AccountsView: settings::AccountsPage,
    AddAccountView: settings::AddAccountPage,
    MembersView: settings::MembersPage,
    ProfileView: settings::ProfilePage,
    SignInView: sign_in::SignInPage,
    SetUpView: sign_in::SetUpPage,
    InvitationView: sign_in::InvitationPage,
}
