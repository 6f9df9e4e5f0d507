//! What is being written on this page, and where it is shown.

use super::api::{discard_draft, get_draft, reply_target, send_draft, start_draft};
use super::sending::Sending;
use super::writing::Writing;
use crate::api::ApiError;
use crate::state::{Toast, use_toasts};
use crate::ui::is_phone;
use kurier_i18n::{t_string, use_i18n};
use kurier_model::compose::{Draft, DraftStart};
use kurier_model::member::Language;
use kurier_model::{Address, DraftId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::Location;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// How long a discarded draft can be taken back.
const DISCARD_PAUSE: Duration = Duration::from_secs(10);

/// What a composer starts from; kept so that a failed start can be tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A new draft.
    Start(DraftStart),
    /// A draft that exists.
    Draft(DraftId),
    /// A reply to the latest message of a thread, with a text to begin with.
    ReplyWith { thread: ThreadId, html: String },
    /// A new message to somebody.
    WriteTo(Address),
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
    origin: Origin,
    pub stage: Stage,
    /// The thread that it answers, once known; where it is shown when that thread is open.
    thread: Option<ThreadId>,
    /// Started here, so an untouched draft is thrown away when it is closed.
    fresh: bool,
    /// Tells this opening from later ones when the server answers.
    number: u32,
}

impl Open {
    /// Whether it could not start because there is no mailbox to write from.
    #[must_use]
    pub fn lacks_mailbox(&self) -> bool {
        let is_new =
            matches!(self.origin, Origin::Start(DraftStart::New { mailbox: None }) | Origin::WriteTo(_));
        is_new && self.stage == Stage::Failed(ApiError::NotFound)
    }
}

/// Where the composer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the bottom right; over everything on a phone.
    Dock,
    /// Under the conversation that it answers.
    Inline,
    /// A page of its own.
    Page,
}

/// Writing mail, from anywhere on the page.
#[derive(Clone, Copy)]
pub struct ComposeContext {
    open: RwSignal<Option<Open>>,
    /// The thread under which a composer can be shown, while the address names it.
    inline_host: RwSignal<Option<ThreadId>>,
    /// The page's path, and its query.
    address: (Memo<String>, Memo<String>),
    /// The draft of the page `/compose/{draft}`, while it is open.
    page_host: RwSignal<Option<DraftId>>,
    /// Whether the docked composer is enlarged.
    pub large: RwSignal<bool>,
    /// Drafts that are thrown away unless that is undone.
    discarded: RwSignal<HashSet<DraftId>>,
    /// The draft that was sent last: its page may be shown for a moment more, but there is nothing to load.
    sent: StoredValue<Option<DraftId>>,
    /// Mail on its way out.
    pub sending: Sending,
    language: Language,
    keeper: StoredValue<Option<Owner>>,
    go: StoredValue<Arc<dyn Fn(&str) + Send + Sync>>,
    count: StoredValue<u32>,
}

