//! What is left to decide, and what is selected, without a browser.

use kurier_model::ThreadId;
use kurier_model::ready::ReadyItem;
use std::collections::BTreeSet;

/// The items of the list and the one that the person looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    items: Vec<ReadyItem>,
    selected: Option<ThreadId>,
    /// Automatic mail of one sender stands together.
    groups: bool,
    /// Senders whose groups are open.
    open: BTreeSet<String>,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Item(Box<ReadyItem>),
    /// Several automatic messages of this sender.
    Group(String),
}

impl Line {
    /// By which the list knows it.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            // What is said of it beside the thread may change.
            Self::Item(item) => {
                let left = item.postponed.as_ref().map(|left| (left.until, left.at, left.is_over));
                format!("{} {} {left:?}", item.thread, item.message)
            }
            Self::Group(sender) => sender.clone(),
        }
    }
}

/// Several automatic messages of one sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub latest: ReadyItem,
    pub count: usize,
    pub is_open: bool,
    /// It is closed, and one of its messages is selected.
    pub is_selected: bool,
}

/// Where the selection can stand, and what it stands for there: an item, or all of a closed group, the latest first.
type Slot = Vec<ThreadId>;

impl Queue {
    /// A first page; the first item is selected.
    #[must_use]
    pub fn new(items: Vec<ReadyItem>, groups: bool) -> Self {
        let selected = items.first().map(|item| item.thread);
        Self { items, selected, groups, open: BTreeSet::new() }
    }

    #[must_use]
    pub fn items(&self) -> &[ReadyItem] {
        &self.items
    }

