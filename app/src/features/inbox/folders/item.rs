//! One folder of the tree.

use super::menu::{FolderRef, folder_menu, use_folder_menu};
use super::naming::name_field;
use crate::features::inbox::browser;
use crate::features::inbox::rest::Rest;
use crate::features::inbox::state::gesture::{DropTarget, Gesture};
use crate::features::inbox::state::place::Place;
use crate::features::inbox::state::tree;
use crate::features::inbox::state::{Inbox, InboxDialog, Naming};
use crate::lazy::later;
use crate::ui::{Icon, IconName, Menu};
use kurier_i18n::t_string;
use kurier_model::{
    FolderId, MailboxId,
    mailbox::{Folder, FolderRole},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A folder: a link to its threads, a place to drop threads on, and what can be done to it.
#[component]
pub fn FolderItem(inbox: Inbox, mailbox: MailboxId, id: FolderId) -> impl IntoView {
    let folder = Memo::new(move |before: Option<&Option<Folder>>| {
        inbox
            .folders
            .mailboxes
            .with(|mailboxes| tree::find(mailboxes, id).map(|(_, folder)| folder.clone()))
            .or_else(|| before.cloned().flatten())
    });
    let has_children = Memo::new(move |_| {
        inbox.folders.mailboxes.with(|mailboxes| {
            mailboxes
                .iter()
                .find(|other| other.id == mailbox)
                .is_some_and(|mailbox| tree::has_children(&mailbox.folders, id))
        })
    });
    let is_renamed = move || inbox.folders.naming.get() == Some(Naming::Rename(id));
    let depth =
        Memo::new(move |_| folder.with(|folder| folder.as_ref().map_or(0, |folder| folder.depth.min(9))));
    view! {
        <li class="folder-item" data-depth=move || depth.get().to_string()>
            <Twist inbox id folder has_children />
            <Show when=move || !is_renamed() fallback=move || later(move || name_field(inbox, Naming::Rename(id)))>
                <FolderLink inbox mailbox id folder has_children />
            </Show>
        </li>
        <Show when=move || inbox.folders.naming.get() == Some(Naming::New { mailbox, parent: Some(id) })>
            <li class="folder-tree__naming" data-depth=move || (depth.get() + 1).to_string()>
                {later(move || name_field(inbox, Naming::New { mailbox, parent: Some(id) }))}
            </li>
        </Show>
    }
}

/// The triangle that shows and hides what lies below.
#[component]
fn Twist(
    inbox: Inbox,
    id: FolderId,
    folder: Memo<Option<Folder>>,
    has_children: Memo<bool>,
) -> impl IntoView {
    let i18n = inbox.i18n;
    let is_collapsed = Memo::new(move |_| inbox.folders.collapsed.with(|collapsed| collapsed.contains(&id)));
    let label = move || {
        let name =
            folder.with(|folder| folder.as_ref().map(|folder| inbox.folder_name(folder)).unwrap_or_default());
        if is_collapsed.get() {
            t_string!(i18n, inbox.folders.expand, name = name)
        } else {
            t_string!(i18n, inbox.folders.collapse, name = name)
        }
    };
    view! {
        <Show when=move || has_children.get() fallback=|| view! { <span class="folder-item__twist"></span> }>
            <button
                type="button"
                class="folder-item__twist"
                // By keys: the arrows on the folder.
                tabindex="-1"
                aria-expanded=move || (!is_collapsed.get()).to_string()
                aria-label=label
                on:click=move |_| inbox.toggle_folder(id)
            >
                <Icon name=IconName::ChevronRight />
            </button>
        </Show>
    }
}

#[component]
fn FolderLink(
    inbox: Inbox,
    mailbox: MailboxId,
    id: FolderId,
    folder: Memo<Option<Folder>>,
    has_children: Memo<bool>,
) -> impl IntoView {
    let i18n = inbox.i18n;
    let menu = use_folder_menu();
    let name = Memo::new(move |_| {
        folder.with(|folder| folder.as_ref().map(|folder| inbox.folder_name(folder)).unwrap_or_default())
    });
    let path = Memo::new(move |_| {
        folder.with(|folder| folder.as_ref().map(|folder| folder.path.clone()).unwrap_or_default())
    });
    let (role, is_selectable) = role_and_selectable(folder);
    let is_current = Memo::new(move |_| inbox.place.with(|place| place.list.folder() == Some(id)));
    let is_over = Memo::new(move |_| inbox.pointer.over.get() == Some(DropTarget::Folder(id)));
    let menu_label = Signal::derive(move || t_string!(i18n, inbox.folders.actions, name = name.get()));
    let can_change = role.is_none();
    let this = FolderRef { mailbox, id, can_change };
    view! {
        <div
            class="folder-item__row"
            data-testid="folder-item"
            data-folder-path=move || path.get()
            data-drop-folder=is_selectable.then(|| id.to_string())
            data-over=move || is_over.get().then_some("true")
            data-current=move || is_current.get().then_some("true")
            on:contextmenu=move |event| {
                event.prevent_default();
                if inbox.pointer.gesture.with_untracked(|gesture| *gesture == Gesture::Idle) {
                    menu.open(this, (event.client_x(), event.client_y()));
                }
            }
            on:keydown=move |event| inbox.folder_key(id, can_change, has_children.get_untracked(), &event)
        >
            <FolderFace inbox id folder name is_current has_children />
            <span class="folder-item__menu">
                <Menu label=menu_label>{later(move || folder_menu(inbox, this))}</Menu>
            </span>
        </div>
    }
}

/// Its name and how much of it is unread; leads to its threads.
#[component]
fn FolderFace(
    inbox: Inbox,
    id: FolderId,
    folder: Memo<Option<Folder>>,
    name: Memo<String>,
    is_current: Memo<bool>,
    has_children: Memo<bool>,
) -> impl IntoView {
    let i18n = inbox.i18n;
    let of = move |read: fn(&Folder) -> u32| folder.with(|folder| folder.as_ref().map_or(0, read));
    let unread = Memo::new(move |_| of(|folder| folder.unread));
    let total = Memo::new(move |_| of(|folder| folder.total));
    // The whole path, as people say it: a folder with a part of its own by the name of that.
    let path = move || {
        folder.with(|folder| {
            let folder = folder.as_ref()?;
            Some(if folder.role.is_some() { inbox.folder_name(folder) } else { folder.path.clone() })
        })
    };
    let title = move || {
        let path = path().unwrap_or_default();
        format!("{path} · {}", t_string!(i18n, inbox.folders.total, count = total.get()))
    };
    let (role, is_selectable) = role_and_selectable(folder);
    let rest = Rest::new();
    view! {
        <a
            class="folder-item__link"
            href=Place::folder(id).href()
            draggable="false"
            aria-current=move || is_current.get().then_some("page")
            // The arrows show and hide what lies below.
            aria-expanded=move || has_children.get().then(|| inbox.folders.collapsed.with(|collapsed| !collapsed.contains(&id)).to_string())
            aria-disabled=(!is_selectable).then_some("true")
            title=title
            on:pointerenter=move |event| {
                if is_selectable {
                    rest.begin(&event, move || inbox.prefetch_folder(id));
                }
            }
            on:pointerleave=move |_| rest.end()
            on:click=move |event| {
                if is_selectable {
                    inbox.folders.drawer.set(false);
                } else {
                    event.prevent_default();
                    event.stop_propagation();
                    inbox.toggle_folder(id);
                }
            }
        >
            <Icon name=icon(role) />
            <span class="folder-item__name" dir="auto">{move || name.get()}</span>
            <Show when=move || { unread.get() > 0 }>
                <span class="folder-item__unread" aria-label=move || t_string!(i18n, inbox.folders.unread, count = unread.get())>
                    {move || i18n.number(unread.get().into())}
                </span>
            </Show>
        </a>
    }
}

/// Neither changes while a folder is in the tree.
fn role_and_selectable(folder: Memo<Option<Folder>>) -> (Option<FolderRole>, bool) {
    folder.with_untracked(|folder| {
        folder.as_ref().map_or((None, false), |folder| (folder.role, folder.selectable))
    })
}

/// The picture of a folder.
pub const fn icon(role: Option<FolderRole>) -> IconName {
    match role {
        Some(FolderRole::Inbox) => IconName::Inbox,
        Some(FolderRole::Sent) => IconName::Send,
        Some(FolderRole::Drafts) => IconName::FilePen,
        Some(FolderRole::Trash) => IconName::Trash2,
        Some(FolderRole::Junk) => IconName::OctagonAlert,
        Some(FolderRole::Archive) => IconName::Archive,
        Some(FolderRole::All) => IconName::Mails,
        Some(FolderRole::Flagged) => IconName::Star,
        None => IconName::Folder,
    }
}

impl Inbox {
    /// Shows or hides what lies in a folder.
    pub fn toggle_folder(self, id: FolderId) {
        self.folders.collapsed.update(|collapsed| {
            if !collapsed.remove(&id) {
                collapsed.insert(id);
            }
        });
    }

    /// Arrow keys walk through the tree, F2 renames, Delete deletes.
    fn folder_key(self, id: FolderId, can_change: bool, has_children: bool, event: &web_sys::KeyboardEvent) {
        let is_link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|target| target.class_name().contains("folder-item__link"));
        if !is_link {
            return;
        }
        let is_collapsed = self.folders.collapsed.with_untracked(|collapsed| collapsed.contains(&id));
        match event.key().as_str() {
            "ArrowRight" if has_children && is_collapsed => self.toggle_folder(id),
            "ArrowLeft" if has_children && !is_collapsed => self.toggle_folder(id),
            "ArrowDown" => browser::focus_neighbour(".folder-item__link", 1),
            "ArrowUp" => browser::focus_neighbour(".folder-item__link", -1),
            "F2" if can_change => self.folders.naming.set(Some(Naming::Rename(id))),
            "Delete" if can_change => self.dialog.set(Some(InboxDialog::DeleteFolder(id))),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}