/// Makes the context. Inside the router, once for the page.
pub fn provide_compose() -> ComposeContext {
    let navigate = use_navigate();
    let Location { pathname, search, .. } = use_location();
    let context = ComposeContext {
        address: (pathname, search),
        open: RwSignal::new(None),
        inline_host: RwSignal::new(None),
        page_host: RwSignal::new(None),
        sent: StoredValue::new(None),
        large: RwSignal::new(false),
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
/// When [`provide_compose`] was not called above: a mistake in the layout, found by opening any page.
#[must_use]
pub fn use_compose() -> ComposeContext {
    expect_context()
}

impl ComposeContext {
    /// Starts a new message, a reply or a forward.
    pub fn start(self, start: DraftStart) {
        let thread = match start {
            DraftStart::New { .. } => None,
            _ => self.inline_host.get_untracked(),
        };
        self.begin(Origin::Start(start), thread);
    }

    /// Goes on with a draft.
    pub fn open(self, draft: DraftId) {
        let same = self.open.with_untracked(
            |open| matches!(open, Some(Open { stage: Stage::Ready(writing), .. }) if writing.id == draft),
        );
        if !same {
            self.begin(Origin::Draft(draft), None);
        }
    }

    /// Answers the latest message of a thread, beginning with `html`; goes on in the reply that is open already.
    pub fn open_with(self, thread: ThreadId, html: String) {
        let open = self.open.get_untracked();
        if let Some(Open { stage: Stage::Ready(writing), .. }) = open
            && writing.thread == Some(thread)
        {
            writing.prepend_html(&html);
            return;
        }
        self.begin(Origin::ReplyWith { thread, html }, Some(thread));
    }

    /// A new message to somebody.
    pub fn write_to(self, address: Address) {
        self.begin(Origin::WriteTo(address), None);
    }

    /// Tries again what could not be opened.
    pub fn try_again(self) {
        if let Some(open) = self.open.get_untracked() {
            self.begin(open.origin, open.thread);
        }
    }

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
        let place = if id.is_some() && self.page_host.get() == id {
            Place::Page
        } else if open.thread.is_some_and(|thread| self.hosts(thread)) {
            Place::Inline
        } else {
            Place::Dock
        };
        Some((place, open))
    }

    /// Whether the thread's conversation is on the page, with room for a reply. Tracks. The address says it: a part that goes away
    /// with its page may be told of that later than the page that comes.
    fn hosts(self, thread: ThreadId) -> bool {
        let named = |text: &String| text.contains(&thread.to_string());
        let (path, query) = self.address;
        self.inline_host.get() == Some(thread) && (path.with(named) || query.with(named))
    }

    /// A conversation is on the page, with room for a reply below it, for as long as the current part lives.
    pub fn host_inline(self, thread: ThreadId) {
        self.inline_host.set(Some(thread));
        on_cleanup(move || {
            self.inline_host.try_update(|host| host.take_if(|host| *host == thread));
        });
    }

    /// The page of a draft is open, for as long as the current part lives.
    pub fn host_page(self, draft: DraftId) {
        if self.sent.get_value() == Some(draft) && !self.is_open_untracked() {
            return;
        }
        self.page_host.set(Some(draft));
        self.open(draft);
        on_cleanup(move || {
            self.page_host.try_set(None);
            self.close();
        });
    }

    /// Whether a composer is open. Tracks.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.open.with(Option::is_some)
    }

    pub(super) fn is_open_untracked(self) -> bool {
        self.open.with_untracked(Option::is_some)
    }

    /// Closes the composer; the draft is saved, or thrown away when nothing was ever written into it.
    pub fn close(self) {
        let Some(open) = self.open.try_update(Option::take).flatten() else { return };
        let Stage::Ready(writing) = open.stage else { return };
        if open.fresh && writing.is_untouched() {
            writing.forget();
            spawn_local(async move {
                // A draft that stays behind is only clutter.
                let _ = discard_draft(writing.id).await;
            });
            return;
        }
        writing.keep_copy();
        spawn_local(async move {
            writing.saved_whole().await;
        });
    }

    /// Closes the composer from its own button: leaves the page too, when it has one.
    pub fn leave(self) {
        if self.page_host.get_untracked().is_some() {
            self.back();
        } else {
            self.close();
        }
    }

    /// Throws the draft away, with time to take it back. The server is told when the time is over, so that a closed browser
    /// loses nothing.
    pub fn discard(self, draft: DraftId) {
        let i18n = kurier_i18n::I18n::new(self.language);
        self.discarded.update(|discarded| {
            discarded.insert(draft);
        });
        let writing = self.writing().filter(|writing| writing.id == draft);
        if let Some(writing) = writing {
            writing.keep_copy();
            self.open.set(None);
            if self.page_host.get_untracked().is_some() {
                self.back();
            }
        }
        let toasts = self.toasts();
        toasts.push(Toast::done(t_string!(i18n, compose.discarded)).with_undo(move || {
            self.discarded.update(|discarded| {
                discarded.remove(&draft);
            });
            self.open(draft);
        }));
        let discard = move || {
            if self.discarded.try_with_untracked(|discarded| discarded.contains(&draft)) != Some(true) {
                return;
            }
            if let Some(writing) = writing {
                writing.forget();
            }
            spawn_local(async move {
                if discard_draft(draft).await.is_err() {
                    self.discarded.update(|discarded| {
                        discarded.remove(&draft);
                    });
                }
            });
        };
        set_timeout(discard, DISCARD_PAUSE);
    }

    /// Whether a draft was thrown away a moment ago. Tracks.
    #[must_use]
    pub fn is_discarded(self, draft: DraftId) -> bool {
        self.discarded.with(|discarded| discarded.contains(&draft))
    }

    /// Saves what is written and hands it to the outbox.
    pub fn send(self, writing: Writing) {
        if writing.busy.get_untracked() {
            return;
        }
        writing.busy.set(true);
        writing.refused.set(None);
        writing.failure.set(None);
        spawn_local(async move {
            if writing.saved_whole().await {
                let revision =
                    writing.saver.try_with_untracked(super::saving::Saver::revision).unwrap_or_default();
                match send_draft(writing.id, revision).await {
                    Ok(outgoing) => {
                        writing.forget();
                        self.sent.set_value(Some(writing.id));
                        if self.writing().is_some_and(|open| open.id == writing.id) {
                            self.open.set(None);
                            if self.page_host.try_get_untracked().flatten().is_some() {
                                self.back();
                            }
                        }
                        self.sending.follow(self, outgoing);
                    }
                    Err(error) => writing.refused.set(Some(error)),
                }
            }
            writing.busy.set(false);
        });
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

    fn begin(self, origin: Origin, thread: Option<ThreadId>) {
        // Asked for once more while it is on its way.
        let is_coming = |open: &Open| open.stage == Stage::Loading && open.origin == origin;
        if self.open.with_untracked(|open| open.as_ref().is_some_and(is_coming)) {
            return;
        }
        self.close();
        let number = self.count.try_update_value(|count| {
            *count += 1;
            *count
        });
        let number = number.unwrap_or_default();
        let fresh = !matches!(origin, Origin::Draft(_));
        let open = Open { origin: origin.clone(), stage: Stage::Loading, thread, fresh, number };
        self.open.set(Some(open));
        spawn_local(async move {
            let answer = self.fetch(&origin).await;
            // Closed or replaced meanwhile: the draft waits in the list.
            let is_it = |open: &Option<Open>| open.as_ref().is_some_and(|open| open.number == number);
            if !self.open.try_with_untracked(is_it).unwrap_or_default() {
                return;
            }
            let stage = match answer {
                Ok(draft) => Stage::Ready(self.writing_of(draft, &origin)),
                Err(error) => Stage::Failed(error),
            };
            let ready = match &stage {
                Stage::Ready(writing) => Some(writing.id),
                _ => None,
            };
            self.open.update(|open| {
                if let Some(open) = open {
                    if let (Stage::Ready(writing), true) = (&stage, open.thread.is_none()) {
                        open.thread = writing.thread;
                    }
                    open.stage = stage;
                }
            });
            if let Some(draft) = ready
                && is_phone()
                && self.page_host.try_get_untracked().flatten().is_none()
            {
                self.go.try_with_value(|go| go(&format!("/compose/{draft}")));
            }
        });
    }

    fn writing_of(self, draft: Draft, origin: &Origin) -> Writing {
        let writing = self.keep(|| Writing::of(draft));
        match origin {
            Origin::ReplyWith { html, .. } => writing.prepend_html(html),
            Origin::WriteTo(address) => writing.add_recipient(address.clone()),
            Origin::Start(_) | Origin::Draft(_) => {}
        }
        writing
    }

    async fn fetch(self, origin: &Origin) -> Result<Draft, ApiError> {
        let start = match origin {
            Origin::Draft(draft) => return get_draft(*draft).await,
            Origin::Start(start) => *start,
            Origin::WriteTo(_) => DraftStart::New { mailbox: None },
            Origin::ReplyWith { thread, .. } => {
                let message = reply_target(*thread).await?.ok_or(ApiError::NotFound)?;
                DraftStart::Reply { message }
            }
        };
        start_draft(start, self.language).await
    }

    fn back(self) {
        let history = window().history();
        if let Ok(history) = history
            && history.length().unwrap_or(0) > 1
        {
            let _ = history.back();
        } else {
            self.go.with_value(|go| go("/drafts"));
        }
    }

    /// Runs something under the owner of the page, so that what it makes lives as long as the page.
    fn keep<T>(self, make: impl FnOnce() -> T) -> T {
        match self.keeper.get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        }
    }
}
