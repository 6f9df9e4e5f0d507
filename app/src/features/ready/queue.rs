//! What is left to decide, and what is selected, without a browser.

use kurier_model::ThreadId;
use kurier_model::ready::ReadyItem;

/// The items of the list and the one that the person looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    items: Vec<ReadyItem>,
    selected: Option<ThreadId>,
}

impl Queue {
    /// A first page; the first item is selected.
    #[must_use]
    pub fn new(items: Vec<ReadyItem>) -> Self {
        let selected = items.first().map(|item| item.thread);
        Self { items, selected }
    }

    #[must_use]
    pub fn items(&self) -> &[ReadyItem] {
        &self.items
    }

    #[must_use]
    pub fn selected(&self) -> Option<&ReadyItem> {
        let selected = self.selected?;
        self.items.iter().find(|item| item.thread == selected)
    }

    /// Takes a newer first page without moving the selection from under the person. An item that is being worked on stays, also when
    /// somebody has decided on it meanwhile: what was written is not lost, and the server says the rest.
    pub fn refresh(&mut self, items: Vec<ReadyItem>, is_worked_on: bool) {
        let place = self.place();
        let selected = self.selected().filter(|_| is_worked_on).cloned();
        self.items = items;
        if let (Some(place), Some(item), None) = (place, selected, self.place()) {
            self.items.insert(place.min(self.items.len()), item);
        }
        if self.place().is_none() {
            let again = place.unwrap_or(0).min(self.items.len().saturating_sub(1));
            self.selected = self.items.get(again).map(|item| item.thread);
        }
    }

    /// Adds a further page.
    pub fn extend(&mut self, items: Vec<ReadyItem>) {
        for item in items {
            if !self.items.iter().any(|known| known.thread == item.thread) {
                self.items.push(item);
            }
        }
        if self.selected.is_none() {
            self.selected = self.items.first().map(|item| item.thread);
        }
    }

    pub fn select(&mut self, thread: ThreadId) {
        if self.items.iter().any(|item| item.thread == thread) {
            self.selected = Some(thread);
        }
    }

    /// Moves the selection by `steps`, stopping at the ends.
    pub fn step(&mut self, steps: i32) {
        let Some(place) = self.place() else {
            self.selected = self.items.first().map(|item| item.thread);
            return;
        };
        let place = i64::try_from(place).unwrap_or(0) + i64::from(steps);
        let last = self.items.len().saturating_sub(1);
        let place = usize::try_from(place).unwrap_or(0).min(last);
        self.selected = self.items.get(place).map(|item| item.thread);
    }

    /// Takes a decided item out and selects the one that moves into its place; the item and its place, to put it back.
    pub fn decide(&mut self, thread: ThreadId) -> Option<(usize, ReadyItem)> {
        let place = self.items.iter().position(|item| item.thread == thread)?;
        let item = self.items.remove(place);
        if self.selected == Some(thread) {
            let next = place.min(self.items.len().saturating_sub(1));
            self.selected = self.items.get(next).map(|item| item.thread);
        }
        Some((place, item))
    }

    /// Puts an item back where it was, and selects it.
    pub fn put_back(&mut self, place: usize, item: ReadyItem) {
        self.items.retain(|known| known.thread != item.thread);
        self.selected = Some(item.thread);
        self.items.insert(place.min(self.items.len()), item);
    }

    /// Threads of automatic mail in the list.
    #[must_use]
    pub fn automatic(&self) -> Vec<ThreadId> {
        self.items.iter().filter(|item| item.automatic).map(|item| item.thread).collect()
    }

    fn place(&self) -> Option<usize> {
        let selected = self.selected?;
        self.items.iter().position(|item| item.thread == selected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use kurier_model::{Address, MailboxId, MessageId};

    fn item() -> ReadyItem {
        ReadyItem {
            thread: ThreadId::new(),
            mailbox: MailboxId::new(),
            mailbox_address: "biuro@firma.pl".into(),
            message: MessageId::new(),
            from: Address::bare("anna@klient.pl"),
            subject: "Zapytanie".into(),
            preview: String::new(),
            received_at: DateTime::default(),
            attachments: false,
            automatic: false,
            files: Vec::new(),
            matches: Vec::new(),
        }
    }

    #[test]
    fn deciding_selects_the_next_and_undo_puts_it_back_where_it_was() {
        let items = vec![item(), item(), item()];
        let threads: Vec<_> = items.iter().map(|item| item.thread).collect();
        let mut queue = Queue::new(items);
        queue.step(1);
        let (place, decided) = queue.decide(threads[1]).unwrap();
        assert_eq!(queue.selected().unwrap().thread, threads[2]);
        queue.decide(threads[2]);
        assert_eq!(queue.selected().unwrap().thread, threads[0], "the last one falls back");
        queue.put_back(place, decided);
        assert_eq!(queue.selected().unwrap().thread, threads[1]);
        assert_eq!(queue.items().len(), 2);
    }

    #[test]
    fn new_mail_does_not_move_the_selection() {
        let items = vec![item(), item()];
        let mut queue = Queue::new(items.clone());
        queue.step(1);
        let mut newer = vec![item()];
        newer.extend(items.clone());
        queue.refresh(newer, false);
        assert_eq!(queue.selected().unwrap().thread, items[1].thread);
        queue.refresh(Vec::new(), false);
        assert_eq!(queue.selected(), None);
    }

    #[test]
    fn what_is_worked_on_stays() {
        let mut queue = Queue::new(vec![item(), item(), item()]);
        queue.step(1);
        let (worked_on, others) =
            (queue.items()[1].clone(), vec![queue.items()[0].clone(), queue.items()[2].clone()]);
        let mut left_alone = queue.clone();
        queue.refresh(others.clone(), true);
        assert_eq!(queue.selected(), Some(&worked_on));
        assert_eq!(queue.items(), [others[0].clone(), worked_on, others[1].clone()]);
        left_alone.refresh(others.clone(), false);
        assert_eq!(left_alone.items(), others);
        assert_eq!(left_alone.selected(), Some(&others[1]));
    }

    #[test]
    fn steps_stop_at_the_ends() {
        let mut queue = Queue::new(vec![item(), item()]);
        queue.step(-3);
        assert_eq!(queue.selected().unwrap().thread, queue.items()[0].thread);
        queue.step(9);
        assert_eq!(queue.selected().unwrap().thread, queue.items()[1].thread);
    }
}
