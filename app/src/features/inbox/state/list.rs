//! The list of threads: what of it is loaded and selected, and where the keyboard and the scroll bar are.

use super::{
    fetched_ahead::FetchedAhead, place::ListKey, refresh::Refresh, rows::Rows, selection::Selection,
};
use crate::api::Unread;
use kurier_model::{ThreadId, inbox::ThreadRow, page::Page};
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct List {
    /// The loaded part.
    pub rows: RwSignal<Rows>,
    /// Which list `rows` is.
    pub key: RwSignal<ListKey>,
    pub selection: RwSignal<Selection>,
    /// The row that the keyboard is at.
    pub cursor: RwSignal<Option<ThreadId>>,
    /// New threads above a list that is scrolled down.
    pub unseen: RwSignal<usize>,
    /// Where it is scrolled to, in pixels.
    pub scrolled: RwSignal<f64>,
    /// How much of it is seen at once, in pixels; it is the same for every list, and nobody knows before the first.
    pub height: RwSignal<Option<f64>>,
    pub loading_more: RwSignal<bool>,
    pub more_failed: RwSignal<bool>,
    pub refresh: StoredValue<Refresh>,
    /// First pages of lists that will probably be looked at next.
    pub ahead: FetchedAhead<ListKey, Unread<Page<ThreadRow>>>,
}

impl List {
    /// Nothing is loaded; the keyboard is at the open thread.
    pub(super) fn new(open: Option<ThreadId>) -> Self {
        Self {
            rows: RwSignal::default(),
            key: RwSignal::default(),
            selection: RwSignal::default(),
            cursor: RwSignal::new(open),
            unseen: RwSignal::new(0),
            scrolled: RwSignal::new(0.0),
            height: RwSignal::new(None),
            loading_more: RwSignal::new(false),
            more_failed: RwSignal::new(false),
            refresh: StoredValue::default(),
            ahead: FetchedAhead::new(),
        }
    }

    /// Another list, from its first page on.
    pub fn begin(self, key: ListKey, page: Page<ThreadRow>, open: Option<ThreadId>) {
        self.rows.set(Rows::new(page));
        self.key.set(key);
        self.selection.set(Selection::default());
        self.unseen.set(0);
        self.scrolled.set(0.0);
        self.more_failed.set(false);
        self.loading_more.set(false);
        self.cursor.set(open);
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
}
