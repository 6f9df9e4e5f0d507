//! Changing threads: shown at once, told to the server, taken back visibly when it refuses, undone on request.

use super::{
    api,
    place::ListKey,
    state::{Inbox, Undoable},
    tree,
};
use crate::{
    api::ApiError,
    features::leads::api::attach_threads,
    state::{Toast, Toasts, use_toasts},
    ui::error_text,
};
use kurier_i18n::{I18n, t_string};
use kurier_model::{
    EventId, FolderId, LeadId, ThreadId,
    account::FolderRole,
    inbox::{Conversation, Done, ThreadAction, ThreadRow},
};
use leptos::prelude::*;

/// The ways to change threads. Made once by the page, used by every part.
#[derive(Clone, Copy)]
pub struct Actions {
    inbox: Inbox,
    toasts: Toasts,
}

/// What was changed before the server was asked.
struct Ahead {
    /// Rows that left the list.
    taken: Vec<ThreadRow>,
    /// Rows as they were before they were changed in place.
    patched: Vec<ThreadRow>,
    /// The open conversation as it was.
    conversation: Option<Conversation>,
    /// Folder, unread, total: what was added to the counts.
    counts: Vec<(FolderId, i64, i64)>,
    of: ListKey,
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

impl Actions {
    /// Does it to the threads that are meant: selected, open, or under the keyboard.
    pub fn act_on_meant(self, action: ThreadAction) {
        let threads = self.inbox.meant();
        self.act(threads, action);
    }

    /// Stars the threads that are meant, or takes the stars away when all have one.
    pub fn toggle_flag(self, threads: Vec<ThreadId>) {
        let all = self.inbox.rows.with_untracked(|rows| {
            threads
                .iter()
                .all(|id| rows.get(*id).map_or_else(|| self.is_open_flagged(*id), |row| row.flagged))
        });
        self.act(threads, if all { ThreadAction::Unflag } else { ThreadAction::Flag });
    }

    /// Marks read what is unread; when nothing is, marks unread.
    pub fn toggle_read(self, threads: Vec<ThreadId>) {
        let any = self
            .inbox
            .rows
            .with_untracked(|rows| threads.iter().any(|id| rows.get(*id).is_some_and(|row| row.unread > 0)));
        self.act(threads, if any { ThreadAction::MarkRead } else { ThreadAction::MarkUnread });
    }

    /// Does it, says so, and offers to take it back.
    pub fn act(self, threads: Vec<ThreadId>, action: ThreadAction) {
        self.start(threads, action, true);
    }

    /// Marks read because it was read: nobody needs to be told.
    pub fn mark_seen(self, thread: ThreadId) {
        self.start(vec![thread], ThreadAction::MarkRead, false);
    }

    fn start(self, threads: Vec<ThreadId>, action: ThreadAction, aloud: bool) {
        if threads.is_empty() || !self.may_move(&threads, action) {
            return;
        }
        let inbox = self.inbox;
        let from = inbox.folder();
        if action == (ThreadAction::MarkUnread) {
            inbox.keep_unread.set(threads.first().copied());
        }
        inbox.forget_prefetched(&threads);
        let ahead = self.go_ahead(&threads, action);
        leptos::task::spawn_local(async move {
            let answer = api::act(threads.clone(), from, action).await;
            inbox.rows.try_update(|rows| rows.settle(&threads));
            match answer {
                Ok(done) => self.done(&threads, action, done, ahead, aloud),
                Err(error) => self.refused(ahead, &error),
            }
        });
    }

    /// Mail stays within its account; the server would refuse, so it is said at once.
    fn may_move(self, threads: &[ThreadId], action: ThreadAction) -> bool {
        let ThreadAction::Move { to } = action else { return true };
        let target = self
            .inbox
            .mailboxes
            .with_untracked(|mailboxes| tree::find(mailboxes, to).map(|(mailbox, _)| mailbox.id));
        let fits = threads.iter().all(|id| self.inbox.mailbox_of(*id).is_none_or(|of| Some(of) == target));
        if !fits {
            self.toasts.push(Toast::failed(t_string!(self.inbox.i18n, inbox.failed.other_mailbox)));
        }
        fits && self.inbox.folder() != Some(to)
    }

    /// Changes what is on the page as if the server had agreed.
    fn go_ahead(self, threads: &[ThreadId], action: ThreadAction) -> Ahead {
        let inbox = self.inbox;
        let folder = inbox.folder();
        let target = match action {
            ThreadAction::Archive => folder.and_then(|folder| inbox.sibling(folder, FolderRole::Archive)),
            ThreadAction::Delete => folder.and_then(|folder| inbox.sibling(folder, FolderRole::Trash)),
            ThreadAction::Move { to } => Some(to),
            _ => None,
        };
        let leaves =
            matches!(action, ThreadAction::Archive | ThreadAction::Delete | ThreadAction::Move { .. })
                && folder.is_some()
                && target != folder;
        let mut ahead = Ahead {
            taken: Vec::new(),
            patched: Vec::new(),
            conversation: inbox.conversation.get_untracked(),
            counts: Vec::new(),
            of: inbox.rows_of.get_untracked(),
        };
        if leaves {
            self.move_on(threads);
            ahead.taken = inbox.rows.try_update(|rows| rows.take(threads)).unwrap_or_default();
            inbox.selection.update(|selection| selection.forget(threads));
            let (unread, total) = sums(&ahead.taken);
            ahead.counts.extend(folder.map(|folder| (folder, -unread, -total)));
            ahead.counts.extend(target.map(|target| (target, unread, total)));
        } else {
            ahead.patched = inbox
                .rows
                .try_update(|rows| rows.patch(threads, |row| patch_row(row, action)))
                .unwrap_or_default();
            let after: Vec<ThreadRow> = inbox.rows.with_untracked(|rows| {
                ahead.patched.iter().filter_map(|row| rows.get(row.id)).cloned().collect()
            });
            let change = sums(&after).0 - sums(&ahead.patched).0;
            ahead.counts.extend(folder.map(|folder| (folder, change, 0)));
            inbox.conversation.update(|open| {
                if let Some(open) = open.as_mut().filter(|open| threads.contains(&open.id)) {
                    patch_conversation(open, action);
                }
            });
        }
        self.count(&ahead.counts, 1);
        ahead
    }

