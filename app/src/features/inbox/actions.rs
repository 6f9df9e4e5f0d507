//! Changing threads: shown at once, told to the server, taken back visibly when it refuses, undone on request.

mod ahead;
mod check_mail;
mod labels;
mod prefetch;
mod reading;

use super::api;
use super::state::tree;
use super::state::{Inbox, Undoable};
use crate::{
    api::ApiError,
    features::timeline::api::attach_threads,
    lazy::split,
    state::{Toast, Toasts, use_toasts},
    trouble::error_text,
};
use ahead::Ahead;
use kurier_i18n::{I18n, t_string};
use kurier_model::{
    EventId, FolderId, RecordId, ThreadId,
    inbox::{Done, ThreadAction},
};
use leptos::prelude::*;

/// The ways to change threads. Made once by the page, used by every part.
#[derive(Clone, Copy)]
pub struct Actions {
    pub(super) inbox: Inbox,
    pub(super) toasts: Toasts,
}

/// Makes the actions and gives them to all parts below.
pub fn provide_actions(inbox: Inbox) -> Actions {
    let actions = Actions { inbox, toasts: use_toasts() };
    provide_context(actions);
    actions
}

/// The actions of the inbox page above.
#[must_use]
pub fn use_actions() -> Actions {
    expect_context()
}

split! {
    mail: fn start(
        actions: Actions,
        threads: Vec<ThreadId>,
        from: Option<FolderId>,
        action: ThreadAction,
        aloud: bool,
    ) -> () {
        actions.start(threads, from, action, aloud);
    }
}

split! {
    mail: fn undo(actions: Actions, undoable: Undoable) -> () {
        actions.undo(undoable);
    }
}

impl Actions {
    /// Does it to the threads that are meant: selected, open, or under the keyboard.
    pub fn act_on_meant(self, action: ThreadAction) {
        let threads = self.inbox.meant();
        self.act(threads, action);
    }

    /// Stars the threads that are meant, or takes the stars away when all have one.
    pub fn toggle_flag(self, threads: Vec<ThreadId>) {
        let all = self.inbox.list.rows.with_untracked(|rows| {
            threads
                .iter()
                .all(|id| rows.get(*id).map_or_else(|| self.is_open_flagged(*id), |row| row.flagged))
        });
        self.act(threads, if all { ThreadAction::Unflag } else { ThreadAction::Flag });
    }

    /// Marks read what is unread; when nothing is, marks unread.
    pub fn toggle_read(self, threads: Vec<ThreadId>) {
        let any =
            self.inbox.list.rows.with_untracked(|rows| {
                threads.iter().any(|id| rows.get(*id).is_some_and(|row| row.unread > 0))
            });
        self.act(threads, if any { ThreadAction::MarkRead } else { ThreadAction::MarkUnread });
    }

    /// Does it, says so, and offers to take it back.
    pub fn act(self, threads: Vec<ThreadId>, action: ThreadAction) {
        self.ask(threads, action, true);
    }

    /// Marks read because it was read: nobody needs to be told.
    pub fn mark_seen(self, thread: ThreadId) {
        self.ask(vec![thread], ThreadAction::MarkRead, false);
    }

    /// In the folder that is shown now, also when the code for it comes later.
    fn ask(self, threads: Vec<ThreadId>, action: ThreadAction, aloud: bool) {
        let from = self.inbox.folder();
        self.with_code(start(self, threads, from, action, aloud));
    }

    fn with_code(self, asking: impl Future<Output = Result<(), ApiError>> + 'static) {
        leptos::task::spawn_local(async move {
            if let Err(error) = asking.await {
                self.toasts.push(Toast::failed(error_text(self.inbox.i18n, &error)));
            }
        });
    }

    fn start(self, threads: Vec<ThreadId>, from: Option<FolderId>, action: ThreadAction, aloud: bool) {
        // The code for it has come later than the inbox was left.
        let is_left = self.inbox.list.key.try_get_untracked().is_none();
        if is_left || threads.is_empty() || !self.may_move(&threads, from, action) {
            return;
        }
        let inbox = self.inbox;
        if action == (ThreadAction::MarkUnread) {
            inbox.reading.keep_unread.set(threads.first().copied());
        }
        inbox.forget_ahead(&threads);
        let ahead = inbox.go_ahead(&threads, from, action);
        leptos::task::spawn_local(async move {
            let answer = api::act(threads.clone(), from, action).await;
            // What was fetched while it was on its way may be from before it.
            inbox.forget_ahead(&threads);
            inbox.list.rows.try_update(|rows| rows.has_moved(&threads));
            match answer {
                Ok(done) => self.done(&threads, action, done, ahead, aloud),
                Err(error) => {
                    inbox.go_back(ahead);
                    if aloud {
                        let reason = error_text(inbox.i18n, &error);
                        self.toasts.push(Toast::failed(t_string!(
                            inbox.i18n,
                            inbox.failed.act,
                            reason = reason
                        )));
                    }
                }
            }
        });
    }

