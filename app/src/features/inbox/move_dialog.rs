//! `v`: the folder for some threads, found by typing.

use super::{
    actions::use_actions,
    api,
    folder_item::icon,
    state::{Inbox, InboxDialog},
    tree,
};
use crate::{
    state::{Toast, use_toasts},
    trouble::error_text,
    ui::{Dialog, Icon, IconName},
};
use kurier_i18n::{t, t_string};
use kurier_model::{FolderId, MailboxId, ThreadId, account::Folder, inbox::ThreadAction};
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

/// A field and the folders that it finds (WAI-ARIA APG, combobox with a list).
#[component]
fn FolderPicker(inbox: Inbox, open: RwSignal<bool>, threads: RwSignal<Vec<ThreadId>>) -> impl IntoView {
    let i18n = inbox.i18n;
    let actions = use_actions();
    let toasts = use_toasts();
    let field = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let mailbox = Memo::new(move |_| inbox.mailbox_for(&threads.get()));
    let hits = Memo::new(move |_| {
        let here = inbox.folder();
        inbox.mailboxes.with(|mailboxes| {
            let mailbox = mailboxes.iter().find(|other| Some(other.id) == mailbox.get());
            let folders = mailbox.map(|mailbox| mailbox.folders.as_slice()).unwrap_or_default();
            let found = tree::matching(folders, &typed.get(), |folder| inbox.folder_name(folder));
            found.into_iter().filter(|folder| Some(folder.id) != here).cloned().collect::<Vec<Folder>>()
        })
    });
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let choose = move |to: FolderId| {
        open.set(false);
        actions.act(threads.get_untracked(), ThreadAction::Move { to });
    };
    let new_name = Memo::new(move |_| {
        let name = typed.get().trim().to_owned();
        let exists = hits.with(|hits| hits.iter().any(|folder| folder.name.eq_ignore_ascii_case(&name)));
        (!name.is_empty() && !exists).then_some(name)
    });
    let make = move || {
        let (Some(name), Some(mailbox)) = (new_name.get_untracked(), mailbox.get_untracked()) else { return };
        open.set(false);
        let threads = threads.get_untracked();
        leptos::task::spawn_local(async move {
            match api::create_folder(mailbox, None, name).await {
                Ok(to) => {
                    if let Ok(mailboxes) = api::mailboxes().await.and_then(|mailboxes| Ok(mailboxes.read()?))
                    {
                        inbox.mailboxes.try_set(mailboxes);
                    }
                    actions.act(threads, ThreadAction::Move { to });
                }
                Err(error) => {
                    let reason = error_text(i18n, &error);
                    toasts.push(Toast::failed(t_string!(i18n, inbox.failed.folder, reason = reason)));
                }
            }
        });
    };
    // The last place in the list is "create", when there is something to create.
    let count = Memo::new(move |_| hits.with(Vec::len) + usize::from(new_name.get().is_some()));
    let pick = move || {
        let at = at.get_untracked();
        match hits.with_untracked(|hits| hits.get(at).map(|folder| folder.id)) {
            Some(to) => choose(to),
            None => make(),
        }
    };
    let option_id = |at: usize| format!("move-option-{at}");
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
                aria-activedescendant=move || option_id(at.get())
                prop:value=typed
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    at.set(0);
                }
                on:keydown=move |event| {
                    let last = count.get_untracked().saturating_sub(1);
                    match event.key().as_str() {
                        "ArrowDown" => at.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
                        "ArrowUp" => at.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
                        "Enter" => pick(),
                        _ => return,
                    }
                    event.prevent_default();
                    super::browser::show_soon(&format!("#{}", option_id(at.get_untracked())));
                }
            />
            <ul class="folder-picker__list" id="move-options" role="listbox" aria-label=t_string!(i18n, inbox.moving.results)>
                {move || hits.get().into_iter().enumerate().map(|(place, folder)| {
                    let id = folder.id;
                    let name = inbox.folder_name(&folder);
                    let path = (folder.depth > 0).then_some(folder.path);
                    view! {
                        <li
                            id=option_id(place)
                            class="folder-picker__option"
                            role="option"
                            aria-selected=move || (at.get() == place).to_string()
                            on:pointermove=move |_| if at.get_untracked() != place { at.set(place) }
                            on:click=move |_| choose(id)
                        >
                            <Icon name=icon(folder.role) />
                            <span dir="auto">{name}</span>
                            {path.map(|path| view! { <span class="folder-picker__path" dir="auto">{path}</span> })}
                        </li>
                    }
                }).collect_view()}
                {move || new_name.get().map(|name| {
                    let place = hits.with(Vec::len);
                    view! {
                        <li
                            id=option_id(place)
                            class="folder-picker__option"
                            role="option"
                            aria-selected=move || (at.get() == place).to_string()
                            on:pointermove=move |_| if at.get_untracked() != place { at.set(place) }
                            on:click=move |_| make()
                        >
                            <Icon name=IconName::FolderPlus />
                            <span>{t_string!(i18n, inbox.moving.make, name = name)}</span>
                        </li>
                    }
                })}
            </ul>
            <Show when=move || count.get() == 0>
                <p class="folder-picker__nothing">{t!(i18n, inbox.moving.nothing)}</p>
            </Show>
        </div>
    }
}

impl Inbox {
    /// The mailbox of these threads: mail stays within its account.
    fn mailbox_for(self, threads: &[ThreadId]) -> Option<MailboxId> {
        threads.iter().find_map(|id| self.mailbox_of(*id)).or_else(|| {
            self.mailboxes.with_untracked(|mailboxes| {
                self.folder().and_then(|folder| tree::find(mailboxes, folder)).map(|(mailbox, _)| mailbox.id)
            })
        })
    }
}
