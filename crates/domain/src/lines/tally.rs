//! What messages count, as facts and as sums. Pure: no database.

use super::Line;
use chrono::{DateTime, Utc};
use kurier_model::{FolderId, MessageId, ThreadId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A thread's line in a folder.
pub type LineKey = (ThreadId, FolderId);

/// A placement with what counts of its message. `folder` and the flags are those that are shown: what is wanted, else what is.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    pub message: MessageId,
    pub thread: ThreadId,
    pub received_at: DateTime<Utc>,
    pub is_mine: bool,
    /// Ours, and not to ourselves: no news, whatever its flags say.
    pub never_unread: bool,
    pub has_attachments: bool,
    pub folder: FolderId,
    pub seen: bool,
    pub flagged: bool,
    pub answered: bool,
    /// Where the server has it.
    pub lies_in: FolderId,
    pub has_uid: bool,
}

/// What a thread counts. A message counts once, in however many folders it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub messages: i32,
    pub unread: i32,
    pub flagged: i32,
    pub answered: i32,
    pub attachments: i32,
    /// Messages that are not ours.
    pub others: i32,
}

impl Sums {
    const fn less(self, other: Self) -> Self {
        Self {
            messages: self.messages - other.messages,
            unread: self.unread - other.unread,
            flagged: self.flagged - other.flagged,
            answered: self.answered - other.answered,
            attachments: self.attachments - other.attachments,
            others: self.others - other.others,
        }
    }
}

/// How a line changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineChange {
    messages: i32,
    unread: i32,
    flagged: i32,
    /// The newest of the messages that are in the line now.
    newest: Option<DateTime<Utc>>,
    /// The newest of those that are not any more.
    left: Option<DateTime<Utc>>,
}

impl LineChange {
    /// The line after the change; `None` when nothing is left in it.
    pub fn applied_to(&self, line: Option<Line>) -> Option<Line> {
        let old = line.filter(|line| line.messages > 0);
        let new = Line {
            messages: old.map_or(0, |line| line.messages) + self.messages,
            unread: old.map_or(0, |line| line.unread) + self.unread,
            flagged: old.map_or(0, |line| line.flagged) + self.flagged,
            last_at: self.newest.max(old.map(|line| line.last_at)).unwrap_or_default(),
        };
        (new.messages > 0).then_some(new)
    }

    /// Whether the newest message may have gone, so that the line's date has to be looked up.
    pub fn took_away_newest(&self, line: &Line) -> bool {
        self.left.is_some_and(|left| left >= line.last_at)
    }
}

/// Messages in a line, with what they add to it.
#[derive(Clone, Copy, Debug, Default)]
struct InLine {
    received_at: DateTime<Utc>,
    unread: bool,
    flagged: bool,
}

/// Facts, added up.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    threads: BTreeMap<ThreadId, Sums>,
    lines: BTreeMap<LineKey, HashMap<MessageId, InLine>>,
    lying: BTreeMap<FolderId, (i32, i32)>,
    told: BTreeSet<(ThreadId, MessageId)>,
}

impl Tally {
    pub fn of(facts: &[Fact]) -> Self {
        let mut tally = Self::default();
        let mut messages: HashMap<MessageId, (Fact, bool, bool, bool)> = HashMap::new();
        for fact in facts {
            let unread = !fact.seen && !fact.never_unread;
            let in_line = tally.lines.entry((fact.thread, fact.folder)).or_default();
            let entry = in_line.entry(fact.message).or_default();
            entry.received_at = fact.received_at;
            entry.unread |= unread;
            entry.flagged |= fact.flagged;
            let lying = tally.lying.entry(fact.lies_in).or_default();
            lying.0 += i32::from(fact.has_uid);
            lying.1 += i32::from(!fact.has_uid);
            let message = messages.entry(fact.message).or_insert((*fact, false, false, false));
            message.1 |= unread;
            message.2 |= fact.flagged;
            message.3 |= fact.answered;
        }
        for (id, (fact, unread, flagged, answered)) in messages {
            tally.told.insert((fact.thread, id));
            let sums = tally.threads.entry(fact.thread).or_default();
            sums.messages += 1;
            sums.unread += i32::from(unread);
            sums.flagged += i32::from(flagged);
            sums.answered += i32::from(answered);
            sums.attachments += i32::from(fact.has_attachments);
            sums.others += i32::from(!fact.is_mine);
        }
        tally
    }

    /// What to add to each thread.
    pub fn sums_since(&self, before: &Self) -> BTreeMap<ThreadId, Sums> {
        let threads: BTreeSet<ThreadId> = self.threads.keys().chain(before.threads.keys()).copied().collect();
        let of = |tally: &Self, thread| tally.threads.get(&thread).copied().unwrap_or_default();
        threads
            .into_iter()
            .map(|thread| (thread, of(self, thread).less(of(before, thread))))
            .filter(|(_, sums)| *sums != Sums::default())
            .collect()
    }

