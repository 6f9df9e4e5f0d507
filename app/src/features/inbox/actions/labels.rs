//! What buttons say, where it depends on the mailbox.

use crate::features::inbox::state::Inbox;
use kurier_i18n::t_string;
use kurier_model::{ThreadId, mailbox::FolderRole};
use leptos::prelude::*;

impl Inbox {
    /// Archiving; and where there is no folder for it yet, that there will be one.
    #[must_use]
    pub fn archive_label(self, thread: ThreadId) -> String {
        let i18n = self.i18n;
        let label = if self.has(thread, FolderRole::Archive) {
            t_string!(i18n, inbox.act.archive)
        } else {
            t_string!(i18n, inbox.act.archive_first)
        };
        label.to_owned()
    }

    /// Deleting; and where there is no folder for it yet, that there will be one.
    #[must_use]
    pub fn delete_label(self, thread: ThreadId) -> String {
        let i18n = self.i18n;
        let label = if self.has(thread, FolderRole::Trash) {
            t_string!(i18n, inbox.act.delete)
        } else {
            t_string!(i18n, inbox.act.delete_first)
        };
        label.to_owned()
    }

    /// Whether the mailbox of the thread has a folder of this role; also when nothing is known of it. Tracks.
    fn has(self, thread: ThreadId, role: FolderRole) -> bool {
        let Some(id) = self.mailbox_of(thread) else { return true };
        self.folders.mailboxes.with(|mailboxes| {
            mailboxes
                .iter()
                .find(|mailbox| mailbox.id == id)
                .is_none_or(|mailbox| mailbox.folders.iter().any(|folder| folder.role == Some(role)))
        })
    }
}
