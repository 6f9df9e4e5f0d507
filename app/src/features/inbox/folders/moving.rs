//! `v`: the folder for some threads, found by typing.

use super::item::icon;
use crate::features::inbox::actions::{Actions, use_actions};
use crate::features::inbox::api;
use crate::features::inbox::browser;
use crate::features::inbox::state::tree;
use crate::features::inbox::state::{Inbox, InboxDialog};
use crate::{
    state::{Toast, Toasts, use_toasts},
    trouble::error_text,
    ui::{Dialog, Icon, IconName},
};
use kurier_i18n::{t, t_string};
use kurier_model::{
    FolderId, MailboxId, ThreadId,
    inbox::ThreadAction,
    mailbox::{Folder, FolderRole},
};
use leptos::html;
use leptos::prelude::*;

/// The dialog; its contents are made anew each time it opens.
#[component]
pub fn MoveDialog(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let open = RwSignal::new(false);
    let threads = RwSignal::new(Vec::<ThreadId>::new());
    Effect::new(move || match inbox.dialog.get() {
        Some(InboxDialog::Move(meant)) => {
            threads.set(meant);
            open.set(true);
        }
        _ => open.set(false),
    });
    view! {
        <Dialog
            open
            title=Signal::derive(move || t_string!(i18n, inbox.moving.title, count = threads.with(Vec::len)))
            size="s"
            testid="move-dialog"
            on_close=move |()| inbox.dialog.set(None)
        >
            <FolderPicker inbox open threads />
        </Dialog>
    }
}

/// What is typed, what it finds, and what of that is marked. The last place is "create", when there is something to create.
#[derive(Clone, Copy)]
struct Picker {
    inbox: Inbox,
    actions: Actions,
    toasts: Toasts,
    open: RwSignal<bool>,
    threads: RwSignal<Vec<ThreadId>>,
    typed: RwSignal<String>,
    marked: RwSignal<usize>,
    mailbox: Memo<Option<MailboxId>>,
    hits: Memo<Vec<Folder>>,
    new_name: Memo<Option<String>>,
}

impl Picker {
    fn new(inbox: Inbox, open: RwSignal<bool>, threads: RwSignal<Vec<ThreadId>>) -> Self {
        let typed = RwSignal::new(String::new());
        let mailbox = Memo::new(move |_| inbox.mailbox_for(&threads.get()));
        let hits = Memo::new(move |_| {
            let here = inbox.folder();
            inbox.folders.mailboxes.with(|mailboxes| {
                let mailbox = mailboxes.iter().find(|other| Some(other.id) == mailbox.get());
                let folders = mailbox.map(|mailbox| mailbox.folders.as_slice()).unwrap_or_default();
                let found = tree::matching(folders, &typed.get(), |folder| inbox.folder_name(folder));
                let is_typed = !typed.with(String::is_empty);
                let is_meant =
                    |folder: &&Folder| Some(folder.id) != here && (is_typed || is_filed_into(folder));
                found.into_iter().filter(is_meant).cloned().collect::<Vec<Folder>>()
            })
        });
        let new_name = Memo::new(move |_| {
            let name = typed.get().trim().to_owned();
            let exists = hits.with(|hits| hits.iter().any(|folder| folder.name.eq_ignore_ascii_case(&name)));
            (!name.is_empty() && !exists).then_some(name)
        });
        let (actions, toasts, marked) = (use_actions(), use_toasts(), RwSignal::new(0));
        Self { inbox, actions, toasts, open, threads, typed, marked, mailbox, hits, new_name }
    }

    /// How many places there are to choose from.
    fn count(self) -> usize {
        self.hits.with(Vec::len) + usize::from(self.new_name.with(Option::is_some))
    }

    fn choose(self, to: FolderId) {
        self.open.set(false);
        self.actions.act(self.threads.get_untracked(), ThreadAction::Move { to });
    }

    /// Makes the folder that is typed, and moves there.
    fn make(self) {
        let (Some(name), Some(mailbox)) = (self.new_name.get_untracked(), self.mailbox.get_untracked())
        else {
            return;
        };
        self.open.set(false);
        let threads = self.threads.get_untracked();
        let i18n = self.inbox.i18n;
        leptos::task::spawn_local(async move {
            match api::create_folder(mailbox, None, name).await {
                Ok(to) => {
                    self.inbox.read_tree().await;
                    self.actions.act(threads, ThreadAction::Move { to });
                }
                Err(error) => {
                    let reason = error_text(i18n, &error);
                    self.toasts.push(Toast::failed(t_string!(i18n, inbox.failed.folder, reason = reason)));
                }
            }
        });
    }

