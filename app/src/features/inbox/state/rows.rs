//! The rows of a thread list: pages appended at the end, news merged at the top, rows that leave before the server
//! has answered. Plain data, so that it can be tested without a browser.

use kurier_model::{
    ThreadId,
    inbox::ThreadRow,
    page::{Cursor, Page},
};
use std::collections::{HashMap, HashSet};

/// The loaded part of a list, newest first.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    rows: Vec<ThreadRow>,
    index: HashMap<ThreadId, usize>,
    next: Option<Cursor>,
    /// Taken away at once, while the server still works on it: news must not bring them back.
    leaving: HashSet<ThreadId>,
}

/// What a merge did to the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Rows that the list did not know before.
    pub arrived: usize,
    /// By how many rows the rest moved down (negative: up).
    pub shifted: isize,
}

impl Rows {
    /// A list that starts with its first page.
    #[must_use]
    pub fn new(page: Page<ThreadRow>) -> Self {
        let mut rows = Self { rows: page.rows, next: page.next, ..Self::default() };
        rows.reindex();
        rows
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Where the next page starts; `None` at the end.
    #[must_use]
    pub const fn next(&self) -> Option<Cursor> {
        self.next
    }

    #[must_use]
    pub fn get(&self, id: ThreadId) -> Option<&ThreadRow> {
        self.index.get(&id).and_then(|&at| self.rows.get(at))
    }

    #[must_use]
    pub fn position(&self, id: ThreadId) -> Option<usize> {
        self.index.get(&id).copied()
    }

    #[must_use]
    pub fn id_at(&self, at: usize) -> Option<ThreadId> {
        self.rows.get(at).map(|row| row.id)
    }

    /// The ids of a slice; what lies outside the list is left out.
    #[must_use]
    pub fn ids(&self, range: std::ops::Range<usize>) -> Vec<ThreadId> {
        let end = range.end.min(self.rows.len());
        self.rows.get(range.start.min(end)..end).unwrap_or_default().iter().map(|row| row.id).collect()
    }

    /// All loaded ids, in order.
    pub fn all(&self) -> impl Iterator<Item = ThreadId> + '_ {
        self.rows.iter().map(|row| row.id)
    }

    /// The row `step` rows further down (or up); the first row when `from` is not in the list.
    #[must_use]
    pub fn neighbour(&self, from: Option<ThreadId>, step: isize) -> Option<ThreadId> {
        match from.and_then(|id| self.position(id)) {
            Some(at) => at.checked_add_signed(step).and_then(|at| self.id_at(at)),
            None => self.id_at(0),
        }
    }

    /// What to open when these rows leave: the next row that stays, or else the one before.
    #[must_use]
    pub fn successor(&self, leaving: &[ThreadId], current: ThreadId) -> Option<ThreadId> {
        let at = self.position(current)?;
        let stays = |row: &&ThreadRow| !leaving.contains(&row.id);
        let after = self.rows.get(at..).unwrap_or_default().iter().find(stays);
        after.or_else(|| self.rows.get(..at).unwrap_or_default().iter().rev().find(stays)).map(|row| row.id)
    }

    /// Adds the page that follows.
    pub fn append(&mut self, page: Page<ThreadRow>) {
        for row in page.rows {
            if !self.index.contains_key(&row.id) && !self.leaving.contains(&row.id) {
                self.index.insert(row.id, self.rows.len());
                self.rows.push(row);
            }
        }
        self.next = page.next;
    }

    /// How many rows of a page are not in the list yet.
    #[must_use]
    pub fn unknown(&self, page: &Page<ThreadRow>) -> usize {
        page.rows
            .iter()
            .filter(|row| !self.index.contains_key(&row.id) && !self.leaving.contains(&row.id))
            .count()
    }

