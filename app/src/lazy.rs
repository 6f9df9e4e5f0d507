//! What is not in the first download: three further WebAssembly modules. Two hold pages and are loaded when one of them is
//! opened; the third holds what is opened on a page ([`Part`]) and is loaded at the first sign of a hand on the page.
//!
//! Frame, folders and list are in the first module, so that the start page needs no second round trip. There are only three
//! others because the splitter makes a file for every combination of modules that share code: with a module for each page,
//! opening one took forty requests.

use crate::api::{ApiError, Unread};
use crate::features::compose::ComposeContext;
use crate::features::inbox::{
    Actions, BulkTools, ConversationView, FolderActions, FolderContextMenu, FolderRef, Hands, Inbox, ListKey,
    NameField, Naming, NoMailbox, Nothing, Pane, PaneHandle, PullToRefresh, StateNote,
};
use crate::features::{compose, leads, ready, settings, sign_in};
use crate::layout::{AccountMenuItems, MoreItems, OverlayLayer, Overlays};
use crate::ui::{LoadError, Skeleton, pause};
use futures::FutureExt;
use kurier_model::ThreadId;
use kurier_model::account::MailboxState;
use kurier_model::compose::DraftStart;
use kurier_model::inbox::{Conversation, ThreadAction};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
#[cfg(feature = "hydrate")]
use leptos::wasm_split::wasm_split;
use leptos_router::LazyRoute;
use std::sync::LazyLock;
use std::time::Duration;

/// Something that is opened on a page.
pub enum Part {
    /// What lies over every page: composer, toasts, dialogs; and the keys.
    Overlays {
        overlays: Overlays,
        compose: ComposeContext,
    },
    /// What a hand does to the inbox: keys, dragging, its dialogs.
    Hands {
        inbox: Inbox,
    },
    Pull {
        inbox: Inbox,
        scroller: NodeRef<html::Div>,
    },
    Conversation {
        inbox: Inbox,
        first: Unread<Conversation>,
    },
    FolderActions {
        inbox: Inbox,
        folder: FolderRef,
    },
    FolderContextMenu {
        inbox: Inbox,
        folder: FolderRef,
        at: RwSignal<Option<(i32, i32)>>,
        label: Signal<String>,
    },
    NameField {
        inbox: Inbox,
        naming: Naming,
    },
    BulkTools {
        inbox: Inbox,
    },
    AccountMenu,
    MoreMenu,
    PaneHandle {
        frame: NodeRef<html::Div>,
        pane: Pane,
    },
    NoMailbox {
        inbox: Inbox,
    },
    NothingListed {
        inbox: Inbox,
    },
    StateNote {
        inbox: Inbox,
        state: Memo<MailboxState>,
    },
}

/// Something that only a person's hand asks for. Its code is with the [`Part`]s.
pub enum Deed {
    Write {
        compose: ComposeContext,
        start: DraftStart,
    },
    /// In the list that is shown when it is asked for.
    Act {
        actions: Actions,
        list: ListKey,
        threads: Vec<ThreadId>,
        action: ThreadAction,
    },
    /// Asks the mail server; `busy` while it lasts.
    CheckMail {
        actions: Actions,
        busy: RwSignal<bool>,
    },
    /// A conversation that will probably be opened.
    Prefetch {
        inbox: Inbox,
        thread: ThreadId,
    },
    /// The open conversation has changed.
    ReadAgain {
        inbox: Inbox,
    },
}

