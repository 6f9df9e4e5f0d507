//! Asks before a folder is deleted, and says when it cannot be.

use crate::features::inbox::api;
use crate::features::inbox::state::place::Place;
use crate::features::inbox::state::tree;
use crate::features::inbox::state::{Inbox, InboxDialog};
use crate::{
    state::{Toast, use_toasts},
    trouble::error_text,
    ui::{Button, ButtonVariant, Dialog},
};
use kurier_i18n::{t, t_string};
use kurier_model::{Field, FolderId, mailbox::Folder};
use leptos::prelude::*;

/// Deleting a folder cannot be undone, so it is the one change that asks first.
#[component]
pub fn DeleteFolderDialog(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let is_pending = RwSignal::new(false);
    let about = StoredValue::new(None::<(Folder, u32, u32)>);
    Effect::new(move || match inbox.dialog.get() {
        Some(InboxDialog::DeleteFolder(id)) => {
            about.set_value(inbox.about_folder(id));
            open.set(about.with_value(Option::is_some));
        }
        _ => open.set(false),
    });
    let name = move || {
        about.with_value(|about| about.as_ref().map(|(folder, ..)| folder.name.clone()).unwrap_or_default())
    };
    let delete = move || {
        let Some(folder) = about.with_value(|about| about.as_ref().map(|(folder, ..)| folder.id)) else {
            return;
        };
        is_pending.set(true);
        leptos::task::spawn_local(async move {
            toasts.push(inbox.delete_folder(folder, name()).await);
            is_pending.try_set(false);
            open.try_set(false);
        });
    };
    view! {
        <Dialog
            open
            title=Signal::derive(move || {
                open.track();
                t_string!(i18n, inbox.folders.delete_title, name = name())
            })
            size="s"
            on_close=move |()| inbox.dialog.set(None)
        >
            {move || about.with_value(|about| about.as_ref().map(|(_, mail, inside)| (*mail, *inside))).map(|(mail, inside)| view! {
                {(mail > 0).then(|| view! { <p>{t_string!(i18n, inbox.folders.delete_mail, count = mail)}</p> })}
                {(mail == 0 && inside == 0).then(|| view! { <p>{t!(i18n, inbox.folders.delete_empty)}</p> })}
                {(inside > 0).then(|| view! { <p>{t_string!(i18n, inbox.folders.delete_inside, count = inside)}</p> })}
            })}
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button
                    variant=ButtonVariant::Danger
                    pending=is_pending
                    disabled=Signal::derive(move || {
                        open.track();
                        about.with_value(|about| about.as_ref().is_none_or(|(_, mail, inside)| mail + inside > 0))
                    })
                    on_click=move |_| delete()
                >
                    {t!(i18n, inbox.folders.delete_do)}
                </Button>
            </div>
        </Dialog>
    }
}

impl Inbox {
    /// Deletes a folder; how that went.
    async fn delete_folder(self, folder: FolderId, name: String) -> Toast {
        let i18n = self.i18n;
        let said = match api::delete_folder(folder).await {
            Ok(()) => {
                self.forget_folder(folder);
                Toast::done(t_string!(i18n, inbox.folders.deleted, name = name))
            }
            Err(error) => {
                let is_full = error.invalid().is_some_and(|invalid| invalid.about(Field::Folder).is_some());
                let reason = if is_full {
                    t_string!(i18n, inbox.folders.delete_refused).to_owned()
                } else {
                    error_text(i18n, &error)
                };
                Toast::failed(t_string!(i18n, inbox.failed.folder, reason = reason))
            }
        };
        self.refresh_tree();
        said
    }

    /// A folder, how many threads lie in it, and how many folders.
    fn about_folder(self, id: FolderId) -> Option<(Folder, u32, u32)> {
        self.folders.mailboxes.with_untracked(|mailboxes| {
            let (mailbox, folder) = tree::find(mailboxes, id)?;
            let inside = tree::descendants(&mailbox.folders, id);
            Some((folder.clone(), folder.total, u32::try_from(inside.len()).unwrap_or(u32::MAX)))
        })
    }

    /// Takes a deleted folder and what was in it out of the tree, and leaves it when it is shown.
    fn forget_folder(self, id: FolderId) {
        let gone = self.folders.mailboxes.try_update(|mailboxes| {
            let mut gone = vec![id];
            if let Some((mailbox, _)) = tree::find(mailboxes, id) {
                gone.extend(tree::descendants(&mailbox.folders, id).iter().map(|folder| folder.id));
            }
            for mailbox in mailboxes {
                mailbox.folders.retain(|folder| !gone.contains(&folder.id));
            }
            gone
        });
        let is_shown = self.folder().is_some_and(|shown| gone.is_some_and(|gone| gone.contains(&shown)));
        if is_shown {
            self.go(&Place::default(), true);
        }
    }
}