    /// Puts a freshly read first page over the top of the list. `keep` (the open thread) stays even when the filter
    /// no longer shows it. `None`, and nothing is changed, when there may be rows between the page and what was loaded:
    /// then the list has to be started again.
    pub fn merge(&mut self, page: Page<ThreadRow>, keep: Option<ThreadId>) -> Option<Merged> {
        let arrived = self.unknown(&page);
        let fresh: Vec<ThreadRow> =
            page.rows.into_iter().filter(|row| !self.leaving.contains(&row.id)).collect();
        let fresh_ids: HashSet<ThreadId> = fresh.iter().map(|row| row.id).collect();
        // What lies beyond the page stays as it was loaded; without a next page the page is the whole list.
        let last = fresh.last().map(key).filter(|_| page.next.is_some());
        let beyond = |row: &ThreadRow| last.is_some_and(|last| key(row) < last);
        let meets = fresh.last().is_none_or(|row| self.index.contains_key(&row.id));
        if !meets && self.rows.iter().any(|row| beyond(row) && !fresh_ids.contains(&row.id)) {
            return None;
        }
        let above_before = self.rows.iter().filter(|row| !beyond(row)).count();
        let (rest, kept): (Vec<ThreadRow>, Vec<ThreadRow>) = std::mem::take(&mut self.rows)
            .into_iter()
            .filter(|row| !fresh_ids.contains(&row.id) && (beyond(row) || Some(row.id) == keep))
            .partition(beyond);
        let shifted = difference(fresh.len() + kept.len(), above_before);
        if rest.is_empty() {
            self.next = page.next;
        }
        self.rows = fresh;
        self.rows.extend(rest);
        self.insert_sorted(kept);
        Some(Merged { arrived, shifted })
    }

    /// Forgets what was loaded and starts again with this page.
    pub fn restart(&mut self, page: Page<ThreadRow>) {
        self.rows = page.rows.into_iter().filter(|row| !self.leaving.contains(&row.id)).collect();
        self.next = page.next;
        self.reindex();
    }

    /// When the end was reached, look again: an older part may have been fetched from the mail server since.
    pub fn look_further(&mut self) {
        if self.next.is_none() {
            self.next = self
                .rows
                .last()
                .map(|row| Cursor { at_micros: row.last_at.timestamp_micros(), id: row.id.into() });
        }
    }

    /// Takes rows away before the server has answered; give them to [`Self::put_back`] when it refuses.
    pub fn take(&mut self, ids: &[ThreadId]) -> Vec<ThreadRow> {
        let wanted: HashSet<ThreadId> = ids.iter().copied().collect();
        self.leaving.extend(wanted.iter());
        let (taken, stay) =
            std::mem::take(&mut self.rows).into_iter().partition(|row| wanted.contains(&row.id));
        self.rows = stay;
        self.reindex();
        taken
    }

    /// The server has moved them: from now on its word counts again.
    pub fn has_moved(&mut self, ids: &[ThreadId]) {
        for id in ids {
            self.leaving.remove(id);
        }
    }

    /// Puts rows back where they belong by date.
    pub fn put_back(&mut self, rows: Vec<ThreadRow>) {
        self.has_moved(&rows.iter().map(|row| row.id).collect::<Vec<_>>());
        let known: Vec<ThreadRow> =
            rows.into_iter().filter(|row| !self.index.contains_key(&row.id)).collect();
        self.insert_sorted(known);
    }

    /// Changes rows in place and returns them as they were.
    pub fn patch(&mut self, ids: &[ThreadId], change: impl Fn(&mut ThreadRow)) -> Vec<ThreadRow> {
        let mut before = Vec::new();
        for id in ids {
            if let Some(row) = self.index.get(id).and_then(|&at| self.rows.get_mut(at)) {
                before.push(row.clone());
                change(row);
            }
        }
        before
    }

    /// Undoes [`Self::patch`].
    pub fn restore(&mut self, rows: Vec<ThreadRow>) {
        for row in rows {
            if let Some(place) = self.index.get(&row.id).and_then(|&at| self.rows.get_mut(at)) {
                *place = row;
            }
        }
    }

    fn insert_sorted(&mut self, rows: Vec<ThreadRow>) {
        for row in rows {
            let at = self.rows.partition_point(|other| key(other) > key(&row));
            self.rows.insert(at, row);
        }
        self.reindex();
    }

    fn reindex(&mut self) {
        self.index = self.rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
    }
}

/// Newest first; the id breaks ties.
fn key(row: &ThreadRow) -> (i64, ThreadId) {
    (row.last_at.timestamp_micros(), row.id)
}

fn difference(after: usize, before: usize) -> isize {
    isize::try_from(after).unwrap_or(isize::MAX) - isize::try_from(before).unwrap_or(isize::MAX)
}

#[cfg(test)]
mod tests;