    fn pressed(self, event: &web_sys::KeyboardEvent) {
        let last = untrack(|| self.count()).saturating_sub(1);
        let marked = self.marked;
        match event.key().as_str() {
            "ArrowDown" => marked.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => marked.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" => {
                let at = marked.get_untracked();
                match self.hits.with_untracked(|hits| hits.get(at).map(|folder| folder.id)) {
                    Some(to) => self.choose(to),
                    None => self.make(),
                }
            }
            _ => return,
        }
        event.prevent_default();
        browser::show_soon(&format!("#{}", option_id(marked.get_untracked())));
    }
}

/// Mail that came is rarely meant for where one's own lies; who means that types it.
const fn is_filed_into(folder: &Folder) -> bool {
    !matches!(
        folder.role,
        Some(FolderRole::Drafts | FolderRole::Sent | FolderRole::All | FolderRole::Flagged)
    )
}

fn option_id(at: usize) -> String {
    format!("move-option-{at}")
}

/// A field and the folders that it finds (WAI-ARIA APG, combobox with a list).
#[component]
fn FolderPicker(inbox: Inbox, open: RwSignal<bool>, threads: RwSignal<Vec<ThreadId>>) -> impl IntoView {
    let i18n = inbox.i18n;
    let picker = Picker::new(inbox, open, threads);
    let field = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    view! {
        <div class="folder-picker">
            <input
                node_ref=field
                class="input"
                type="text"
                dir="auto"
                autocomplete="off"
                role="combobox"
                aria-label=t_string!(i18n, inbox.moving.find)
                placeholder=t_string!(i18n, inbox.moving.find)
                aria-expanded="true"
                aria-controls="move-options"
                aria-activedescendant=move || option_id(picker.marked.get())
                prop:value=picker.typed
                on:input=move |event| {
                    picker.typed.set(event_target_value(&event));
                    picker.marked.set(0);
                }
                on:keydown=move |event| picker.pressed(&event)
            />
            <ul class="folder-picker__list" id="move-options" role="listbox" aria-label=t_string!(i18n, inbox.moving.results)>
                {move || picker.hits.get().into_iter().enumerate().map(|(at, folder)| {
                    let id = folder.id;
                    let name = inbox.folder_name(&folder);
                    let path = (folder.depth > 0).then_some(folder.path);
                    view! {
                        <Choice picker at icon=icon(folder.role) on_choose=Callback::new(move |()| picker.choose(id))>
                            <span dir="auto">{name}</span>
                            {path.map(|path| view! { <span class="folder-picker__path" dir="auto">{path}</span> })}
                        </Choice>
                    }
                }).collect_view()}
                {move || picker.new_name.get().map(|name| {
                    let at = picker.hits.with(Vec::len);
                    view! {
                        <Choice picker at icon=IconName::FolderPlus on_choose=Callback::new(move |()| picker.make())>
                            <span>{t_string!(i18n, inbox.moving.make, name = name)}</span>
                        </Choice>
                    }
                })}
            </ul>
            <Show when=move || picker.count() == 0>
                <p class="folder-picker__nothing">{t!(i18n, inbox.moving.nothing)}</p>
            </Show>
        </div>
    }
}

#[component]
fn Choice(
    picker: Picker,
    at: usize,
    icon: IconName,
    on_choose: Callback<()>,
    children: Children,
) -> impl IntoView {
    let marked = picker.marked;
    view! {
        <li
            id=option_id(at)
            class="folder-picker__option"
            role="option"
            aria-selected=move || (marked.get() == at).to_string()
            on:pointermove=move |_| if marked.get_untracked() != at { marked.set(at) }
            on:click=move |_| on_choose.run(())
        >
            <Icon name=icon />
            {children()}
        </li>
    }
}

impl Inbox {
    /// The mailbox of these threads: mail stays within its account.
    fn mailbox_for(self, threads: &[ThreadId]) -> Option<MailboxId> {
        threads.iter().find_map(|id| self.mailbox_of(*id)).or_else(|| {
            self.folders.mailboxes.with_untracked(|mailboxes| {
                self.folder().and_then(|folder| tree::find(mailboxes, folder)).map(|(mailbox, _)| mailbox.id)
            })
        })
    }
}
