//! Threads and folders that are fetched before they are opened, because a pointer rests on them.

use crate::api::Unread;
use crate::features::inbox::api;
use crate::features::inbox::state::gesture::Gesture;
use crate::features::inbox::state::place::{ListKey, Place};
use crate::features::inbox::state::{Inbox, fetch_page};
use crate::state::tabs::now;
use kurier_model::inbox::{Thread, ThreadRow};
use kurier_model::{FolderId, ThreadId, page::Page};
use leptos::prelude::*;

impl Inbox {
    /// Fetches a thread that will probably be opened.
    pub fn prefetch(self, thread: ThreadId) {
        // A pointer rests a while before this is asked for: the page may have been left meanwhile.
        if self.place.try_with_untracked(|place| place.thread == Some(thread)) != Some(false) {
            return;
        }
        let Some(began) = self.reading.ahead.begin(thread, now()) else { return };
        leptos::task::spawn_local(async move {
            // What does not come now is asked for again when it is opened.
            let fetched = api::open_thread(thread).await;
            self.reading.ahead.came(began, &thread, fetched.ok());
        });
    }

    /// Fetches the first threads of a folder that will probably be looked at.
    pub fn prefetch_folder(self, folder: FolderId) {
        let key = Place::folder(folder).list;
        let is_shown = self.place.try_with_untracked(|place| place.list.view == key.view);
        let is_dragging = self.pointer.gesture.try_with_untracked(Gesture::is_dragging);
        if is_shown != Some(false) || is_dragging != Some(false) {
            return;
        }
        let Some(began) = self.list.ahead.begin(key.clone(), now()) else { return };
        leptos::task::spawn_local(async move {
            let fetched = fetch_page(&key, None).await;
            self.list.ahead.came(began, &key, fetched.ok());
        });
    }

    /// The first page of a list, if it was fetched ahead.
    #[must_use]
    pub fn list_ahead(self, key: &ListKey) -> Option<Unread<Page<ThreadRow>>> {
        // On the server nothing is.
        if cfg!(feature = "hydrate") { self.list.ahead.take(key, now()) } else { None }
    }

    /// A thread, if it was fetched ahead.
    #[must_use]
    pub fn thread_ahead(self, thread: ThreadId) -> Option<Unread<Thread>> {
        if cfg!(feature = "hydrate") { self.reading.ahead.take(&thread, now()) } else { None }
    }

    /// What was fetched ahead about these threads is old, and so is every list.
    pub fn forget_ahead(self, threads: &[ThreadId]) {
        self.reading.ahead.forget(threads);
        self.list.ahead.forget_all();
    }

    /// Nothing that was fetched ahead can be trusted.
    pub fn forget_all_ahead(self) {
        self.reading.ahead.forget_all();
        self.list.ahead.forget_all();
    }
}
