//! The menu of a folder.

use super::state::{Inbox, InboxDialog, Naming};
use crate::ui::{ContextMenu, IconName, MenuItem};
use kurier_i18n::t;
use kurier_model::{FolderId, MailboxId};
use leptos::prelude::*;

/// The folder that a menu belongs to.
#[derive(Clone, Copy)]
pub struct FolderRef {
    pub mailbox: MailboxId,
    pub id: FolderId,
    /// May it be renamed and deleted?
    pub can_change: bool,
}

/// The menu of a right click.
#[component]
pub fn FolderContextMenu(
    inbox: Inbox,
    folder: FolderRef,
    at: RwSignal<Option<(i32, i32)>>,
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <ContextMenu at label>
            <FolderActions inbox folder />
        </ContextMenu>
    }
}

/// What can be done to a folder. Folders that have a role keep their name and stay.
#[component]
pub fn FolderActions(inbox: Inbox, folder: FolderRef) -> impl IntoView {
    let FolderRef { mailbox, id, can_change } = folder;
    let i18n = inbox.i18n;
    view! {
        <MenuItem
            icon=IconName::FolderPlus
            on_select=move |()| {
                inbox.collapsed.update(|collapsed| {
                    collapsed.remove(&id);
                });
                inbox.naming.set(Some(Naming::New { mailbox, parent: Some(id) }));
            }
        >
            {t!(i18n, inbox.folders.new)}
        </MenuItem>
        <MenuItem
            icon=IconName::Pencil
            shortcut="F2"
            disabled=!can_change
            on_select=move |()| inbox.naming.set(Some(Naming::Rename(id)))
        >
            {t!(i18n, inbox.folders.rename)}
        </MenuItem>
        <MenuItem
            icon=IconName::Trash2
            danger=true
            disabled=!can_change
            on_select=move |()| inbox.dialog.set(Some(InboxDialog::DeleteFolder(id)))
        >
            {t!(i18n, inbox.folders.delete)}
        </MenuItem>
    }
}