    /// What to add to each line.
    pub fn lines_since(&self, before: &Self) -> BTreeMap<LineKey, LineChange> {
        let keys: BTreeSet<LineKey> = self.lines.keys().chain(before.lines.keys()).copied().collect();
        let nothing = HashMap::new();
        let mut changes = BTreeMap::new();
        for key in keys {
            let (now, was) =
                (self.lines.get(&key).unwrap_or(&nothing), before.lines.get(&key).unwrap_or(&nothing));
            let mut change = LineChange::default();
            for (sign, side) in [(1, now), (-1, was)] {
                for message in side.values() {
                    change.messages += sign;
                    change.unread += sign * i32::from(message.unread);
                    change.flagged += sign * i32::from(message.flagged);
                }
            }
            if change == LineChange::default() && now.keys().all(|message| was.contains_key(message)) {
                continue;
            }
            change.newest = now.values().map(|message| message.received_at).max();
            change.left = was
                .iter()
                .filter(|(message, _)| !now.contains_key(*message))
                .map(|(_, message)| message.received_at)
                .max();
            changes.insert(key, change);
        }
        changes
    }

    /// What to add to each folder: placements with a UID, and without.
    pub fn lying_since(&self, before: &Self) -> BTreeMap<FolderId, (i32, i32)> {
        let mut change = self.lying.clone();
        for (folder, (stored, waiting)) in &before.lying {
            let entry = change.entry(*folder).or_default();
            entry.0 -= stored;
            entry.1 -= waiting;
        }
        change
    }

    /// Threads that have other messages than before: their subject, people and snippet may be others.
    pub fn told_anew(&self, before: &Self) -> BTreeSet<ThreadId> {
        self.told.symmetric_difference(&before.told).map(|(thread, _)| *thread).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(thread: ThreadId, folder: FolderId, hour: u32) -> Fact {
        Fact {
            message: MessageId::new(),
            thread,
            received_at: format!("2026-01-01T{hour:02}:00:00Z").parse().unwrap(),
            is_mine: false,
            never_unread: false,
            has_attachments: false,
            folder,
            seen: false,
            flagged: false,
            answered: false,
            lies_in: folder,
            has_uid: true,
        }
    }

    fn line(messages: i32, unread: i32, hour: u32) -> Line {
        let last_at = format!("2026-01-01T{hour:02}:00:00Z").parse().unwrap();
        Line { messages, unread, flagged: 0, last_at }
    }

    #[test]
    fn a_move_ends_one_line_and_begins_another() {
        let (thread, inbox, archive) = (ThreadId::new(), FolderId::new(), FolderId::new());
        let lay = fact(thread, inbox, 8);
        let moved = Fact { folder: archive, ..lay };
        let (before, after) = (Tally::of(&[lay]), Tally::of(&[moved]));
        let lines = after.lines_since(&before);
        assert_eq!(lines[&(thread, inbox)].applied_to(Some(line(1, 1, 8))), None);
        assert_eq!(lines[&(thread, archive)].applied_to(None), Some(line(1, 1, 8)));
        assert!(after.sums_since(&before).is_empty(), "the thread itself counts the same");
        assert!(after.told_anew(&before).is_empty());
        assert!(
            after.lying_since(&before).values().all(|change| *change == (0, 0)),
            "not moved on the server yet"
        );
    }

    #[test]
    fn a_message_in_two_folders_counts_once_in_its_thread() {
        let (thread, inbox, all) = (ThreadId::new(), FolderId::new(), FolderId::new());
        let one = fact(thread, inbox, 8);
        let other = Fact { folder: all, lies_in: all, seen: true, ..one };
        let tally = Tally::of(&[one, other]);
        let sums = tally.sums_since(&Tally::default());
        assert_eq!((sums[&thread].messages, sums[&thread].unread, sums[&thread].others), (1, 1, 1));
        let lines = tally.lines_since(&Tally::default());
        assert_eq!(lines[&(thread, all)].applied_to(None), Some(line(1, 0, 8)));
    }

    #[test]
    fn when_the_newest_leaves_the_date_is_looked_up() {
        let (thread, inbox) = (ThreadId::new(), FolderId::new());
        let (older, newest) = (fact(thread, inbox, 8), fact(thread, inbox, 9));
        let changes = Tally::default().lines_since(&Tally::of(&[newest]));
        assert!(changes[&(thread, inbox)].took_away_newest(&line(2, 2, 9)));
        let changes = Tally::default().lines_since(&Tally::of(&[older]));
        assert!(!changes[&(thread, inbox)].took_away_newest(&line(2, 2, 9)));
    }

    #[test]
    fn ones_own_mail_is_not_unread() {
        let (thread, sent) = (ThreadId::new(), FolderId::new());
        let mine = Fact { is_mine: true, never_unread: true, ..fact(thread, sent, 8) };
        let tally = Tally::of(&[mine]);
        assert_eq!(tally.sums_since(&Tally::default())[&thread].unread, 0);
        assert_eq!(
            tally.lines_since(&Tally::default())[&(thread, sent)].applied_to(None),
            Some(line(1, 0, 8))
        );
    }
}
