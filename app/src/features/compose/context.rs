//! What is being written on this page, and where it is shown.

mod delivery;
mod opening;

use super::sending::Sending;
use super::writing::Writing;
use crate::api::ApiError;
use crate::state::use_toasts;
use kurier_i18n::use_i18n;
use kurier_model::compose::DraftStart;
use kurier_model::member::Language;
use kurier_model::{Address, DraftId, RecordId, ThreadId};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::Location;
use std::collections::HashMap;
use std::sync::Arc;

/// What a composer starts from; kept so that a failed start can be tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A new draft.
    Start(DraftStart),
    /// A draft that exists.
    Draft(DraftId),
    /// A reply to the latest message of a thread, with a text to begin with.
    ReplyWith { thread: ThreadId, html: String },
    /// A new message to somebody, from the page of a record.
    WriteTo { address: Address, about: Option<About> },
}

/// The record from whose page somebody writes, to which the message will belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub record: RecordId,
    pub name: String,
}

impl Origin {
    /// Whether it answers a message, so that what was begun before is gone on with.
    pub(super) const fn answers(&self) -> bool {
        match self {
            Self::Start(DraftStart::New { .. }) | Self::Draft(_) | Self::WriteTo { .. } => false,
            Self::Start(_) | Self::ReplyWith { .. } => true,
        }
    }
}

/// The composer's content.
#[derive(Clone, PartialEq)]
pub enum Stage {
    Loading,
    Failed(ApiError),
    Ready(Writing),
}

/// One composer.
#[derive(Clone, PartialEq)]
pub struct Open {
    pub(super) origin: Origin,
    pub stage: Stage,
    /// The thread that it answers, once known; where it is shown when that thread is open.
    pub(super) thread: Option<ThreadId>,
    /// Started here, so an untouched draft is thrown away when it is closed.
    pub(super) fresh: bool,
    /// Tells this opening from later ones when the server answers.
    pub(super) number: u32,
    /// On its way to a page of its own, as on phones: until that is there, nobody can write in it.
    pub(super) leaves: bool,
}

impl Open {
    /// Whether it could not start because there is no mailbox to write from.
    #[must_use]
    pub fn lacks_mailbox(&self) -> bool {
        let is_new = matches!(
            self.origin,
            Origin::Start(DraftStart::New { mailbox: None, .. }) | Origin::WriteTo { .. }
        );
        is_new && self.stage == Stage::Failed(ApiError::NotFound)
    }

    /// The same message for the person's own mail program, which is called with a link (RFC 6068): to whom, and what it is about. `None`: to
    /// nobody yet.
    #[must_use]
    pub fn mailto(&self) -> Option<String> {
        let Origin::WriteTo { address, about } = &self.origin else { return None };
        let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
        let subject = about.as_ref().map(|about| format!("?subject={}", encoded(&about.name)));
        let to = encoded(&address.address).replace("%40", "@");
        Some(format!("mailto:{to}{}", subject.unwrap_or_default()))
    }
}

/// Where the composer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the bottom right; over everything on a phone.
    Dock,
    /// Under the thread that it answers.
    Inline,
    /// A page of its own.
    Page,
}

/// What is on the page that can show a composer.
#[derive(Clone, Copy)]
pub struct Hosts {
    /// The page's path, and its query.
    address: (Memo<String>, Memo<String>),
    /// The thread under which a composer can be shown, while the address names it.
    pub(super) inline: RwSignal<Option<ThreadId>>,
    /// The draft of the page `/compose/{draft}`, while it is open.
    pub(super) page: RwSignal<Option<DraftId>>,
    /// Whether the docked composer is enlarged.
    pub is_dock_large: RwSignal<bool>,
}

/// Writing mail, from anywhere on the page.
#[derive(Clone, Copy)]
pub struct ComposeContext {
    pub(super) open: RwSignal<Option<Open>>,
    pub hosts: Hosts,
    /// Counts drafts that were put away or thrown away: whoever shows drafts reads again.
    pub put_away: RwSignal<u32>,
    /// Drafts that are thrown away unless that is undone, and the toasts that offer it.
    pub(super) discarded: RwSignal<HashMap<DraftId, u32>>,
    /// What was closed and is still on its way to the server.
    pub(super) resting: StoredValue<Vec<Writing>>,
    /// The draft that was sent last: its page may be shown for a moment more, but there is nothing to load.
    pub(super) sent: StoredValue<Option<DraftId>>,
    /// Mail on its way out.
    pub sending: Sending,
    pub(super) language: Language,
    keeper: StoredValue<Option<Owner>>,
    pub(super) go: StoredValue<Arc<dyn Fn(&str) + Send + Sync>>,
    pub(super) count: StoredValue<u32>,
}

