//! The thread that is read, and those that may be read next.

use super::fetched_ahead::FetchedAhead;
use crate::api::Unread;
use kurier_model::{ThreadId, inbox::Thread};
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Reading {
    /// The open thread, once it is here.
    pub thread: RwSignal<Option<Thread>>,
    /// The thread that the person marked unread: it is not marked read again while it stays open.
    pub keep_unread: RwSignal<Option<ThreadId>>,
    /// The thread that opened by itself when the one before it left: nobody has asked to read it.
    pub unasked: StoredValue<Option<ThreadId>>,
    /// Whether the record panel stands beside the thread where there is little room, or instead of it.
    pub has_record: RwSignal<bool>,
    /// Threads that will probably be opened next.
    pub ahead: FetchedAhead<ThreadId, Unread<Thread>>,
}

impl Reading {
    pub(super) fn new() -> Self {
        Self {
            thread: RwSignal::default(),
            keep_unread: RwSignal::default(),
            unasked: StoredValue::default(),
            has_record: RwSignal::new(false),
            ahead: FetchedAhead::new(),
        }
    }
}
