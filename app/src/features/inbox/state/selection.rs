//! Which threads are selected: by checkbox, Ctrl, Shift range or the keyboard.

use kurier_model::ThreadId;
use std::collections::HashSet;

/// The selected threads and where a range starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    chosen: HashSet<ThreadId>,
    anchor: Option<ThreadId>,
}

impl Selection {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    #[must_use]
    pub fn has(&self, id: ThreadId) -> bool {
        self.chosen.contains(&id)
    }

    /// The selected ones in the order of the list.
    #[must_use]
    pub fn in_order(&self, order: impl Iterator<Item = ThreadId>) -> Vec<ThreadId> {
        order.filter(|id| self.chosen.contains(id)).collect()
    }

    /// Adds or removes one; the next range starts here.
    pub fn toggle(&mut self, id: ThreadId) {
        if !self.chosen.remove(&id) {
            self.chosen.insert(id);
        }
        self.anchor = Some(id);
    }

    /// Everything from the anchor to `id`, both included; without an anchor in the list just `id`.
    pub fn extend_to(&mut self, id: ThreadId, order: &[ThreadId]) {
        let place = |wanted: ThreadId| order.iter().position(|other| *other == wanted);
        match (self.anchor.and_then(place), place(id)) {
            (Some(from), Some(to)) => {
                self.chosen.extend(order.get(from.min(to)..=from.max(to)).unwrap_or_default());
            }
            _ => {
                self.chosen.insert(id);
                self.anchor = Some(id);
            }
        }
    }

    /// Selects all of these, or none when all were selected already.
    pub fn toggle_all(&mut self, order: impl Iterator<Item = ThreadId>) {
        let all: HashSet<ThreadId> = order.collect();
        if all.is_subset(&self.chosen) {
            self.clear();
        } else {
            self.chosen = all;
        }
    }

    /// The place from which Shift selects, without selecting anything.
    pub fn set_anchor(&mut self, id: ThreadId) {
        self.anchor = Some(id);
    }

    /// Drops those that have left the list.
    pub fn forget(&mut self, ids: &[ThreadId]) {
        for id in ids {
            self.chosen.remove(id);
        }
        if self.anchor.is_some_and(|anchor| ids.contains(&anchor)) {
            self.anchor = None;
        }
    }

    pub fn clear(&mut self) {
        self.chosen.clear();
        self.anchor = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Vec<ThreadId> {
        (0..6).map(|_| ThreadId::new()).collect()
    }

    #[test]
    fn shift_selects_from_the_anchor_in_both_directions() {
        let order = ids();
        let mut selection = Selection::default();
        selection.toggle(order[3]);
        selection.extend_to(order[5], &order);
        assert_eq!(selection.in_order(order.iter().copied()), &order[3..6]);
        selection.extend_to(order[1], &order);
        assert_eq!(selection.in_order(order.iter().copied()), &order[1..6]);
    }

    #[test]
    fn shift_without_an_anchor_selects_one() {
        let order = ids();
        let mut selection = Selection::default();
        selection.extend_to(order[2], &order);
        assert_eq!(selection.in_order(order.iter().copied()), [order[2]]);
        selection.extend_to(order[3], &order);
        assert_eq!(selection.len(), 2);
    }

    #[test]
    fn a_click_without_selecting_can_start_a_range() {
        let order = ids();
        let mut selection = Selection::default();
        selection.set_anchor(order[1]);
        assert!(selection.is_empty());
        selection.extend_to(order[2], &order);
        assert_eq!(selection.len(), 2);
    }

    #[test]
    fn all_and_none() {
        let order = ids();
        let mut selection = Selection::default();
        selection.toggle(order[0]);
        selection.toggle_all(order.iter().copied());
        assert_eq!(selection.len(), 6);
        selection.toggle_all(order.iter().copied());
        assert!(selection.is_empty());
    }

    #[test]
    fn what_leaves_is_forgotten() {
        let order = ids();
        let mut selection = Selection::default();
        selection.toggle(order[0]);
        selection.toggle(order[1]);
        selection.forget(&[order[1]]);
        assert!(selection.has(order[0]) && !selection.has(order[1]));
        selection.extend_to(order[4], &order);
        assert_eq!(selection.len(), 2);
    }
}
