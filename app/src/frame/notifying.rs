//! New mail, told by the system while nobody looks at this tab.

use crate::features::inbox::api::{mailboxes, thread_page};
use crate::features::inbox::names;
use crate::lazy::split;
use crate::state::{Live, Notifications};
use kurier_i18n::{I18n, use_i18n};
use kurier_model::inbox::{ThreadFilter, ThreadRow};
use kurier_model::live::News;
use kurier_model::mailbox::FolderRole;
use kurier_model::{FolderId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Notification, NotificationOptions};

/// When more come at once, the newest are told.
const MOST: u32 = 5;

/// Tells of new mail for as long as the frame is there.
pub fn notify_of_mail(live: Live) {
    let i18n = use_i18n();
    live.on_unseen(move |news| {
        if let News::Threads { folders, threads, arrived: 1.., .. } = news {
            // Without its code nothing is told; the mail is there all the same.
            spawn_local(async move {
                let _ = tell(i18n, folders, threads).await;
            });
        }
    });
}

split! {
    mail: fn tell(i18n: I18n, folders: Vec<FolderId>, threads: Vec<ThreadId>) -> () {
        if Notifications::now() == Notifications::On {
            spawn_local(async move {
                for row in arrived(&folders, &threads).await {
                    show(i18n, &row);
                }
            });
        }
    }
}

/// What of it is unread in an inbox.
async fn arrived(folders: &[FolderId], threads: &[ThreadId]) -> Vec<ThreadRow> {
    let Ok(mailboxes) = mailboxes().await.and_then(|mailboxes| Ok(mailboxes.read()?)) else {
        return Vec::new();
    };
    let inboxes = mailboxes.iter().flat_map(|mailbox| &mailbox.folders);
    let inboxes =
        inboxes.filter(|folder| folder.role == Some(FolderRole::Inbox) && folders.contains(&folder.id));
    let mut rows = Vec::new();
    for inbox in inboxes {
        let page = thread_page(inbox.id, ThreadFilter::Unread, None, MOST).await;
        if let Ok(page) = page.and_then(|page| Ok(page.read()?)) {
            rows.extend(page.rows.into_iter().filter(|row| threads.contains(&row.id)));
        }
    }
    rows
}

/// One notification a thread, whichever tabs tell of it.
fn show(i18n: I18n, row: &ThreadRow) {
    let options = NotificationOptions::new();
    options.set_body(&names::subject(i18n, &row.subject));
    options.set_tag(&row.id.to_string());
    options.set_icon("/icons/icon-192.png");
    let Ok(shown) = Notification::new_with_options(&names::people(i18n, &row.people), &options) else {
        return;
    };
    let (address, told) = (format!("/threads/{}", row.id), shown.clone());
    let pressed = Closure::once_into_js(move || {
        told.close();
        let _ = window().focus();
        let _ = window().location().assign(&address);
    });
    shown.set_onclick(Some(pressed.unchecked_ref()));
}
