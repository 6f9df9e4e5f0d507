//! Deciding: what is selected, what is open, and taking decisions and taking them back.

use super::api::{decide, ignore_sender, postpone, resume};
use super::elsewhere::{say_gone, say_refused};
use super::queue::Queue;
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::message::subject_or;
use crate::features::timeline::api::undo_decision;
use crate::state::{Toast, Toasts, use_toasts};
use futures::FutureExt;
use futures::future::{BoxFuture, Shared, join_all};
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::ready::{
    COUNTED, Decided, Decision, PostponeForm, ReadyFilter, ReadyItem, ReadyQuery, RecordMatch, SenderMail,
};
use kurier_model::{EventId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is open under the actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawer {
    #[default]
    Closed,
    Create,
    Attach,
    Later,
}

/// A decision that is being taken back.
struct Returning {
    event: EventId,
    /// On which thread; `None`: on several.
    thread: Option<ThreadId>,
    /// What is shown as undecided already, and where.
    shown: Option<(usize, ReadyItem)>,
    done: Shared<BoxFuture<'static, ()>>,
}

/// The person's desk: the queue and what is being done with it.
#[derive(Clone, Copy)]
pub struct Desk {
    pub queue: RwSignal<Queue>,
    /// Which list it is …
    pub filter: ReadyFilter,
    /// … and what of it is shown.
    pub place: StoredValue<ReadyQuery>,
    /// What is left in the whole queue.
    pub count: RwSignal<u32>,
    pub drawer: RwSignal<Drawer>,
    /// On a phone: the preview is in front of the list.
    pub opened: RwSignal<bool>,
    /// Threads whose decision is on its way: news must not bring them back.
    deciding: RwSignal<Vec<ThreadId>>,
    /// What is being taken back: news must not take away what of it is shown, and whatever is done next with such a thread waits (`once_back`).
    returning: StoredValue<Vec<Returning>>,
    /// How often something was decided or taken back here: a list that was asked for before does not know of it.
    pub deeds: StoredValue<u32>,
    /// The list was read while something was worked on, which may have been decided elsewhere.
    is_behind: RwSignal<bool>,
    i18n: I18n,
    toasts: Toasts,
}

impl Desk {
    /// A desk with a first page.
    pub fn new(place: ReadyQuery, items: Vec<ReadyItem>, count: u32) -> Self {
        let filter = place.filter;
        Self {
            queue: RwSignal::new(Queue::new(items, filter == ReadyFilter::Ready)),
            filter,
            place: StoredValue::new(place),
            count: RwSignal::new(count),
            drawer: RwSignal::new(Drawer::Closed),
            opened: RwSignal::new(false),
            deciding: RwSignal::default(),
            returning: StoredValue::default(),
            deeds: StoredValue::default(),
            is_behind: RwSignal::default(),
            i18n: use_i18n(),
            toasts: use_toasts(),
        }
    }

    /// Takes a newer first page.
    pub fn refresh(self, mut items: Vec<ReadyItem>) {
        // The page may have been left while the answer was on its way.
        let (Some(deciding), Some(drawer)) =
            (self.deciding.try_get_untracked(), self.drawer.try_get_untracked())
        else {
            return;
        };
        items.retain(|item| !deciding.contains(&item.thread));
        self.returning.with_value(|returning| {
            let shown = returning.iter().filter_map(|back| back.shown.as_ref());
            for (place, back) in shown.filter(|(_, item)| !deciding.contains(&item.thread)) {
                if !items.iter().any(|item| item.thread == back.thread) {
                    items.insert((*place).min(items.len()), back.clone());
                }
            }
        });
        let is_worked_on = drawer != Drawer::Closed;
        self.is_behind.try_set(is_worked_on);
        let gone = self.queue.try_update(|queue| {
            let before = queue.selected().map(|item| item.thread);
            queue.refresh(items, is_worked_on);
            before.filter(|thread| queue.items().iter().all(|item| item.thread != *thread))
        });
        // What somebody reads does not go from before their eyes without a word.
        if let Some(thread) = gone.flatten() {
            spawn_local(say_gone(self.i18n, self.toasts, thread));
        }
    }

    /// Whether the list is to be read anew, because nothing is worked on any more. Tracks.
    pub fn has_to_catch_up(self) -> bool {
        self.drawer.get() == Drawer::Closed && self.is_behind.try_update(std::mem::take).unwrap_or_default()
    }

    pub fn select(self, thread: ThreadId) {
        let other =
            self.queue.with_untracked(|queue| queue.selected().map(|item| item.thread) != Some(thread));
        if other {
            self.drawer.set(Drawer::Closed);
            self.queue.update(|queue| queue.select(thread));
        }
        self.opened.set(true);
    }

    pub fn step(self, steps: i32) {
        self.drawer.set(Drawer::Closed);
        self.queue.update(|queue| queue.step(steps));
        // After the row has been marked.
        request_animation_frame(|| {
            if let Ok(Some(row)) = document().query_selector("[data-testid=ready-item][data-selected=true]") {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }

    pub fn open_drawer(self, drawer: Drawer) {
        if self.queue.with_untracked(|queue| queue.selected().is_some()) {
            self.opened.set(true);
            self.drawer.update(|open| *open = if *open == drawer { Drawer::Closed } else { drawer });
        }
    }

    pub fn close_drawer(self) {
        if self.drawer.get_untracked() == Drawer::Closed {
            self.opened.set(false);
        } else {
            self.drawer.set(Drawer::Closed);
        }
    }

    pub fn ignore_selected(self) {
        if let Some(item) = self.queue.with_untracked(|queue| queue.selected().cloned()) {
            self.ignore(&item);
        }
    }

    /// Ignores at once; puts it back when the server refuses.
    pub fn ignore(self, item: &ReadyItem) {
        let subject = self.subject(item);
        let said = t_string!(self.i18n, ready.ignored_done, subject = subject);
        self.take(item.thread, said, decide(item.thread, Decision::Ignore, Some(self.filter)));
    }

    /// Attaches at once; puts it back when the server refuses.
    pub fn attach(self, thread: ThreadId, record: &RecordMatch) {
        let said = t_string!(self.i18n, ready.attached, name = record.name);
        let decision = Decision::Attach { record: record.record };
        self.take(thread, said, decide(thread, decision, Some(self.filter)));
    }

    /// What is left for later waits again.
    pub fn resume(self, item: &ReadyItem) {
        let said = t_string!(self.i18n, ready.resumed, subject = self.subject(item));
        self.take(item.thread, said, resume(item.thread));
    }

    /// Leaves something for later that was seen in a list, when the form is right; what is left already, otherwise.
    pub fn postpone(self, item: &ReadyItem, form: PostponeForm, seen: ReadyFilter, attempt: Attempt) {
        let (thread, filter) = (item.thread, self.filter);
        let said = t_string!(self.i18n, ready.later_done, subject = self.subject(item));
        let work = self.once_back(Some(thread), postpone(thread, form, seen));
        attempt.make(work, move |decided| {
            let was_selected = self.is_at(|item| item.thread == thread);
            let place = match filter {
                ReadyFilter::Postponed => None,
                _ => self.queue.try_update(|queue| queue.decide(thread)).flatten(),
            };
            if was_selected {
                self.next();
            }
            self.did();
            self.count.try_set(decided.remaining);
            self.say(said, decided.undo, Some(thread), place);
        });
    }

    /// Ignores the automatic mail of the sender of an item: what is shown of it, or all, and what is to come.
    pub fn ignore_sender(self, thread: ThreadId, future: bool, attempt: Attempt) {
        let from = self.queue.with_untracked(|queue| {
            queue.items().iter().find(|item| item.thread == thread).map(|item| item.from.clone())
        });
        let Some(from) = from else { return };
        let mail = match future {
            true => SenderMail::FromNowOn,
            false => SenderMail::Shown { seen: self.place.get_value() },
        };
        let key = from.key();
        let work = self.once_back(None, ignore_sender(thread, key.clone(), mail));
        attempt.make(work, move |done| {
            let was_selected = self.is_at(|item| item.automatic && item.from.key() == key);
            self.did();
            self.queue.try_update(|queue| queue.take_sender(&key));
            if was_selected {
                self.next();
            }
            self.count.try_set(done.remaining);
            let said = match future {
                true => {
                    let address = from.readable().into_owned();
                    t_string!(self.i18n, ready.ignored_future, count = done.count, address = address)
                }
                false => t_string!(self.i18n, ready.ignored_many, count = done.count),
            };
            self.say(said, done.undo, None, None);
        });
    }

    /// Opens or closes the group of a sender.
    pub fn toggle(self, sender: &str) {
        self.queue.update(|queue| queue.toggle(sender));
    }

    /// A lead was made with the form.
    pub fn created(self, thread: ThreadId, decided: &Decided, name: &str) {
        let was_selected = self.is_at(|item| item.thread == thread);
        let place = self.queue.try_update(|queue| queue.decide(thread)).flatten();
        if was_selected {
            self.next();
        }
        self.did();
        self.count.set(decided.remaining);
        self.say(t_string!(self.i18n, ready.created, name = name), decided.undo, Some(thread), place);
    }

    /// What is done with a thread, or with several: once nothing that was decided on it before is being taken back any more. Otherwise the server
    /// might hear of the two in the other order.
    pub fn once_back<T: 'static>(
        self,
        thread: Option<ThreadId>,
        work: impl Future<Output = T> + 'static,
    ) -> impl Future<Output = T> + 'static {
        // The page may have been left.
        let before = self.returning.try_with_value(|returning| {
            let concerns =
                |back: &&Returning| thread.is_none() || back.thread.is_none() || back.thread == thread;
            returning.iter().filter(concerns).map(|back| back.done.clone()).collect::<Vec<_>>()
        });
        async move {
            join_all(before.unwrap_or_default()).await;
            work.await
        }
    }

    fn take(
        self,
        thread: ThreadId,
        said: String,
        work: impl Future<Output = Result<Decided, ApiError>> + 'static,
    ) {
        let Some((place, item)) = self.queue.try_update(|queue| queue.decide(thread)).flatten() else {
            return;
        };
        self.next();
        self.count_by(-1);
        self.deciding.update(|deciding| deciding.push(thread));
        let work = self.once_back(Some(thread), work);
        spawn_local(async move {
            let answer = work.await;
            self.did();
            self.deciding.try_update(|deciding| deciding.retain(|other| *other != thread));
            match answer {
                Ok(decided) => {
                    self.count.try_set(decided.remaining);
                    self.say(said, decided.undo, Some(thread), Some((place, item)));
                }
                // Somebody else was faster, and the item is no more.
                Err(ApiError::Conflict | ApiError::NotFound) => {
                    say_refused(self.i18n, self.toasts, thread).await;
                }
                Err(_) => {
                    self.queue.try_update(|queue| queue.put_back(place, item));
                    self.count_by(1);
                    self.toasts.push(Toast::failed(t_string!(self.i18n, ready.decision_failed)));
                }
            }
        });
    }

    fn did(self) {
        self.deeds.try_update_value(|deeds| *deeds += 1);
    }

    /// One more waits, or one less. Where more wait than are counted, the server says when that changes.
    fn count_by(self, by: i32) {
        self.count.try_update(|count| {
            if self.filter == ReadyFilter::Ready && *count < COUNTED {
                *count = count.saturating_add_signed(by);
            }
        });
    }

    /// Whether it is such an item that is before the person.
    fn is_at(self, wanted: impl Fn(&ReadyItem) -> bool) -> bool {
        self.queue.try_with_untracked(|queue| queue.selected().is_some_and(wanted)).unwrap_or_default()
    }

    /// The next item is before the person; on a phone the list is.
    fn next(self) {
        self.drawer.try_set(Drawer::Closed);
        self.opened.try_set(false);
    }

    /// Says what was done with a thread, or with several, with a way back; `place`: where it is shown again at once.
    fn say(self, text: String, undo: EventId, thread: Option<ThreadId>, place: Option<(usize, ReadyItem)>) {
        self.toasts.push(Toast::done(text).with_undo(move || {
            if let Some((at, item)) = place.clone() {
                self.queue.try_update(|queue| queue.put_back(at, item));
                self.count_by(1);
            }
            let shown = place.as_ref().map(|(_, item)| item.thread);
            let work = self.once_back(thread, undo_decision(undo));
            let done = self.take_back(undo, work, shown).boxed().shared();
            let back = Returning { event: undo, thread, shown: place.clone(), done: done.clone() };
            self.returning.try_update_value(|returning| returning.push(back));
            spawn_local(done);
        }));
    }

    /// Takes a decision back; `thread`: what is shown as undecided already.
    async fn take_back<T>(
        self,
        undo: EventId,
        work: impl Future<Output = Result<T, ApiError>>,
        thread: Option<ThreadId>,
    ) {
        let answer = work.await;
        self.did();
        self.returning.try_update_value(|returning| {
            returning.retain(|back| back.event != undo);
        });
        if answer.is_ok() {
            self.toasts.push(Toast::info(t_string!(self.i18n, ready.undone)));
            return;
        }
        let shown = thread.and_then(|thread| self.queue.try_update(|queue| queue.decide(thread)).flatten());
        if shown.is_some() {
            self.count_by(-1);
        }
        self.toasts.push(Toast::failed(t_string!(self.i18n, ready.undo_failed)));
    }

    /// A subject, or words in its place.
    #[must_use]
    pub fn subject(self, item: &ReadyItem) -> String {
        subject_or(self.i18n, &item.subject)
    }
}
