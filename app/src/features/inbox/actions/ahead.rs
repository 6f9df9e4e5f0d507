//! Changing what is on the page before the server has answered, and taking that back when it refuses.

use crate::features::inbox::state::Inbox;
use crate::features::inbox::state::place::ListKey;
use crate::features::inbox::state::tree;
use crate::ui::is_phone;
use kurier_model::{
    FolderId, ThreadId,
    inbox::{Thread, ThreadAction, ThreadRow},
    mailbox::FolderRole,
};
use leptos::prelude::*;

/// What was changed before the server was asked.
pub struct Ahead {
    /// Rows that left the list.
    pub taken: Vec<ThreadRow>,
    /// Rows as they were before they were changed in place.
    pub patched: Vec<ThreadRow>,
    /// The open thread as it was.
    thread: Option<Thread>,
    /// Folder, unread, total: what was added to the counts.
    pub counts: Vec<(FolderId, i64, i64)>,
    pub of: ListKey,
}

impl Inbox {
    /// Changes what is on the page as if the server had agreed. `folder`: where it was asked for; another one may be shown by now.
    pub(super) fn go_ahead(
        self,
        threads: &[ThreadId],
        folder: Option<FolderId>,
        action: ThreadAction,
    ) -> Ahead {
        let target = match action {
            ThreadAction::Archive => {
                folder.and_then(|folder| self.folders.sibling(folder, FolderRole::Archive))
            }
            ThreadAction::Delete => folder.and_then(|folder| self.folders.sibling(folder, FolderRole::Trash)),
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
            thread: self.reading.thread.get_untracked(),
            counts: Vec::new(),
            of: self.list.key.get_untracked(),
        };
        if folder != self.folder() {
            // Another list is shown by now; the truth is read when the server has answered.
            return ahead;
        }
        if leaves {
            self.move_on(threads);
            ahead.taken = self.list.rows.try_update(|rows| rows.take(threads)).unwrap_or_default();
            self.list.selection.update(|selection| selection.forget(threads));
            let (unread, total) = sums(&ahead.taken);
            ahead.counts.extend(folder.map(|folder| (folder, -unread, -total)));
            ahead.counts.extend(target.map(|target| (target, unread, total)));
        } else {
            ahead.patched = self
                .list
                .rows
                .try_update(|rows| rows.patch(threads, |row| patch_row(row, action)))
                .unwrap_or_default();
            let after: Vec<ThreadRow> = self.list.rows.with_untracked(|rows| {
                ahead.patched.iter().filter_map(|row| rows.get(row.id)).cloned().collect()
            });
            let change = sums(&after).0 - sums(&ahead.patched).0;
            ahead.counts.extend(folder.map(|folder| (folder, change, 0)));
            self.reading.thread.update(|open| {
                if let Some(open) = open.as_mut().filter(|open| threads.contains(&open.id)) {
                    patch_thread(open, action);
                }
            });
        }
        self.count(&ahead.counts, 1);
        ahead
    }

    /// When the open thread or the one under the keyboard leaves, the next one takes its place.
    fn move_on(self, leaving: &[ThreadId]) {
        let successor = |id| {
            self.list.rows.with_untracked(|rows| {
                if leaving.contains(&id) { rows.successor(leaving, id) } else { Some(id) }
            })
        };
        if let Some(cursor) = self.list.cursor.get_untracked() {
            self.list.cursor.set(successor(cursor));
        }
        let Some(open) =
            self.place.with_untracked(|place| place.thread).filter(|open| leaving.contains(open))
        else {
            return;
        };
        let next = successor(open).filter(|_| !is_phone());
        match next {
            Some(next) => {
                self.open(next);
                self.reading.unasked.set_value(Some(next));
            }
            None => self.go(&self.place.get_untracked().with_thread(None), true),
        }
    }

    /// The server has refused: everything goes back to where it was.
    pub(super) fn go_back(self, ahead: Ahead) {
        self.count(&ahead.counts, -1);
        if self.list.key.try_get_untracked().as_ref() == Some(&ahead.of) {
            self.list.rows.update(|rows| {
                rows.put_back(ahead.taken);
                rows.restore(ahead.patched);
            });
        }
        if let Some(before) = ahead.thread {
            self.reading.thread.update(|open| {
                if open.as_ref().is_some_and(|open| open.id == before.id) {
                    *open = Some(before);
                }
            });
        }
    }

    fn count(self, counts: &[(FolderId, i64, i64)], sign: i64) {
        if counts.iter().any(|(_, unread, total)| *unread != 0 || *total != 0) {
            self.folders.mailboxes.update(|mailboxes| {
                for (folder, unread, total) in counts {
                    tree::shift_counts(mailboxes, *folder, unread * sign, total * sign);
                }
            });
        }
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

fn patch_thread(open: &mut Thread, action: ThreadAction) {
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
