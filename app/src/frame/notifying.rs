//! New mail, told by the system while nobody looks at Kurier.

use crate::features::inbox::api::{mailboxes, thread_page};
use crate::features::inbox::names;
use crate::features::message::subject_or;
use crate::lazy::split;
use crate::state::{Live, Notifications, tabs::is_first};
use crate::ui::{now, pause};
use chrono::TimeDelta;
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::inbox::{ThreadFilter, ThreadRow};
use kurier_model::live::News;
use kurier_model::mailbox::FolderRole;
use kurier_model::{FolderId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, ServiceWorkerRegistration};

/// When more come at once, the newest are told.
const MOST: u32 = 5;
/// What is older came with a mailbox that was just connected.
const NEW: TimeDelta = TimeDelta::minutes(10);
/// A tab that somebody looks at has the news to itself before the others ask for it.
const COURTESY: Duration = Duration::from_millis(400);
const MOMENT: Duration = Duration::from_secs(3);

/// Tells of new mail for as long as the frame is there.
pub fn notify_of_mail(live: Live) {
    let i18n = use_i18n();
    let hear = move |news: News, is_looked_at: bool| {
        if let News::Threads { folders, threads, arrived: 1.., .. } = news
            && Notifications::are_wanted()
        {
            // Without its code nothing is told; the mail is there all the same.
            spawn_local(async move {
                let _ = tell(i18n, folders, threads, is_looked_at).await;
            });
        }
    };
    live.on(move |news| hear(news, true));
    live.on_unseen(move |news| hear(news, false));
}

split! {
    mail: fn tell(i18n: I18n, folders: Vec<FolderId>, threads: Vec<ThreadId>, is_looked_at: bool) -> () {
        spawn_local(async move {
            if !is_looked_at {
                pause(COURTESY).await;
            }
            let name = threads.first().map(|thread| format!("kurier-told-{thread}")).unwrap_or_default();
            let is_ours = is_first(&name, MOMENT).await;
            if is_looked_at || !is_ours || Notifications::now() != Notifications::On {
                return;
            }
            for row in arrived(&folders, &threads).await {
                show(i18n, &row).await;
            }
        });
    }
}

/// What of it is new and unread in an inbox.
async fn arrived(folders: &[FolderId], threads: &[ThreadId]) -> Vec<ThreadRow> {
    let Ok(mailboxes) = mailboxes().await.and_then(|mailboxes| Ok(mailboxes.read()?)) else {
        return Vec::new();
    };
    let inboxes = mailboxes.iter().flat_map(|mailbox| &mailbox.folders);
    let inboxes =
        inboxes.filter(|folder| folder.role == Some(FolderRole::Inbox) && folders.contains(&folder.id));
    let since = now() - NEW;
    let mut rows = Vec::new();
    for inbox in inboxes {
        let page = thread_page(inbox.id, ThreadFilter::Unread, None, MOST).await;
        if let Ok(page) = page.and_then(|page| Ok(page.read()?)) {
            rows.extend(page.rows.into_iter().filter(|row| threads.contains(&row.id) && row.last_at > since));
        }
    }
    rows
}

/// Who has written last, whoever else takes part, and the subject; only that there is mail, where others may see the screen.
fn words(i18n: I18n, row: &ThreadRow, is_discreet: bool) -> (String, String) {
    if is_discreet {
        return (t_string!(i18n, common.new_mail).to_owned(), String::new());
    }
    let latest = row.people.iter().find(|person| !person.is_me);
    let who = latest.map_or(row.people.as_slice(), std::slice::from_ref);
    (names::people(i18n, who), subject_or(i18n, &row.subject))
}

/// By the service worker where there is one: phones know no other way.
async fn show(i18n: I18n, row: &ThreadRow) {
    let (title, body) = words(i18n, row, Notifications::are_discreet());
    let address = format!("/threads/{}", row.id);
    let options = NotificationOptions::new();
    options.set_body(&body);
    options.set_tag(&row.id.to_string());
    options.set_icon("/icons/icon-192.png");
    options.set_data(&address.as_str().into());
    let worker = JsFuture::from(window().navigator().service_worker().get_registration()).await;
    if let Some(worker) = worker.ok().and_then(|worker| worker.dyn_into::<ServiceWorkerRegistration>().ok())
        && let Ok(shown) = worker.show_notification_with_options(&title, &options)
        && JsFuture::from(shown).await.is_ok()
    {
        return;
    }
    let Ok(shown) = Notification::new_with_options(&title, &options) else { return };
    let told = shown.clone();
    let pressed = Closure::once_into_js(move || {
        told.close();
        let _ = window().focus();
        let _ = window().location().assign(&address);
    });
    shown.set_onclick(Some(pressed.unchecked_ref()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use kurier_i18n::Language;
    use kurier_model::MailboxId;
    use kurier_model::inbox::Person;

    fn person(name: &str, is_me: bool) -> Person {
        Person { name: name.to_owned(), address: "ktos@firma.example".to_owned(), is_me }
    }

    #[test]
    fn whoever_wrote_last_is_told_with_the_subject_unless_others_may_see_it() {
        let i18n = I18n::new(Language::Pl);
        let mut row = ThreadRow {
            id: ThreadId::new(),
            mailbox: MailboxId::new(),
            subject: "Krzesła".to_owned(),
            people: vec![person("Anna", true), person("Ola Lis", false), person("Jan Kot", false)],
            snippet: String::new(),
            last_at: DateTime::UNIX_EPOCH,
            messages: 3,
            unread: 1,
            flagged: false,
            answered: false,
            attachments: false,
            draft: false,
            client: None,
        };
        assert_eq!(words(i18n, &row, false), ("Ola Lis".to_owned(), "Krzesła".to_owned()));
        row.people.truncate(1);
        assert_eq!(words(i18n, &row, false).0, names::people(i18n, &row.people));
        let said = [words(i18n, &row, true).0, words(i18n, &row, true).1].concat();
        assert_eq!(said, t_string!(i18n, common.new_mail));
    }
}