    /// The items as they stand in the list.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut senders: BTreeSet<String> = BTreeSet::new();
        for item in &self.items {
            let Some(sender) = self.grouped(item) else {
                lines.push(Line::Item(Box::new(item.clone())));
                continue;
            };
            if !senders.insert(sender.clone()) {
                continue;
            }
            let is_open = self.open.contains(&sender);
            let members = self.members(&sender).filter(|_| is_open);
            let members: Vec<Line> = members.map(|item| Line::Item(Box::new(item.clone()))).collect();
            lines.push(Line::Group(sender));
            lines.extend(members);
        }
        lines
    }

    /// A sender's group, while there is one.
    #[must_use]
    pub fn group(&self, sender: &str) -> Option<Group> {
        let latest = self.members(sender).next().filter(|_| self.groups)?.clone();
        let is_open = self.open.contains(sender);
        let is_selected = !is_open && self.members(sender).any(|item| Some(item.thread) == self.selected);
        Some(Group { latest, count: self.members(sender).count(), is_open, is_selected })
    }

    /// Opens or closes a sender's group.
    pub fn toggle(&mut self, sender: &str) {
        if !self.open.remove(sender) {
            self.open.insert(sender.to_owned());
        }
    }

    /// Takes all automatic messages of a sender out.
    pub fn take_sender(&mut self, sender: &str) {
        let place = self.slot();
        self.items.retain(|item| !(item.automatic && item.from.key() == sender));
        self.open.remove(sender);
        self.select_near(place);
    }

    /// Whose group an item is in.
    fn grouped(&self, item: &ReadyItem) -> Option<String> {
        let sender = Some(item.from.key()).filter(|_| self.groups && item.automatic)?;
        let are_several = self.members(&sender).nth(1).is_some();
        are_several.then_some(sender)
    }

    fn members<'a>(&'a self, sender: &'a str) -> impl Iterator<Item = &'a ReadyItem> {
        self.items.iter().filter(move |item| item.automatic && item.from.key() == sender)
    }

    fn slots(&self) -> Vec<Slot> {
        let slot = |line: Line| match line {
            Line::Item(item) => vec![item.thread],
            Line::Group(sender) if self.open.contains(&sender) => Vec::new(),
            Line::Group(sender) => self.members(&sender).map(|item| item.thread).collect(),
        };
        self.lines().into_iter().map(slot).filter(|slot| !slot.is_empty()).collect()
    }

    /// Where the selection stands.
    fn slot(&self) -> Option<usize> {
        let selected = self.selected?;
        self.slots().iter().position(|slot| slot.contains(&selected))
    }

    /// Something is selected: what was, or what stands where it was.
    fn select_near(&mut self, place: Option<usize>) {
        if self.slot().is_none() {
            let slots = self.slots();
            let near = place.unwrap_or(0).min(slots.len().saturating_sub(1));
            self.selected = slots.get(near).and_then(|slot| slot.first()).copied();
        }
    }

    #[must_use]
    pub fn selected(&self) -> Option<&ReadyItem> {
        let selected = self.selected?;
        self.items.iter().find(|item| item.thread == selected)
    }

    /// Takes a newer first page without moving the selection from under the person. An item that is being worked on stays as it is, also
    /// when somebody has decided on it meanwhile: what was written is not lost, and the server says the rest.
    pub fn refresh(&mut self, items: Vec<ReadyItem>, is_worked_on: bool) {
        let (place, near) = (self.place(), self.slot());
        let selected = self.selected().filter(|_| is_worked_on).cloned();
        self.items = items;
        if let (Some(place), Some(item)) = (place, selected) {
            match self.place().and_then(|place| self.items.get_mut(place)) {
                Some(newer) => *newer = item,
                None => self.items.insert(place.min(self.items.len()), item),
            }
        }
        self.select_near(near);
    }

    /// Adds a further page.
    pub fn extend(&mut self, items: Vec<ReadyItem>) {
        for item in items {
            // What was asked for by its address stood before its turn; it may be being worked on, and stays as it is.
            let known = self.items.iter().position(|known| known.thread == item.thread);
            let item = known.map_or(item, |known| self.items.remove(known));
            self.items.push(item);
        }
        self.select_near(None);
    }

    pub fn select(&mut self, thread: ThreadId) {
        if self.items.iter().any(|item| item.thread == thread) {
            self.selected = Some(thread);
        }
    }

    /// Moves the selection by `steps`, stopping at the ends.
    pub fn step(&mut self, steps: i32) {
        let slots = self.slots();
        let place = match self.slot() {
            Some(place) => i64::try_from(place).unwrap_or(0) + i64::from(steps),
            None => 0,
        };
        let place = usize::try_from(place).unwrap_or(0).min(slots.len().saturating_sub(1));
        self.selected = slots.get(place).and_then(|slot| slot.first()).copied();
    }

    /// Takes a decided item out and selects the one that moves into its place; the item and its place, to put it back.
    pub fn decide(&mut self, thread: ThreadId) -> Option<(usize, ReadyItem)> {
        let place = self.items.iter().position(|item| item.thread == thread)?;
        let near = self.slot();
        let item = self.items.remove(place);
        self.select_near(near);
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
            postponed: None,
            ignored: None,
        }
    }

    #[test]
    fn deciding_selects_the_next_and_undo_puts_it_back_where_it_was() {
        let items = vec![item(), item(), item()];
        let threads: Vec<_> = items.iter().map(|item| item.thread).collect();
        let mut queue = Queue::new(items, true);
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
        let mut queue = Queue::new(items.clone(), true);
        queue.step(1);
        let mut newer = vec![item()];
        newer.extend(items.clone());
        queue.refresh(newer, false);
        assert_eq!(queue.selected().unwrap().thread, items[1].thread);
        queue.refresh(Vec::new(), false);
        assert_eq!(queue.selected(), None);
    }

    #[test]
    fn what_was_asked_for_moves_to_its_place_when_the_list_comes_to_it() {
        let [first, second, third, wanted] = [item(), item(), item(), item()];
        let mut queue = Queue::new(vec![first.clone(), wanted.clone()], true);
        queue.select(wanted.thread);
        queue.extend(vec![second.clone(), wanted.clone(), third.clone()]);
        assert_eq!(queue.items(), [first, second, wanted.clone(), third]);
        assert_eq!(queue.selected(), Some(&wanted));
    }

    #[test]
    fn what_is_worked_on_stays() {
        let mut queue = Queue::new(vec![item(), item(), item()], true);
        queue.step(1);
        let (worked_on, others) =
            (queue.items()[1].clone(), vec![queue.items()[0].clone(), queue.items()[2].clone()]);
        let mut left_alone = queue.clone();
        queue.refresh(others.clone(), true);
        assert_eq!(queue.selected(), Some(&worked_on));
        assert_eq!(queue.items(), [others[0].clone(), worked_on.clone(), others[1].clone()]);
        let newer = ReadyItem { subject: "Nowszy".into(), ..worked_on.clone() };
        queue.refresh(vec![newer.clone()], true);
        assert_eq!(queue.items(), [worked_on], "what is drawn is not drawn anew");
        queue.refresh(vec![newer.clone()], false);
        assert_eq!(queue.items(), [newer]);
        left_alone.refresh(others.clone(), false);
        assert_eq!(left_alone.items(), others);
        assert_eq!(left_alone.selected(), Some(&others[1]));
    }

    #[test]
    fn steps_stop_at_the_ends() {
        let mut queue = Queue::new(vec![item(), item()], true);
        queue.step(-3);
        assert_eq!(queue.selected().unwrap().thread, queue.items()[0].thread);
        queue.step(9);
        assert_eq!(queue.selected().unwrap().thread, queue.items()[1].thread);
    }

    fn of(sender: &str) -> ReadyItem {
        ReadyItem { automatic: true, from: Address::bare(sender), ..item() }
    }

    /// The list in short: how many threads each place of the selection stands for, and at which it is.
    fn slots(queue: &Queue) -> (Vec<usize>, Option<usize>) {
        (queue.slots().iter().map(Vec::len).collect(), queue.slot())
    }

    #[test]
    fn automatic_mail_of_a_sender_stands_together_and_opens() {
        let items = vec![item(), of("shop@x.pl"), of("one@x.pl"), of("shop@x.pl"), item(), of("shop@x.pl")];
        let mut queue = Queue::new(items.clone(), true);
        assert_eq!(slots(&queue), (vec![1, 3, 1, 1], Some(0)));
        queue.step(1);
        assert_eq!(queue.selected().unwrap().thread, items[1].thread, "the latest stands for all");
        assert!(queue.group("shop@x.pl").unwrap().is_selected);
        queue.decide(items[1].thread);
        assert_eq!(slots(&queue), (vec![1, 1, 2, 1], Some(1)), "the others stand where the next latest does");
        assert_eq!(queue.selected().unwrap().thread, items[2].thread);
        queue.toggle("shop@x.pl");
        assert_eq!(queue.lines().len(), 6, "the group, and what is in it");
        queue.step(2);
        assert_eq!(
            queue.selected().unwrap().thread,
            items[5].thread,
            "inside, before what is older than the first"
        );
        queue.toggle("shop@x.pl");
        assert_eq!(slots(&queue), (vec![1, 1, 2, 1], Some(2)));
        queue.take_sender("shop@x.pl");
        assert_eq!(
            (slots(&queue), queue.selected().unwrap().thread),
            ((vec![1, 1, 1], Some(2)), items[4].thread)
        );
        assert!(queue.group("shop@x.pl").is_none());
        assert_eq!(slots(&Queue::new(items, false)).0.len(), 6, "elsewhere each stands for itself");
    }
}