/// Makes the context. Inside the router, once for the page.
pub fn provide_compose() -> ComposeContext {
    let navigate = use_navigate();
    let Location { pathname, search, .. } = use_location();
    let context = ComposeContext {
        open: RwSignal::new(None),
        hosts: Hosts {
            address: (pathname, search),
            inline: RwSignal::new(None),
            page: RwSignal::new(None),
            is_dock_large: RwSignal::new(false),
        },
        resting: StoredValue::new(Vec::new()),
        sent: StoredValue::new(None),
        put_away: RwSignal::default(),
        discarded: RwSignal::default(),
        sending: Sending::new(),
        language: use_i18n().language(),
        keeper: StoredValue::new(Owner::current()),
        go: StoredValue::new(Arc::new(move |to: &str| {
            navigate(to, leptos_router::NavigateOptions::default())
        })),
        count: StoredValue::new(0),
    };
    provide_context(context);
    context
}

/// Writing mail, from anywhere on the page.
///
/// # Panics
/// When [`provide_compose`] was not called above: a mistake in the frame, found by opening any page.
#[must_use]
pub fn use_compose() -> ComposeContext {
    expect_context()
}

impl ComposeContext {
    /// What is open, and where it is to be shown. Tracks.
    #[must_use]
    pub fn shown(self) -> Option<(Place, Open)> {
        let open = self.open.get()?;
        let id = match &open.stage {
            Stage::Ready(writing) => Some(writing.id),
            _ => match open.origin {
                Origin::Draft(draft) => Some(draft),
                _ => None,
            },
        };
        let place = if id.is_some() && self.hosts.page.get() == id {
            Place::Page
        } else if open.thread.is_some_and(|thread| self.hosts(thread)) {
            Place::Inline
        } else {
            Place::Dock
        };
        Some((place, open))
    }

    /// Whether the thread's thread is on the page, with room for a reply. Tracks. The address says it: a part that goes away
    /// with its page may be told of that later than the page that comes.
    fn hosts(self, thread: ThreadId) -> bool {
        let named = |text: &String| text.contains(&thread.to_string());
        let (path, query) = self.hosts.address;
        self.hosts.inline.get() == Some(thread) && (path.with(named) || query.with(named))
    }

    /// A thread is on the page, with room for a reply below it, for as long as the current part lives.
    pub fn host_inline(self, thread: ThreadId) {
        self.hosts.inline.set(Some(thread));
        on_cleanup(move || {
            self.hosts.inline.try_update(|host| host.take_if(|host| *host == thread));
        });
    }

    /// Whether a composer is open. Tracks.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.open.with(Option::is_some)
    }

    /// Whether a composer is open now.
    pub(super) fn is_open_untracked(self) -> bool {
        self.open.with_untracked(Option::is_some)
    }

    /// Whether a draft was thrown away a moment ago. Tracks.
    #[must_use]
    pub fn is_discarded(self, draft: DraftId) -> bool {
        self.discarded.with(|discarded| discarded.contains_key(&draft))
    }

    /// Whether this draft is what was sent last.
    #[must_use]
    pub fn was_sent(self, draft: DraftId) -> bool {
        self.sent.get_value() == Some(draft)
    }

    /// Whether this draft is what is being written. Tracks.
    #[must_use]
    pub fn is_writing(self, draft: DraftId) -> bool {
        self.open.with(
            |open| matches!(open, Some(Open { stage: Stage::Ready(writing), .. }) if writing.id == draft),
        )
    }

    /// The draft that is open.
    #[must_use]
    pub fn writing(self) -> Option<Writing> {
        match self.open.get_untracked()?.stage {
            Stage::Ready(writing) => Some(writing),
            _ => None,
        }
    }

    pub(super) fn toasts(self) -> crate::state::Toasts {
        self.keep(use_toasts)
    }

    pub(super) fn i18n(self) -> kurier_i18n::I18n {
        kurier_i18n::I18n::new(self.language)
    }

    /// Runs something under the owner of the page, so that what it makes lives as long as the page.
    pub(super) fn keep<T>(self, make: impl FnOnce() -> T) -> T {
        match self.keeper.get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        }
    }
}
