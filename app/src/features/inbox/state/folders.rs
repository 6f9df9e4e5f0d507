//! The tree of folders, and what is being done to it.

use super::{refresh::Refresh, tree};
use kurier_model::{
    FolderId, MailboxId,
    mailbox::{FolderRole, Mailbox},
};
use leptos::prelude::*;
use std::collections::HashSet;

#[derive(Clone, Copy)]
pub struct Folders {
    /// As the server told it last, with the changes that are on their way.
    pub mailboxes: RwSignal<Vec<Mailbox>>,
    /// Folders whose children are hidden.
    pub collapsed: RwSignal<HashSet<FolderId>>,
    /// The name that is being written in the tree.
    pub naming: RwSignal<Option<Naming>>,
    /// The drawer of narrow windows.
    pub drawer: RwSignal<bool>,
    pub refresh: StoredValue<Refresh>,
}

/// A folder that gets a name, in its place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    New { mailbox: MailboxId, parent: Option<FolderId> },
    Rename(FolderId),
}

impl Folders {
    pub(super) fn new() -> Self {
        Self {
            mailboxes: RwSignal::default(),
            collapsed: RwSignal::default(),
            naming: RwSignal::default(),
            drawer: RwSignal::new(false),
            refresh: StoredValue::default(),
        }
    }

    /// The folder with this role in the mailbox of another folder.
    #[must_use]
    pub fn sibling(self, folder: FolderId, role: FolderRole) -> Option<FolderId> {
        self.mailboxes.with_untracked(|mailboxes| {
            let (mailbox, _) = tree::find(mailboxes, folder)?;
            mailbox.folders.iter().find(|folder| folder.role == Some(role)).map(|folder| folder.id)
        })
    }
}