    /// When the open thread or the one under the keyboard leaves, the next one takes its place.
    fn move_on(self, leaving: &[ThreadId]) {
        let inbox = self.inbox;
        let successor = |id| {
            inbox.rows.with_untracked(|rows| {
                if leaving.contains(&id) { rows.successor(leaving, id) } else { Some(id) }
            })
        };
        if let Some(cursor) = inbox.cursor.get_untracked() {
            inbox.cursor.set(successor(cursor));
        }
        let Some(open) =
            inbox.place.with_untracked(|place| place.thread).filter(|open| leaving.contains(open))
        else {
            return;
        };
        let next = successor(open).filter(|_| !super::browser::is_phone());
        match next {
            Some(next) => inbox.open(next),
            None => inbox.go(&inbox.place.get_untracked().with_thread(None), true),
        }
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

    fn refused(self, ahead: Ahead, error: &ApiError) {
        let inbox = self.inbox;
        self.count(&ahead.counts, -1);
        if inbox.rows_of.get_untracked() == ahead.of {
            inbox.rows.update(|rows| {
                rows.put_back(ahead.taken);
                rows.restore(ahead.patched);
            });
        }
        if let Some(before) = ahead.conversation {
            inbox.conversation.update(|open| {
                if open.as_ref().is_some_and(|open| open.id == before.id) {
                    *open = Some(before);
                }
            });
        }
        let reason = error_text(inbox.i18n, error);
        self.toasts.push(Toast::failed(t_string!(inbox.i18n, inbox.failed.act, reason = reason)));
    }

    /// Takes back the last change, when the server can. Whether there was one.
    pub fn undo_last(self) -> bool {
        let last = self.inbox.undoable.get_untracked();
        last.is_some_and(|undoable| {
            self.undo(undoable);
            true
        })
    }

    fn undo(self, undoable: Undoable) {
        let inbox = self.inbox;
        inbox.undoable.set(None);
        let ids: Vec<ThreadId> = undoable.rows.iter().map(|row| row.id).collect();
        inbox.forget_prefetched(&ids);
        if inbox.rows_of.get_untracked() == undoable.of {
            inbox.rows.update(|rows| {
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
    pub fn attach(self, threads: Vec<ThreadId>, lead: LeadId, name: String) {
        let inbox = self.inbox;
        if threads.is_empty() {
            return;
        }
        inbox.forget_prefetched(&threads);
        leptos::task::spawn_local(async move {
            let count = u32::try_from(threads.len()).unwrap_or(u32::MAX);
            match attach_threads(threads, lead).await {
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

    fn count(self, counts: &[(FolderId, i64, i64)], sign: i64) {
        if counts.iter().any(|(_, unread, total)| *unread != 0 || *total != 0) {
            self.inbox.mailboxes.update(|mailboxes| {
                for (folder, unread, total) in counts {
                    tree::shift_counts(mailboxes, *folder, unread * sign, total * sign);
                }
            });
        }
    }

    fn is_open_flagged(self, thread: ThreadId) -> bool {
        self.inbox.conversation.with_untracked(|open| {
            open.as_ref()
                .is_some_and(|open| open.id == thread && open.messages.iter().any(|message| message.flagged))
        })
    }
}

/// How many of these threads are unread, and how many they are: what a folder counts.
fn sums(rows: &[ThreadRow]) -> (i64, i64) {
    rows.iter().fold((0, 0), |(unread, total), row| (unread + i64::from(row.unread > 0), total + 1))
}

fn patch_row(row: &mut ThreadRow, action: ThreadAction) {
    match action {
        ThreadAction::MarkRead => row.unread = 0,
        ThreadAction::MarkUnread => row.unread = row.unread.max(1),
        ThreadAction::Flag => row.flagged = true,
        ThreadAction::Unflag => row.flagged = false,
        ThreadAction::Archive | ThreadAction::Delete | ThreadAction::Move { .. } => {}
    }
}

fn patch_conversation(open: &mut Conversation, action: ThreadAction) {
    match action {
        ThreadAction::MarkRead => open.messages.iter_mut().for_each(|message| message.seen = true),
        ThreadAction::MarkUnread => {
            if let Some(last) = open.messages.iter_mut().rev().find(|message| !message.is_mine) {
                last.seen = false;
            }
        }
        ThreadAction::Flag => {
            if let Some(last) = open.messages.last_mut() {
                last.flagged = true;
            }
        }
        ThreadAction::Unflag => open.messages.iter_mut().for_each(|message| message.flagged = false),
        ThreadAction::Archive | ThreadAction::Delete | ThreadAction::Move { .. } => {}
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
            let known = inbox.mailboxes.with_untracked(|mailboxes| {
                tree::find(mailboxes, to).map(|(_, folder)| inbox.folder_name(folder))
            });
            let folder = known.or_else(|| done.to_folder.clone()).unwrap_or_default();
            t_string!(i18n, inbox.done.moved, count = count, folder = folder)
        }
    }
}
