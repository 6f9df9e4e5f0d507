//! The entries that are on the page: the newest ones, which come again and again, and older ones that somebody has asked for.

use chrono::{DateTime, Utc};
use kurier_model::file::{FileOrigin, RecordFile};
use kurier_model::page::{Cursor, Page};
use kurier_model::timeline::{TimelineEntry, TimelineItem};
use kurier_model::{RecordId, ThreadId};

/// What has its place in the order of time.
pub trait Placed {
    /// As the server has it.
    fn place(&self) -> (DateTime<Utc>, u128);
}

/// Newest first, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<T> {
    pub rows: Vec<T>,
    /// Where the next ones begin; `None`: there are no more.
    pub next: Option<Cursor>,
}

impl<T> Default for Shown<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), next: None }
    }
}

impl<T: Placed> Shown<T> {
    /// The first answer.
    #[must_use]
    pub fn of(page: impl Into<Page<T>>) -> Self {
        let page = page.into();
        Self { rows: page.rows, next: page.next }
    }

    /// The newest, read again: what is older than these stays as it is known.
    pub fn renew(&mut self, page: impl Into<Page<T>>) {
        let page = page.into();
        let known = std::mem::replace(&mut self.rows, page.rows);
        let Some(next) = page.next else {
            self.next = None;
            return;
        };
        // Where words are looked for it may have been looked further than to the last of them.
        let at = DateTime::from_timestamp_micros(next.at_micros).unwrap_or_default();
        let last = self.rows.last().map(T::place).filter(|last| last.0 <= at);
        let last = last.unwrap_or((at, next.id.as_u128()));
        let before = self.rows.len();
        self.rows.extend(known.into_iter().filter(|entry| entry.place() < last));
        if self.rows.len() == before {
            self.next = page.next;
        }
    }

    /// Older ones.
    pub fn go_on(&mut self, page: impl Into<Page<T>>) {
        let page = page.into();
        let last = self.rows.last().map(T::place);
        let older = page.rows.into_iter().filter(|entry| last.is_none_or(|last| entry.place() < last));
        self.rows.extend(older);
        self.next = page.next;
    }
}

impl Shown<TimelineEntry> {
    /// Whether a message of one of these threads is among them.
    #[must_use]
    pub fn has_mail_of(&self, threads: &[ThreadId]) -> bool {
        self.rows.iter().any(|entry| match &entry.what {
            TimelineItem::Mail { thread, .. } => threads.contains(thread),
            _ => false,
        })
    }

    /// Whether a line of another record is among them.
    #[must_use]
    pub fn has_lines_of(&self, record: RecordId) -> bool {
        self.rows.iter().any(|entry| entry.of.as_ref().is_some_and(|of| of.record == record))
    }
}

/// What an entry is known by on the page. A message stays open when what is known of it changes; a note or an event is drawn anew.
pub fn key(entry: &TimelineEntry) -> String {
    match &entry.what {
        TimelineItem::Mail { message, .. } => message.to_string(),
        _ => format!("{entry:?}"),
    }
}

impl Placed for TimelineEntry {
    fn place(&self) -> (DateTime<Utc>, u128) {
        let id = match &self.what {
            TimelineItem::Mail { message, .. } => message.0.as_u128(),
            TimelineItem::Note { id, .. } => id.0.as_u128(),
            TimelineItem::Event { id, .. } => id.0.as_u128(),
        };
        (self.at, id)
    }
}

impl Placed for RecordFile {
    fn place(&self) -> (DateTime<Utc>, u128) {
        let id = match &self.origin {
            FileOrigin::Mail { attachment, .. } => attachment.0.as_u128(),
            FileOrigin::Added { file, .. } => file.0.as_u128(),
        };
        (self.at, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use kurier_model::EventId;
    use kurier_model::timeline::{RecordEvent, TimelinePage};
    use std::str::FromStr;

    /// An event so many minutes after the beginning.
    fn at(minute: u16) -> TimelineEntry {
        let id = EventId::from_str(&format!("00000000-0000-0000-0000-{minute:012}"));
        let what = TimelineItem::Event { id: id.unwrap(), by: None, what: RecordEvent::Created };
        TimelineEntry { at: DateTime::UNIX_EPOCH + TimeDelta::minutes(minute.into()), of: None, what }
    }

    fn page(minutes: &[u16], has_more: bool) -> TimelinePage {
        let rows: Vec<TimelineEntry> = minutes.iter().copied().map(at).collect();
        let last = rows.last().filter(|_| has_more);
        let next = last.map(|last| Cursor { at_micros: last.at.timestamp_micros(), id: EventId::new().0 });
        TimelinePage { rows, next, newest: None }
    }

    fn minutes(shown: &Shown<TimelineEntry>) -> Vec<i64> {
        shown.rows.iter().map(|entry| entry.at.timestamp() / 60).collect()
    }

    #[test]
    fn news_and_older_ones_leave_no_gap_and_nothing_twice() {
        let mut shown = Shown::of(page(&[9, 8, 7], true));
        // Asked for behind 7; the news come first.
        shown.renew(page(&[10, 9, 8], true));
        assert_eq!(minutes(&shown), [10, 9, 8, 7]);
        shown.go_on(page(&[6, 5], true));
        assert_eq!(minutes(&shown), [10, 9, 8, 7, 6, 5]);
        // An older answer that comes late says less, and takes nothing away.
        shown.renew(page(&[10, 9, 8], true));
        assert_eq!(minutes(&shown), [10, 9, 8, 7, 6, 5]);
        assert_eq!(shown.next.map(|next| next.at_micros), Some(at(5).at.timestamp_micros()));
        // One was taken away: what comes up from below is known already.
        shown.renew(page(&[10, 8, 7], true));
        assert_eq!(minutes(&shown), [10, 8, 7, 6, 5]);
        shown.go_on(page(&[6, 5, 4], false));
        assert_eq!((minutes(&shown), shown.next), (vec![10, 8, 7, 6, 5, 4], None));
        // It was looked further than to the last that was found: what is known of behind that stays.
        let id = EventId::from_str("00000000-0000-0000-0000-000000000006").unwrap().0;
        let next = Some(Cursor { at_micros: at(6).at.timestamp_micros(), id });
        shown.renew(TimelinePage { next, ..page(&[10], true) });
        assert_eq!(minutes(&shown), [10, 5, 4]);
        shown.renew(TimelinePage { next, ..page(&[], true) });
        assert_eq!(minutes(&shown), [5, 4]);
        // All there is.
        shown.renew(page(&[10, 4], false));
        assert_eq!((minutes(&shown), shown.next), (vec![10, 4], None));
    }
}
