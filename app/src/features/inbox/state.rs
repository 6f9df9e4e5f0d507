//! What the parts of the inbox share: signals and the ways to change them. Copy, like everything in a context.

use super::{
    api,
    gesture::{DropTarget, Gesture},
    place::{ListKey, Place, View},
    refresh::Refresh,
    rows::Rows,
    selection::Selection,
    tree,
};
use crate::api::{ApiError, Unread};
use kurier_i18n::{I18n, use_i18n};
use kurier_model::{
    EventId, FolderId, MailboxId, ThreadId,
    account::{FolderRole, Mailbox},
    inbox::{Conversation, ThreadRow},
    page::{Cursor, Page},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use std::collections::{HashMap, HashSet};

/// How many threads a page of the list has.
pub const PAGE: u32 = 60;

/// The state of the inbox page.
#[derive(Clone, Copy)]
pub struct Inbox {
    /// What the address bar says.
    pub place: Memo<Place>,
    pub i18n: I18n,
    /// The tree, as the server told it last, with the changes that are on their way.
    pub mailboxes: RwSignal<Vec<Mailbox>>,
    /// The loaded part of the list.
    pub rows: RwSignal<Rows>,
    /// Which list `rows` is.
    pub rows_of: RwSignal<ListKey>,
    pub selection: RwSignal<Selection>,
    /// The row that the keyboard is at.
    pub cursor: RwSignal<Option<ThreadId>>,
    /// The open conversation, once it is here.
    pub conversation: RwSignal<Option<Conversation>>,
    /// What is being dragged or swiped.
    pub gesture: RwSignal<Gesture>,
    /// What dragged threads hang over.
    pub over: Memo<Option<DropTarget>>,
    /// The next click is the end of a drag or a swipe and means nothing.
    pub muted_click: StoredValue<bool>,
    /// Folders whose children are hidden.
    pub collapsed: RwSignal<HashSet<FolderId>>,
    /// The name that is being written in the tree.
    pub naming: RwSignal<Option<Naming>>,
    /// New threads above a list that is scrolled down.
    pub unseen: RwSignal<usize>,
    /// Where the list is scrolled to, in pixels.
    pub scrolled: RwSignal<f64>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<InboxDialog>>,
    /// The folder drawer of narrow windows.
    pub drawer: RwSignal<bool>,
    /// The thread that the person marked unread: it is not marked read again while it stays open.
    pub keep_unread: RwSignal<Option<ThreadId>>,
    /// The last change that can be taken back, and what it took out of the list.
    pub undoable: RwSignal<Option<Undoable>>,
    pub(super) loading_more: RwSignal<bool>,
    pub(super) more_failed: RwSignal<bool>,
    pub(super) rows_refresh: StoredValue<Refresh>,
    pub(super) tree_refresh: StoredValue<Refresh>,
    /// Conversations that were fetched before they were opened.
    pub(super) prefetched: StoredValue<HashMap<ThreadId, Unread<Conversation>>>,
    go: Callback<(String, bool)>,
}

/// The dialogs of the inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum InboxDialog {
    /// Choose a folder for these.
    Move(Vec<ThreadId>),
    DeleteFolder(FolderId),
}

/// A folder that gets a name, in its place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    New { mailbox: MailboxId, parent: Option<FolderId> },
    Rename(FolderId),
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
    let gesture = RwSignal::<Gesture>::default();
    Inbox {
        place,
        i18n: use_i18n(),
        mailboxes: RwSignal::default(),
        rows: RwSignal::default(),
        rows_of: RwSignal::default(),
        selection: RwSignal::default(),
        cursor: RwSignal::new(place.get_untracked().thread),
        conversation: RwSignal::default(),
        gesture,
        over: Memo::new(move |_| gesture.with(Gesture::target)),
        muted_click: StoredValue::new(false),
        collapsed: RwSignal::default(),
        naming: RwSignal::default(),
        unseen: RwSignal::new(0),
        scrolled: RwSignal::new(0.0),
        dialog: RwSignal::default(),
        drawer: RwSignal::new(false),
        keep_unread: RwSignal::default(),
        undoable: RwSignal::default(),
        loading_more: RwSignal::new(false),
        more_failed: RwSignal::new(false),
        rows_refresh: StoredValue::default(),
        tree_refresh: StoredValue::default(),
        prefetched: StoredValue::default(),
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
        self.drawer.set(false);
        if *place != self.place.get_untracked() {
            self.go.run((place.href(), replace));
        }
    }

    /// Opens a thread of the list. Walking from one open thread to the next leaves one step in the history.
    pub fn open(self, thread: ThreadId) {
        let place = self.place.get_untracked();
        self.cursor.set(Some(thread));
        self.selection.update(|selection| selection.set_anchor(thread));
        self.keep_unread.set(None);
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
                let first = self.mailboxes.with_untracked(|mailboxes| tree::first_inbox(mailboxes));
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

    /// What an action is about: the selected threads, or the one that is open, or the one that the keyboard is at.
    #[must_use]
    pub fn meant(self) -> Vec<ThreadId> {
        let selected = self.selected();
        if !selected.is_empty() {
            return selected;
        }
        let open = self.place.with_untracked(|place| place.thread);
        open.or_else(|| self.cursor.get_untracked()).into_iter().collect()
    }

    /// The selected threads in the order of the list.
    #[must_use]
    pub fn selected(self) -> Vec<ThreadId> {
        self.rows
            .with_untracked(|rows| self.selection.with_untracked(|selection| selection.in_order(rows.all())))
    }

    /// What hangs on the pointer when this row is lifted: it, or all selected ones when it is one of them.
    #[must_use]
    pub fn carried_with(self, thread: ThreadId) -> Vec<ThreadId> {
        if self.selection.with_untracked(|selection| selection.has(thread)) {
            self.selected()
        } else {
            vec![thread]
        }
    }

    /// The name of a folder as people read it: roles in their language.
    #[must_use]
    pub fn folder_name(self, folder: &kurier_model::account::Folder) -> String {
        super::names::folder_name(self.i18n, folder)
    }

    /// The folder with this role in the mailbox of another folder.
    #[must_use]
    pub fn sibling(self, folder: FolderId, role: FolderRole) -> Option<FolderId> {
        self.mailboxes.with_untracked(|mailboxes| {
            let (mailbox, _) = tree::find(mailboxes, folder)?;
            mailbox.folders.iter().find(|folder| folder.role == Some(role)).map(|folder| folder.id)
        })
    }

    /// The mailbox in which a thread lies: by its row, by the open conversation, or by the folder shown.
    #[must_use]
    pub fn mailbox_of(self, thread: ThreadId) -> Option<MailboxId> {
        self.rows.with_untracked(|rows| rows.get(thread).map(|row| row.mailbox)).or_else(|| {
            self.conversation.with_untracked(|open| {
                open.as_ref().filter(|open| open.id == thread).map(|open| open.mailbox)
            })
        })
    }

    /// What was fetched ahead about these is old.
    pub fn forget_prefetched(self, threads: &[ThreadId]) {
        self.prefetched.try_update_value(|cache| {
            for thread in threads {
                cache.remove(thread);
            }
        });
    }

    /// Nothing that was fetched ahead can be trusted.
    pub fn forget_all_prefetched(self) {
        self.prefetched.try_update_value(HashMap::clear);
    }
}
