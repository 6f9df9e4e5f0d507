//! Conversations that are fetched before they are opened, because a pointer rests on them.

use super::{api, state::Inbox};
use crate::api::Unread;
use kurier_model::{ThreadId, inbox::Conversation};
use leptos::prelude::*;

/// So many are kept.
const KEPT: usize = 24;

impl Inbox {
    /// Fetches a conversation that will probably be opened.
    pub fn prefetch(self, thread: ThreadId) {
        // A pointer rests a while before this is asked for: the page may have been left meanwhile.
        let known = self.prefetched.try_with_value(|cache| cache.contains_key(&thread));
        let open = self.place.try_with_untracked(|place| place.thread).flatten();
        if known != Some(false) || open == Some(thread) {
            return;
        }
        leptos::task::spawn_local(async move {
            // What does not come now is asked for again when it is opened.
            let Ok(conversation) = api::open_conversation(thread).await else { return };
            self.prefetched.try_update_value(|cache| {
                if cache.len() >= KEPT {
                    cache.clear();
                }
                cache.insert(thread, conversation);
            });
        });
    }

    /// A conversation that was fetched ahead; each is used once.
    #[must_use]
    pub fn prefetched(self, thread: ThreadId) -> Option<Unread<Conversation>> {
        self.prefetched.try_update_value(|cache| cache.remove(&thread)).flatten()
    }
}
