//! Why the list is empty, and what to do about it.

use crate::features::inbox::state::place::{Place, View};
use crate::features::inbox::state::{Inbox, tree};
use crate::lazy::split;
use crate::ui::{Button, ButtonVariant, EmptyState, IconName};
use kurier_i18n::{t, t_string};
use kurier_model::{
    FolderId,
    inbox::ThreadFilter,
    mailbox::{FolderRole, MailboxState},
};
use leptos::prelude::*;

split! {
    mail, fetched by fetch_nothing_listed: pub fn nothing_listed(inbox: Inbox) -> AnyView {
        let key = inbox.list.key.get_untracked();
        match (key.view, key.filter) {
            (View::Search(words), _) => nothing_found(inbox, words.trim().to_owned()),
            (_, ThreadFilter::All) => nothing_in_folder(inbox, inbox.folder()),
            (_, filter) => nothing_of_this_kind(inbox, filter),
        }
    }
}

fn nothing_found(inbox: Inbox, words: String) -> AnyView {
    let i18n = inbox.i18n;
    let (title, text) = if words.is_empty() {
        (
            t_string!(i18n, inbox.empty.search_start_title),
            t_string!(i18n, inbox.empty.search_start_text).to_owned(),
        )
    } else if is_searchable(&words) {
        (t_string!(i18n, inbox.empty.search_title), t_string!(i18n, inbox.empty.search_text, words = words))
    } else {
        (
            t_string!(i18n, inbox.empty.search_short_title),
            t_string!(i18n, inbox.empty.search_short_text).to_owned(),
        )
    };
    let clear = move |_| inbox.go(&Place::default(), false);
    view! {
        <EmptyState icon=IconName::Search title text>
            <Button on_click=clear>{t!(i18n, inbox.empty.search_clear)}</Button>
        </EmptyState>
    }
    .into_any()
}

/// Whether there is a word to look for: two letters or digits side by side.
fn is_searchable(words: &str) -> bool {
    words.split(|c: char| !c.is_alphanumeric()).any(|word| word.chars().nth(1).is_some())
}

/// Nothing unread, nothing flagged.
fn nothing_of_this_kind(inbox: Inbox, filter: ThreadFilter) -> AnyView {
    let i18n = inbox.i18n;
    let (icon, title, text) = if filter == ThreadFilter::Unread {
        let (title, text) =
            (t_string!(i18n, inbox.empty.unread_title), t_string!(i18n, inbox.empty.unread_text));
        (IconName::MailOpen, title, text)
    } else {
        let (title, text) =
            (t_string!(i18n, inbox.empty.flagged_title), t_string!(i18n, inbox.empty.flagged_text));
        (IconName::Star, title, text)
    };
    let show_all = move |_| inbox.go(&inbox.place.get_untracked().with_filter(ThreadFilter::All), true);
    view! {
        <EmptyState icon title text>
            <Button variant=ButtonVariant::Secondary on_click=show_all>{t!(i18n, inbox.empty.show_all)}</Button>
        </EmptyState>
    }
    .into_any()
}

/// Why nothing lies in a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// Its mail is still being fetched.
    Syncing,
    InboxDone,
    Empty,
}

fn nothing_in_folder(inbox: Inbox, folder: Option<FolderId>) -> AnyView {
    let i18n = inbox.i18n;
    let reason = Memo::new(move |_| {
        inbox.folders.mailboxes.with(|mailboxes| {
            match folder.and_then(|folder| tree::find(mailboxes, folder)) {
                Some((mailbox, _))
                    if matches!(mailbox.state, MailboxState::Waiting | MailboxState::Syncing { .. }) =>
                {
                    Reason::Syncing
                }
                Some((_, folder)) if folder.role == Some(FolderRole::Inbox) => Reason::InboxDone,
                _ => Reason::Empty,
            }
        })
    });
    let shown = move || {
        let (icon, title, text) = match reason.get() {
            Reason::Syncing => (
                IconName::RefreshCw,
                t_string!(i18n, inbox.empty.syncing_title),
                t_string!(i18n, inbox.empty.syncing_text),
            ),
            Reason::InboxDone => (
                IconName::CircleCheckBig,
                t_string!(i18n, inbox.empty.inbox_title),
                t_string!(i18n, inbox.empty.inbox_text),
            ),
            Reason::Empty => (
                IconName::FolderOpen,
                t_string!(i18n, inbox.empty.folder_title),
                t_string!(i18n, inbox.empty.folder_text),
            ),
        };
        view! { <EmptyState icon title text /> }
    };
    shown.into_any()
}
