//! What the parts of the inbox share: signals and the ways to change them. Copy, like everything in a context.

pub mod fetched_ahead;
pub mod gesture;
pub mod place;
pub mod refresh;
pub mod rows;
pub mod selection;
pub mod tree;
pub mod window;

mod folders;
mod list;
mod pointer;
mod reading;

pub use folders::{Folders, Naming};
pub use list::List;
pub use pointer::Pointer;
pub use reading::{Answers, Reading};

use super::{api, names};
use crate::api::{ApiError, Unread};
use kurier_i18n::{I18n, use_i18n};
use kurier_model::{
    EventId, FolderId, MailboxId, ThreadId,
    inbox::ThreadRow,
    page::{Cursor, Page},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use place::{ListKey, Place, View};

/// How many threads a page of the list has.
pub const PAGE: u32 = 60;

/// The state of the inbox page, by noun.
#[derive(Clone, Copy)]
pub struct Inbox {
    pub i18n: I18n,
    /// What the address bar says.
    pub place: Memo<Place>,
    pub list: List,
    pub folders: Folders,
    pub reading: Reading,
    pub pointer: Pointer,
    /// The words of the search that the server has drawn, when it has drawn one.
    pub drawn_words: StoredValue<Option<String>>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<InboxDialog>>,
    /// The last change that can be taken back, and what it took out of the list.
    pub undoable: RwSignal<Option<Undoable>>,
    go: Callback<(String, bool)>,
}

/// The dialogs of the inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum InboxDialog {
    /// Choose a folder for these.
    Move(Vec<ThreadId>),
    DeleteFolder(FolderId),
}

/// A change that the server can take back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undoable {
    pub event: EventId,
    /// Rows that left the list `of`, to be shown again at once.
    pub rows: Vec<ThreadRow>,
    pub of: ListKey,
}

/// Makes the state.
pub fn make_inbox() -> Inbox {
    let location = use_location();
    let place = Memo::new(move |before: Option<&Place>| {
        let query = location.query.read();
        let here = Place::read(&location.pathname.read(), |name| query.get(name));
        here.or_else(|| before.cloned()).unwrap_or_default()
    });
    let navigate = use_navigate();
    let is_waking = Owner::current_shared_context().is_some_and(|page| page.get_is_hydrating());
    let drawn = place.with_untracked(|place| place.list.words().map(str::to_owned)).filter(|_| is_waking);
    Inbox {
        i18n: use_i18n(),
        place,
        list: List::new(place.get_untracked().thread),
        folders: Folders::new(),
        reading: Reading::new(),
        pointer: Pointer::new(),
        drawn_words: StoredValue::new(drawn),
        dialog: RwSignal::default(),
        undoable: RwSignal::default(),
        go: Callback::new(move |(href, replace): (String, bool)| {
            navigate(&href, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        }),
    }
}

/// A page of the list that `key` names.
///
/// # Errors
/// Those of the server functions.
pub async fn fetch_page(key: &ListKey, after: Option<Cursor>) -> Result<Unread<Page<ThreadRow>>, ApiError> {
    match &key.view {
        View::Start => Ok(Unread::of(&Page::default())?),
        View::Folder(folder) => api::thread_page(*folder, key.filter, after, PAGE).await,
        View::Search(words) if words.trim().is_empty() => Ok(Unread::of(&Page::default())?),
        View::Search(words) => api::search(None, words.trim().to_owned(), after, PAGE).await,
    }
}

impl Inbox {
    /// Goes to a place. `replace`: without a step in the history.
    pub fn go(self, place: &Place, replace: bool) {
        self.folders.drawer.set(false);
        if *place != self.place.get_untracked() {
            self.go.run((place.href(), replace));
        }
    }

    /// Opens a thread of the list. Walking from one open thread to the next leaves one step in the history.
    pub fn open(self, thread: ThreadId) {
        let place = self.place.get_untracked();
        self.list.cursor.set(Some(thread));
        self.list.selection.update(|selection| selection.set_anchor(thread));
        self.reading.keep_unread.set(None);
        self.reading.unasked.set_value(None);
        self.go(&place.with_thread(Some(thread)), place.thread.is_some());
    }

    /// Back to the list; the row stays where the keyboard is.
    pub fn close(self) {
        let place = self.place.get_untracked();
        self.go(&place.with_thread(None), false);
    }

    /// Which list is meant: where no folder is named, the first inbox.
    #[must_use]
    pub fn list_key(self) -> ListKey {
        let key = self.place.with(|place| place.list.clone());
        match key.view {
            View::Start => {
                let first = self.folders.mailboxes.with_untracked(|mailboxes| tree::first_inbox(mailboxes));
                first.map_or(key.clone(), |folder| Place::folder(folder).list)
            }
            _ => key,
        }
    }

    /// The folder that the list shows now. Does not track.
    #[must_use]
    pub fn folder(self) -> Option<FolderId> {
        self.place.with_untracked(|place| place.list.folder())
    }

    /// The words that the list shows the hits of. Does not track.
    #[must_use]
    pub fn searched(self) -> Option<String> {
        self.list.key.with_untracked(|key| key.words().map(str::to_owned))
    }

    /// What an action is about: the selected threads, or the one that is open, or the one that the keyboard is at.
    #[must_use]
    pub fn meant(self) -> Vec<ThreadId> {
        let selected = self.list.selected();
        if !selected.is_empty() {
            return selected;
        }
        let open = self.place.with_untracked(|place| place.thread);
        open.or_else(|| self.list.cursor.get_untracked()).into_iter().collect()
    }

    /// The name of a folder as people read it: roles in their language.
    #[must_use]
    pub fn folder_name(self, folder: &kurier_model::mailbox::Folder) -> String {
        names::folder_name(self.i18n, folder)
    }

    /// The mailbox in which a thread lies: by its row, by the open thread, or by the folder shown.
    #[must_use]
    pub fn mailbox_of(self, thread: ThreadId) -> Option<MailboxId> {
        self.list.rows.with_untracked(|rows| rows.get(thread).map(|row| row.mailbox)).or_else(|| {
            self.reading.thread.with_untracked(|open| {
                open.as_ref().filter(|open| open.id == thread).map(|open| open.mailbox)
            })
        })
    }
}
