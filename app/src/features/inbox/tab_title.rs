//! What the browser's tab says: the open subject, or the folder with its unread count.

use super::state::Inbox;
use super::state::tree;
use crate::features::message::subject_or;
use crate::ui::PageTitle;
use kurier_i18n::t_string;
use leptos::prelude::*;

/// The title of the tab. The server writes it into the page when the page itself is finished, when all that belongs to the
/// page may be gone; so it is kept here, counted and not in the request's arena, and renewed as data come.
#[derive(Clone)]
pub struct TabTitle(ArcRwSignal<String>);

impl TabTitle {
    /// Begins with what the server has written, and follows the inbox in the browser.
    pub fn provide(inbox: Inbox) -> Self {
        let first = if cfg!(feature = "ssr") { plain(inbox) } else { document().title() };
        let tab = Self(ArcRwSignal::new(first));
        provide_context(tab.clone());
        let followed = tab.clone();
        Effect::new(move || {
            if inbox.folders.mailboxes.with(|mailboxes| !mailboxes.is_empty()) {
                followed.0.set(title(inbox));
            }
        });
        tab
    }

    /// Something came that the title may speak of. Effects run in the browser only; this is for the server.
    pub fn renew(inbox: Inbox) {
        if let Some(tab) = use_context::<Self>() {
            tab.0.set(untrack(|| title(inbox)));
        }
    }

    /// The element in the head.
    pub fn view(self) -> impl IntoView {
        view! { <PageTitle text=move || self.0.get() /> }
    }
}

fn plain(inbox: Inbox) -> String {
    t_string!(inbox.i18n, inbox.title).to_owned()
}

fn title(inbox: Inbox) -> String {
    let place = inbox.place.get();
    let open = inbox.reading.thread.with(|open| {
        let open = open.as_ref().filter(|open| Some(open.id) == place.thread)?;
        Some(subject_or(inbox.i18n, &open.subject))
    });
    if let Some(subject) = open {
        return subject;
    }
    if let Some(words) = place.list.words() {
        return t_string!(inbox.i18n, inbox.list.results_for, words = words);
    }
    let folder = inbox.folders.mailboxes.with(|mailboxes| {
        let (_, folder) = place.list.folder().and_then(|folder| tree::find(mailboxes, folder))?;
        let name = inbox.folder_name(folder);
        Some(if folder.unread == 0 { name } else { format!("({}) {name}", folder.unread) })
    });
    folder.unwrap_or_else(|| plain(inbox))
}
