//! The folder tree: a section for each mailbox, folders of any depth.

use super::item::FolderItem;
use super::mailbox_state::{StateDot, StateLine};
use super::menu::{FolderMenu, folder_context_menu};
use super::naming::name_field;
use crate::features::inbox::browser;
use crate::features::inbox::state::tree;
use crate::features::inbox::state::{Inbox, Naming};
use crate::lazy::later;
use crate::state::use_first_touch;
use crate::ui::{IconButton, IconName};
use kurier_i18n::t_string;
use kurier_model::{
    FolderId, MailboxId,
    mailbox::{Mailbox, MailboxState},
};
use leptos::prelude::*;
use std::collections::HashSet;

/// Where this device remembers the collapsed folders.
const COLLAPSED: &str = "kurier.collapsed";

/// All mailboxes.
#[component]
pub fn FolderTree(inbox: Inbox) -> impl IntoView {
    Effect::new(move || {
        let remembered: HashSet<FolderId> = browser::remembered(COLLAPSED)
            .unwrap_or_default()
            .split(',')
            .filter_map(|id| id.parse().ok())
            .collect();
        if !remembered.is_empty() {
            inbox.folders.collapsed.set(remembered);
        }
    });
    Effect::watch(
        move || inbox.folders.collapsed.get(),
        |collapsed: &HashSet<FolderId>, _, _| {
            let ids: Vec<String> = collapsed.iter().map(ToString::to_string).collect();
            browser::remember(COLLAPSED, &ids.join(","));
        },
        false,
    );
    let ids = Memo::new(move |_| {
        inbox
            .folders
            .mailboxes
            .with(|mailboxes| mailboxes.iter().map(|mailbox| mailbox.id).collect::<Vec<_>>())
    });
    let touch = use_first_touch();
    let menu = FolderMenu::provide();
    view! {
        <div class="folder-tree">
            <For each=move || ids.get() key=|id| *id let:id>
                <MailboxSection inbox id />
            </For>
            <Show when=move || touch.is_over()>{later(move || folder_context_menu(inbox, menu))}</Show>
        </div>
    }
}

#[component]
fn MailboxSection(inbox: Inbox, id: MailboxId) -> impl IntoView {
    let i18n = inbox.i18n;
    let of = move |mailboxes: &[Mailbox]| mailboxes.iter().find(|mailbox| mailbox.id == id).cloned();
    let address = inbox
        .folders
        .mailboxes
        .with_untracked(|mailboxes| of(mailboxes).map(|mailbox| mailbox.address).unwrap_or_default());
    let state = Memo::new(move |_| {
        inbox.folders.mailboxes.with(|mailboxes| {
            mailboxes
                .iter()
                .find(|mailbox| mailbox.id == id)
                .map_or(MailboxState::Waiting, |mailbox| mailbox.state.clone())
        })
    });
    let shown = Memo::new(move |_| {
        inbox.folders.mailboxes.with(|mailboxes| {
            let folders =
                mailboxes.iter().find(|mailbox| mailbox.id == id).map(|mailbox| mailbox.folders.as_slice());
            inbox.folders.collapsed.with(|collapsed| tree::visible(folders.unwrap_or_default(), collapsed))
        })
    });
    let heading = format!("mailbox-{id}");
    view! {
        <section class="folder-tree__mailbox" aria-labelledby=heading>
            <div class="folder-tree__head">
                <StateDot inbox state />
                <h2 class="folder-tree__address" id=heading.clone() title=address.clone()><bdi>{address.clone()}</bdi></h2>
                <IconButton
                    icon=IconName::FolderPlus
                    label=t_string!(i18n, inbox.folders.new)
                    on_click=move |_| inbox.folders.naming.set(Some(Naming::New { mailbox: id, parent: None }))
                />
            </div>
            <StateLine inbox state />
            <ul class="folder-tree__folders" role="list">
                <Show when=move || inbox.folders.naming.get() == Some(Naming::New { mailbox: id, parent: None })>
                    <li class="folder-tree__naming" data-depth="0">
                        {later(move || name_field(inbox, Naming::New { mailbox: id, parent: None }))}
                    </li>
                </Show>
                <For each=move || shown.get() key=|folder| *folder let:folder>
                    <FolderItem inbox mailbox=id id=folder />
                </For>
            </ul>
        </section>
    }
}
