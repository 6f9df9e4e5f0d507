//! The menu of a folder.

use crate::features::inbox::state::tree;
use crate::features::inbox::state::{Inbox, InboxDialog, Naming};
use crate::lazy::split;
use crate::ui::{ContextMenu, IconName, MenuItem};
use kurier_i18n::{t, t_string};
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

/// The menu of a right click, one for all folders.
#[derive(Clone, Copy)]
pub struct FolderMenu {
    folder: RwSignal<Option<FolderRef>>,
    at: RwSignal<Option<(i32, i32)>>,
}

impl FolderMenu {
    /// Makes the context.
    pub fn provide() -> Self {
        let menu = Self { folder: RwSignal::new(None), at: RwSignal::new(None) };
        provide_context(menu);
        menu
    }

    /// Opens it for a folder, at a point of the window.
    pub fn open(self, folder: FolderRef, at: (i32, i32)) {
        self.folder.set(Some(folder));
        self.at.set(Some(at));
    }
}

/// The one of the tree above.
#[must_use]
pub fn use_folder_menu() -> FolderMenu {
    expect_context()
}

split! {
    /// What the button beside a folder opens.
    mail: pub fn folder_menu(inbox: Inbox, folder: FolderRef) -> AnyView {
        view! { <FolderActions inbox folder /> }.into_any()
    }
}

split! {
    /// What a right click on a folder opens.
    mail: pub fn folder_context_menu(inbox: Inbox, menu: FolderMenu) -> AnyView {
        view! { <FolderContextMenu inbox menu /> }.into_any()
    }
}

#[component]
fn FolderContextMenu(inbox: Inbox, menu: FolderMenu) -> impl IntoView {
    let label = Signal::derive(move || {
        let name = menu.folder.get().and_then(|folder| {
            inbox.folders.mailboxes.with(|mailboxes| {
                tree::find(mailboxes, folder.id).map(|(_, folder)| inbox.folder_name(folder))
            })
        });
        t_string!(inbox.i18n, inbox.folders.actions, name = name.unwrap_or_default())
    });
    view! {
        <ContextMenu at=menu.at label>
            {move || menu.folder.get().map(|folder| view! { <FolderActions inbox folder /> })}
        </ContextMenu>
    }
}

/// What can be done to a folder. Folders that have a role keep their name and stay.
#[component]
fn FolderActions(inbox: Inbox, folder: FolderRef) -> impl IntoView {
    let FolderRef { mailbox, id, can_change } = folder;
    let i18n = inbox.i18n;
    view! {
        <MenuItem
            icon=IconName::FolderPlus
            on_select=move |()| {
                inbox.folders.collapsed.update(|collapsed| {
                    collapsed.remove(&id);
                });
                inbox.folders.naming.set(Some(Naming::New { mailbox, parent: Some(id) }));
            }
        >
            {t!(i18n, inbox.folders.new_inside)}
        </MenuItem>
        <MenuItem
            icon=IconName::Pencil
            shortcut="F2"
            disabled=!can_change
            on_select=move |()| inbox.folders.naming.set(Some(Naming::Rename(id)))
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
