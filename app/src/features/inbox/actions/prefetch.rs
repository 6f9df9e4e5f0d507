//! Threads and folders that are fetched before they are opened, because a pointer rests on them.

use crate::features::inbox::api;
use crate::features::inbox::state::place::Place;
use crate::features::inbox::state::{Inbox, fetch_page};
use kurier_model::{FolderId, ThreadId};
use leptos::prelude::*;

impl Inbox {
    /// Fetches a thread that will probably be opened.
    pub fn prefetch(self, thread: ThreadId) {
        // A pointer rests a while before this is asked for: the page may have been left meanwhile.
        let open = self.place.try_with_untracked(|place| place.thread).flatten();
        let Some(began) = self.reading.ahead.begin(&thread).filter(|_| open != Some(thread)) else { return };
        leptos::task::spawn_local(async move {
            // What does not come now is asked for again when it is opened.
            if let Ok(fetched) = api::open_thread(thread).await {
                self.reading.ahead.keep(began, thread, fetched);
            }
        });
    }

    /// Fetches the first threads of a folder that will probably be looked at.
    pub fn prefetch_folder(self, folder: FolderId) {
        let key = Place::folder(folder).list;
        let shown = self.place.try_with_untracked(|place| place.list == key);
        let Some(began) = self.list.ahead.begin(&key).filter(|_| shown == Some(false)) else { return };
        leptos::task::spawn_local(async move {
            if let Ok(fetched) = fetch_page(&key, None).await {
                self.list.ahead.keep(began, key, fetched);
            }
        });
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