/// A function whose code is in the module `$module`: fetched when it is called first, or by `$fetch`. A module that does not
/// come is an error like any other that the server is out of reach for, and the next call tries again.
macro_rules! module {
    ($module:ident, $fetch:ident, fn $name:ident($which:ident: $choice:ty) -> $out:ty $body:block) => {
        #[cfg(feature = "hydrate")]
        #[wasm_split($module, wasm_split_path = ::leptos::wasm_split, preload($fetch), fallible)]
        fn $name($which: $choice) -> Result<$out, ApiError> {
            Ok($body)
        }

        #[cfg(not(feature = "hydrate"))]
        async fn $name($which: $choice) -> Result<$out, ApiError> {
            leptos::prefetch_lazy_fn_on_server(stringify!($module));
            Ok($body)
        }

        #[cfg(not(feature = "hydrate"))]
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

/// What the third module is asked for.
enum Wanted {
    Part(Part),
    Deed(Deed),
}

module!(
    parts,
    fetch_parts,
    fn parts(wanted: Wanted) -> AnyView {
        match wanted {
            Wanted::Part(part) => show(part),
            Wanted::Deed(deed) => {
                perform_here(deed);
                ().into_any()
            }
        }
    }
);

fn show(part: Part) -> AnyView {
    match part {
        Part::Overlays { overlays, compose } => view! { <OverlayLayer overlays compose /> }.into_any(),
        Part::Hands { inbox } => view! { <Hands inbox /> }.into_any(),
        Part::Pull { inbox, scroller } => view! { <PullToRefresh inbox scroller /> }.into_any(),
        Part::Conversation { inbox, first } => view! { <ConversationView inbox first /> }.into_any(),
        Part::FolderActions { inbox, folder } => view! { <FolderActions inbox folder /> }.into_any(),
        Part::FolderContextMenu { inbox, folder, at, label } => {
            view! { <FolderContextMenu inbox folder at label /> }.into_any()
        }
        Part::NameField { inbox, naming } => view! { <NameField inbox naming /> }.into_any(),
        Part::BulkTools { inbox } => view! { <BulkTools inbox /> }.into_any(),
        Part::AccountMenu => view! { <AccountMenuItems /> }.into_any(),
        Part::MoreMenu => view! { <MoreItems /> }.into_any(),
        Part::PaneHandle { frame, pane } => view! { <PaneHandle frame pane /> }.into_any(),
        Part::NoMailbox { inbox } => view! { <NoMailbox inbox /> }.into_any(),
        Part::NothingListed { inbox } => view! { <Nothing inbox /> }.into_any(),
        Part::StateNote { inbox, state } => view! { <StateNote inbox state /> }.into_any(),
    }
}

fn perform_here(deed: Deed) {
    match deed {
        Deed::Write { compose, start } => compose.start(start),
        Deed::Act { actions, list, threads, action } => actions.act_in(&list, threads, action),
        Deed::CheckMail { actions, busy } => {
            busy.set(true);
            leptos::task::spawn_local(async move {
                actions.check_mail().await;
                busy.try_set(false);
            });
        }
        Deed::Prefetch { inbox, thread } => leptos::task::spawn_local(inbox.fetch_ahead(thread)),
        Deed::ReadAgain { inbox } => inbox.read_conversation_again(),
    }
}

/// Where the code of the [`Part`]s is.
#[derive(Clone, PartialEq)]
enum Code {
    Away,
    Here,
    Missing(ApiError),
}

/// One for the page in the browser; on the server it never changes.
static CODE: LazyLock<ArcRwSignal<Code>> = LazyLock::new(|| ArcRwSignal::new(Code::Away));

/// The part's view, when its code is there.
///
/// # Errors
/// [`ApiError::Offline`] when the code cannot be fetched.
pub async fn part(which: Part) -> Result<AnyView, ApiError> {
    if cfg!(feature = "hydrate") {
        load().await;
    }
    parts(Wanted::Part(which)).await
}

/// Does it, as soon as its code is there. When that does not come, the frame says so.
pub fn perform(deed: Deed) {
    leptos::task::spawn_local(async move {
        if load().await {
            let _ = parts(Wanted::Deed(deed)).await;
        }
    });
}

/// Calls `then` when the code of the parts is there: now, or when it has come.
pub fn once_loaded(then: impl FnOnce() + 'static) {
    if CODE.with_untracked(|code| *code == Code::Here) {
        then();
        return;
    }
    leptos::task::spawn_local(async move {
        if load().await {
            then();
        }
    });
}

/// A part that the server never draws; a placeholder until its code is there, or why it does not come.
pub fn later(which: impl Fn() -> Part + Send + 'static) -> AnyView {
    shown_later(Box::new(which))
}

fn shown_later(which: Box<dyn Fn() -> Part + Send>) -> AnyView {
    Effect::new(|| {
        if CODE.with_untracked(|code| *code != Code::Here) {
            fetch();
        }
    });
    let shown = move || match CODE.get() {
        Code::Away => view! { <Skeleton lines=1 kind="text" /> }.into_any(),
        Code::Missing(error) => view! { <LoadError error on_retry=fetch /> }.into_any(),
        Code::Here => made(which()),
    };
    shown.into_any()
}

/// A part that the server may draw. Where it did, the page wakes when the code is there ([`load_parts`]).
pub fn drawn(which: impl Fn() -> Part + Send + 'static) -> AnyView {
    shown_drawn(Box::new(which))
}

fn shown_drawn(which: Box<dyn Fn() -> Part + Send>) -> AnyView {
    let is_here = cfg!(feature = "ssr") || CODE.with_untracked(|code| *code == Code::Here);
    let part = if is_here { made(which()) } else { shown_later(which) };
    view! { <span hidden data-part=""></span>{part} }.into_any()
}

/// A part that is there, unseen, as soon as its code has come for whatever reason; nothing before.
pub fn when_loaded(which: impl Fn() -> Part + Send + 'static) -> AnyView {
    shown_when_loaded(Box::new(which))
}

fn shown_when_loaded(which: Box<dyn Fn() -> Part + Send>) -> AnyView {
    // Not before the page is awake: the server has drawn nothing here.
    let is_here = RwSignal::new(false);
    Effect::new(move || is_here.set(CODE.with(|code| *code == Code::Here)));
    let shown = move || is_here.get().then(|| made(which()));
    shown.into_any()
}

/// Made here and now, not when a future ends, so that it belongs to whoever shows it and goes with them.
fn made(part: Part) -> AnyView {
    parts(Wanted::Part(part)).now_or_never().and_then(Result::ok).into_any()
}

/// Why the code did not come, when somebody has asked for it. Tracks.
#[must_use]
pub fn missing() -> Option<ApiError> {
    CODE.with(|code| match code {
        Code::Missing(error) => Some(error.clone()),
        Code::Away | Code::Here => None,
    })
}

/// Fetches the code of the [`Part`]s.
fn fetch() {
    leptos::task::spawn_local(async {
        load().await;
    });
}

async fn load() -> bool {
    let code = fetch_parts().await.map_or_else(|error| Code::Missing(error.into()), |()| Code::Here);
    let is_here = code == Code::Here;
    if CODE.with_untracked(|known| *known != code) {
        CODE.set(code);
        // For tests, as `data-hydrated`.
        if let Some(html) = document().document_element().filter(|_| is_here) {
            let _ = html.set_attribute("data-parts", "");
        }
    }
    is_here
}

/// Loads the code of the [`Part`]s: before the page wakes when the server has drawn one (`data-part`), otherwise as soon as
/// somebody touches the page. A key that was pressed before is pressed again then.
#[cfg(feature = "hydrate")]
pub async fn load_parts() {
    use wasm_bindgen::JsCast;
    if document().query_selector("[data-part]").ok().flatten().is_some() {
        // What the server has drawn cannot wake without its code.
        while !load().await {
            pause(ASK_AGAIN).await;
        }
        return;
    }
    for event in ["pointermove", "pointerdown"] {
        let begun = StoredValue::new(false);
        let _ = window_event_listener_untyped(event, move |_| {
            if !begun.get_value() {
                begun.set_value(true);
                fetch();
            }
        });
    }
    let _ = window_event_listener_untyped("keydown", |event| {
        if CODE.with_untracked(|code| *code == Code::Here) || event.default_prevented() {
            return;
        }
        let event: web_sys::KeyboardEvent = event.unchecked_into();
        leptos::task::spawn_local(async move {
            if load().await {
                // What has come listens when it is shown.
                request_animation_frame(move || press_again(&event));
            }
        });
    });
}

#[cfg(feature = "hydrate")]
fn press_again(event: &web_sys::KeyboardEvent) {
    let init = web_sys::KeyboardEventInit::new();
    init.set_key(&event.key());
    init.set_code(&event.code());
    init.set_ctrl_key(event.ctrl_key());
    init.set_meta_key(event.meta_key());
    init.set_shift_key(event.shift_key());
    init.set_alt_key(event.alt_key());
    init.set_bubbles(true);
    init.set_cancelable(true);
    let Some(target) = event.target() else { return };
    if let Ok(again) = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init) {
        let _ = target.dispatch_event(&again);
    }
}

/// The pages of a module, and the routes to them.
macro_rules! pages {
    ($module:ident, $fetch:ident, $choice:ident: $($route:ident: $page:path),+ $(,)?) => {
        #[expect(clippy::enum_variant_names, reason = "named as the routes that lead to them")]
        enum $choice {
            $($route),+
        }

        module!($module, $fetch, fn $module(page: $choice) -> AnyView {
            match page {
                $($choice::$route => $page().into_any()),+
            }
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

                // A page that the server rendered can only wake when its module is there. On one that is awake the view says
                // what is missing.
                async fn preload() {
                    while $fetch().await.is_err() && !is_awake() {
                        pause(ASK_AGAIN).await;
                    }
                }
            }
        )+
    };
}

/// Between two attempts to fetch what the page cannot wake without.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// Whether the page has been woken (`frontend`).
fn is_awake() -> bool {
    document().document_element().is_some_and(|html| html.has_attribute("data-hydrated"))
}

/// In place of a page whose module did not come.
fn not_loaded(error: ApiError) -> AnyView {
    view! { <LoadError error on_retry=draw_again /> }.into_any()
}

/// Has the server draw the page, also when it is a newer one that does not have the old modules any more.
pub fn draw_again() {
    let _ = window().location().reload();
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
