//! The thread that is read, and those that may be read next.

use crate::api::Unread;
use kurier_model::{ThreadId, inbox::Thread};
use leptos::prelude::*;
use std::collections::HashMap;

#[derive(Clone, Copy)]
pub struct Reading {
    /// The open thread, once it is here.
    pub thread: RwSignal<Option<Thread>>,
    /// The thread that the person marked unread: it is not marked read again while it stays open.
    pub keep_unread: RwSignal<Option<ThreadId>>,
    /// Whether the record panel stands beside the thread where there is little room, or instead of it.
    pub has_record: RwSignal<bool>,
    /// Fetched before they were opened.
    pub prefetched: StoredValue<HashMap<ThreadId, Unread<Thread>>>,
}

impl Reading {
    pub(super) fn new() -> Self {
        Self {
            thread: RwSignal::default(),
            keep_unread: RwSignal::default(),
            has_record: RwSignal::new(false),
            prefetched: StoredValue::default(),
        }
    }

    /// What was fetched ahead about these is old.
    pub fn forget(self, threads: &[ThreadId]) {
        self.prefetched.try_update_value(|cache| {
            for thread in threads {
                cache.remove(thread);
            }
        });
    }

    /// Nothing that was fetched ahead can be trusted.
    pub fn forget_all(self) {
        self.prefetched.try_update_value(HashMap::clear);
    }
}
