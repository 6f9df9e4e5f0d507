//! Opening and closing the composer. Anything on the page may ask for it; the code that does it is in the module `mail`.

use super::{About, ComposeContext, Open, Origin, Stage};
use crate::api::ApiError;
use crate::features::compose::api::{discard_draft, get_draft, leave_draft, reply_target, start_draft};
use crate::features::compose::writing::{Writing, forget_copy};
use crate::lazy::split;
use crate::state::Toast;
use crate::ui::is_phone;
use kurier_i18n::t_string;
use kurier_model::compose::{Draft, DraftStart};
use kurier_model::{Address, DraftId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long a discarded draft can be taken back.
const DISCARD_PAUSE: Duration = Duration::from_secs(10);

split! {
    /// Puts away what was open and fetches what is to be open.
    mail: fn change(compose: ComposeContext, before: Option<Open>, origin: Origin, number: u32) -> () {
        spawn_local(async move {
            // One after the other: both may be about the same draft.
            if let Some(before) = before {
                compose.put_away(before).await;
            }
            compose.fetch_draft(origin, number).await;
        });
    }
}

impl ComposeContext {
    /// Starts a new message, a reply or a forward.
    pub fn start(self, start: DraftStart) {
        let thread = match start {
            DraftStart::New { .. } => None,
            _ => self.hosts.inline.get_untracked(),
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

    /// A new message to somebody, which will belong to the record from whose page it is written.
    pub fn write_to(self, address: Address, about: Option<About>) {
        self.begin(Origin::WriteTo { address, about }, None);
    }

    /// Tries again what could not be opened.
    pub fn try_again(self) {
        if let Some(open) = self.open.get_untracked() {
            self.begin(open.origin, open.thread);
        }
    }

    /// The page of a draft is open, for as long as the current part lives.
    pub fn host_page(self, draft: DraftId) {
        if self.sent.get_value() == Some(draft) && !self.is_open_untracked() {
            return;
        }
        self.hosts.page.set(Some(draft));
        self.open(draft);
        on_cleanup(move || {
            self.hosts.page.try_set(None);
            // Not what comes in its place: the page of another draft.
            let is_own = |open: &Option<Open>| {
                open.as_ref().is_some_and(|open| match &open.stage {
                    Stage::Ready(writing) => writing.id == draft,
                    _ => open.origin == Origin::Draft(draft),
                })
            };
            if self.open.try_with_untracked(is_own) == Some(true) {
                self.close();
            }
        });
    }

    /// Closes the composer; the draft is saved, or thrown away when nothing was ever written into it.
    pub fn close(self) {
        if let Some(open) = self.open.try_update(Option::take).flatten() {
            spawn_local(self.put_away(open));
        }
    }

    /// Closes the composer from its own button: leaves the page too, when it has one.
    pub fn leave(self) {
        if self.hosts.page.get_untracked().is_some() {
            self.back();
        } else {
            self.close();
        }
    }

    /// Throws the draft away, with time to take it back. The server is told when the time is over, so that a closed browser
    /// loses nothing.
    pub fn discard(self, draft: DraftId) {
        let i18n = kurier_i18n::I18n::new(self.language);
        let writing = self.writing().filter(|writing| writing.id == draft);
        if let Some(writing) = writing {
            writing.keep_copy();
            self.open.set(None);
            if self.hosts.page.get_untracked().is_some() {
                self.back();
            }
        }
        let toast =
            self.toasts().push(Toast::done(t_string!(i18n, compose.discarded)).with_undo(move || {
                self.discarded.update(|discarded| {
                    discarded.remove(&draft);
                });
                self.open(draft);
            }));
        self.discarded.update(|discarded| {
            discarded.insert(draft, toast);
        });
        let discard = move || {
            if self.discarded.try_with_untracked(|discarded| discarded.contains_key(&draft)) != Some(true) {
                return;
            }
            if let Some(writing) = writing {
                writing.forget();
            }
            spawn_local(async move {
                match discard_draft(draft).await {
                    Ok(()) => forget_copy(draft),
                    Err(_) => self.discarded.update(|discarded| {
                        discarded.remove(&draft);
                    }),
                }
                self.is_put_away();
            });
        };
        set_timeout(discard, DISCARD_PAUSE);
    }

    fn begin(self, origin: Origin, thread: Option<ThreadId>) {
        // Asked for once more while it is on its way, or the same answer while it is being written.
        let is_there = |open: &Open| {
            let is_ready = matches!(open.stage, Stage::Ready(_)) && matches!(origin, Origin::Start(_));
            open.origin == origin && (open.stage == Stage::Loading || (is_ready && origin.answers()))
        };
        if self.open.with_untracked(|open| open.as_ref().is_some_and(is_there)) {
            return;
        }
        let number = self.count.try_update_value(|count| {
            *count += 1;
            *count
        });
        let number = number.unwrap_or_default();
        let fresh = !matches!(origin, Origin::Draft(_));
        let next =
            Open { origin: origin.clone(), stage: Stage::Loading, thread, fresh, number, leaves: false };
        let before = self.open.try_update(|open| open.replace(next)).flatten();
        spawn_local(async move {
            if let Err(error) = change(self, before, origin, number).await {
                self.arrived(number, Stage::Failed(error), false);
            }
        });
    }

    async fn fetch_draft(self, origin: Origin, number: u32) {
        let answer = self.fetch(&origin).await;
        if !self.is_still(number) {
            return;
        }
        let is_begun = answer.as_ref().is_ok_and(|draft| draft.revision > 1 || draft.failure.is_some());
        if let Ok(draft) = &answer {
            // What is opened is not thrown away.
            self.discarded.try_update(|discarded| discarded.remove(&draft.id));
        }
        let stage = match answer {
            Ok(draft) => Stage::Ready(self.writing_of(draft, &origin)),
            Err(error) => Stage::Failed(error),
        };
        if is_begun {
            self.goes_on(number);
        }
        let ready = match &stage {
            Stage::Ready(writing) => Some(writing.id),
            _ => None,
        };
        let page = self.hosts.page.try_get_untracked().flatten();
        let leaves_for = ready.filter(|draft| is_phone() && page != Some(*draft));
        self.arrived(number, stage, leaves_for.is_some());
        if let Some(draft) = leaves_for {
            self.go.try_with_value(|go| go(&format!("/compose/{draft}")));
        }
    }

    /// Whether this opening is the one that is shown: it may have been closed or replaced meanwhile, and the draft waits in the
    /// list.
    fn is_still(self, number: u32) -> bool {
        let is_it = |open: &Option<Open>| open.as_ref().is_some_and(|open| open.number == number);
        self.open.try_with_untracked(is_it).unwrap_or_default()
    }

    /// What was asked for is a draft in which somebody wrote before: it is not thrown away.
    fn goes_on(self, number: u32) {
        self.open.try_update(|open| {
            if let Some(open) = open.as_mut().filter(|open| open.number == number) {
                open.fresh = false;
            }
        });
    }

    fn arrived(self, number: u32, stage: Stage, leaves: bool) {
        self.open.try_update(|open| {
            if let Some(open) = open.as_mut().filter(|open| open.number == number) {
                if let (Stage::Ready(writing), true) = (&stage, open.thread.is_none()) {
                    open.thread = writing.thread;
                }
                open.stage = stage;
                open.leaves = leaves;
            }
        });
    }

    fn writing_of(self, draft: Draft, origin: &Origin) -> Writing {
        // What was closed without having been saved goes on here.
        self.resting.update_value(|resting| {
            resting.retain(|writing| {
                writing.id != draft.id || {
                    writing.rest();
                    false
                }
            });
        });
        let writing = self.keep(|| Writing::of(draft));
        match origin {
            Origin::ReplyWith { html, .. } => writing.prepend_html(html),
            Origin::WriteTo { address, .. } => writing.add_recipient(address.clone()),
            Origin::Start(_) | Origin::Draft(_) => {}
        }
        writing
    }

    async fn fetch(self, origin: &Origin) -> Result<Draft, ApiError> {
        if origin.answers() {
            self.discard_now().await;
        }
        let start = match origin {
            Origin::Draft(draft) => return get_draft(*draft).await,
            Origin::Start(start) => *start,
            Origin::WriteTo { about, .. } => {
                DraftStart::New { mailbox: None, record: about.as_ref().map(|about| about.record) }
            }
            Origin::ReplyWith { thread, .. } => {
                let message = reply_target(*thread).await?.ok_or(ApiError::NotFound)?;
                DraftStart::reply(message)
            }
        };
        start_draft(start, self.language).await
    }

    /// What is waiting to be thrown away is thrown away, so that an answer that is begun anew does not find it.
    async fn discard_now(self) {
        let waiting = self.discarded.try_get_untracked().unwrap_or_default();
        for (draft, toast) in waiting {
            self.toasts().dismiss(toast);
            // What stays is found again, and nothing is lost.
            if discard_draft(draft).await.is_ok() {
                forget_copy(draft);
            }
        }
    }

    pub(super) fn back(self) {
        let history = window().history();
        if let Ok(history) = history
            && history.length().unwrap_or(0) > 1
        {
            let _ = history.back();
        } else {
            self.go.with_value(|go| go("/drafts"));
        }
    }

    /// Saves a draft that is shown no longer, or throws it away when nothing was ever written into it.
    async fn put_away(self, open: Open) {
        let Stage::Ready(writing) = open.stage else { return };
        if open.fresh && writing.is_untouched() {
            writing.forget();
            // A draft that stays behind is only clutter.
            let _ = leave_draft(writing.id).await;
        } else {
            writing.keep_copy();
            self.resting.update_value(|resting| resting.push(writing));
            if writing.saved_whole().await {
                self.resting.update_value(|resting| resting.retain(|one| *one != writing));
            }
        }
        self.is_put_away();
    }

    fn is_put_away(self) {
        self.put_away.try_update(|count| *count += 1);
    }
}
