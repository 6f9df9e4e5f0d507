//! Threads that are fetched before they are opened, because a pointer rests on them.

use crate::api::Unread;
use crate::features::inbox::api;
use crate::features::inbox::state::Inbox;
use kurier_model::{ThreadId, inbox::Thread};
use leptos::prelude::*;

/// So many are kept.
const KEPT: usize = 24;

impl Inbox {
    /// Fetches a thread that will probably be opened.
    pub fn prefetch(self, thread: ThreadId) {
        // A pointer rests a while before this is asked for: the page may have been left meanwhile.
        let known = self.reading.prefetched.try_with_value(|cache| cache.contains_key(&thread));
        let open = self.place.try_with_untracked(|place| place.thread).flatten();
        if known != Some(false) || open == Some(thread) {
            return;
        }
        leptos::task::spawn_local(async move {
            // What does not come now is asked for again when it is opened.
            let Ok(fetched) = api::open_thread(thread).await else { return };
            self.reading.prefetched.try_update_value(|cache| {
                if cache.len() >= KEPT {
                    cache.clear();
                }
                cache.insert(thread, fetched);
            });
        });
    }

    /// A thread that was fetched ahead; each is used once.
    #[must_use]
    pub fn prefetched(self, thread: ThreadId) -> Option<Unread<Thread>> {
        self.reading.prefetched.try_update_value(|cache| cache.remove(&thread)).flatten()
    }
}