    /// Mail stays within its account; the server would refuse, so it is said at once.
    fn may_move(self, threads: &[ThreadId], from: Option<FolderId>, action: ThreadAction) -> bool {
        let ThreadAction::Move { to } = action else { return true };
        let target = self
            .inbox
            .folders
            .mailboxes
            .with_untracked(|mailboxes| tree::find(mailboxes, to).map(|(mailbox, _)| mailbox.id));
        let fits = threads.iter().all(|id| self.inbox.mailbox_of(*id).is_none_or(|of| Some(of) == target));
        if !fits {
            self.toasts.push(Toast::failed(t_string!(self.inbox.i18n, inbox.failed.other_mailbox)));
        }
        fits && from != Some(to)
    }

    fn done(self, threads: &[ThreadId], action: ThreadAction, done: Done, ahead: Ahead, aloud: bool) {
        let inbox = self.inbox;
        if ahead.taken.is_empty() && ahead.patched.is_empty() {
            // The list did not know them (a search, a link): ask for the truth.
            inbox.refresh_rows();
        }
        if ahead.counts.is_empty() {
            inbox.refresh_tree();
        }
        if !aloud {
            return;
        }
        let count = u32::try_from(threads.len()).unwrap_or(u32::MAX);
        let toast = Toast::done(said(inbox.i18n, inbox, action, count, &done));
        match done.undo {
            Some(event) => {
                let undoable = Undoable { event, rows: [ahead.taken, ahead.patched].concat(), of: ahead.of };
                inbox.undoable.set(Some(undoable.clone()));
                self.toasts.push(toast.with_undo(move || self.undo(undoable.clone())));
            }
            None => {
                self.toasts.push(toast);
            }
        }
    }

    /// Takes back the last change, when the server can. Whether there was one.
    pub fn undo_last(self) -> bool {
        let last = self.inbox.undoable.get_untracked();
        last.is_some_and(|undoable| {
            self.with_code(undo(self, undoable));
            true
        })
    }

    fn undo(self, undoable: Undoable) {
        let inbox = self.inbox;
        inbox.undoable.try_set(None);
        let ids: Vec<ThreadId> = undoable.rows.iter().map(|row| row.id).collect();
        inbox.forget_ahead(&ids);
        // The toast outlives the page.
        if inbox.list.key.try_get_untracked().as_ref() == Some(&undoable.of) {
            inbox.list.rows.update(|rows| {
                rows.restore(undoable.rows.clone());
                rows.put_back(undoable.rows);
            });
        }
        self.take_back(undoable.event);
    }

    fn take_back(self, event: EventId) {
        let inbox = self.inbox;
        leptos::task::spawn_local(async move {
            match api::undo(event).await {
                Ok(_) => {
                    self.toasts.push(Toast::done(t_string!(inbox.i18n, inbox.done.undone)));
                }
                Err(error) => {
                    let reason = error_text(inbox.i18n, &error);
                    self.toasts.push(Toast::failed(t_string!(
                        inbox.i18n,
                        inbox.failed.undo,
                        reason = reason
                    )));
                }
            }
            inbox.refresh_all();
        });
    }

    /// Attaches threads to a lead.
    pub fn attach(self, threads: Vec<ThreadId>, lead: RecordId, name: String) {
        let inbox = self.inbox;
        if threads.is_empty() {
            return;
        }
        inbox.forget_ahead(&threads);
        leptos::task::spawn_local(async move {
            let count = u32::try_from(threads.len()).unwrap_or(u32::MAX);
            let answer = attach_threads(threads.clone(), lead).await;
            inbox.forget_ahead(&threads);
            match answer {
                Ok(done) => {
                    let toast =
                        Toast::done(t_string!(inbox.i18n, inbox.done.attached, count = count, lead = name));
                    self.toasts.push(match done.undo {
                        Some(event) => toast.with_undo(move || self.take_back(event)),
                        None => toast,
                    });
                    inbox.refresh_all();
                }
                Err(error) => {
                    let reason = error_text(inbox.i18n, &error);
                    self.toasts.push(Toast::failed(t_string!(
                        inbox.i18n,
                        inbox.failed.attach,
                        reason = reason
                    )));
                }
            }
        });
    }

    fn is_open_flagged(self, thread: ThreadId) -> bool {
        self.inbox.reading.thread.with_untracked(|open| {
            open.as_ref()
                .is_some_and(|open| open.id == thread && open.messages.iter().any(|message| message.flagged))
        })
    }
}

/// What the toast says.
fn said(i18n: I18n, inbox: Inbox, action: ThreadAction, count: u32, done: &Done) -> String {
    match action {
        ThreadAction::Archive => t_string!(i18n, inbox.done.archived, count = count),
        ThreadAction::Delete => t_string!(i18n, inbox.done.deleted, count = count),
        ThreadAction::MarkRead => t_string!(i18n, inbox.done.read, count = count),
        ThreadAction::MarkUnread => t_string!(i18n, inbox.done.unread, count = count),
        ThreadAction::Flag => t_string!(i18n, inbox.done.flagged, count = count),
        ThreadAction::Unflag => t_string!(i18n, inbox.done.unflagged, count = count),
        ThreadAction::Move { to } => {
            let known = inbox.folders.mailboxes.try_with_untracked(|mailboxes| {
                tree::find(mailboxes, to).map(|(_, folder)| inbox.folder_name(folder))
            });
            let folder = known.flatten().or_else(|| done.to_folder.clone()).unwrap_or_default();
            t_string!(i18n, inbox.done.moved, count = count, folder = folder)
        }
    }
}
