//! What happened around a record, and around those that belong to it.
//!
//! Three streams, mail, events and notes, are merged by time. Of several records only those are read whose latest entry is among the latest of
//! all: an entry of the first page cannot be another's, so a page costs one look at each record and no sorting of what they have.

mod events;
mod mail;
mod notes;
mod words;

pub(crate) use words::tsquery;

use crate::{actor::Actor, db::Tx, error::Result, keyset::cursor, keyset::cursor_parts};
use chrono::{DateTime, Utc};
use kurier_model::RecordId;
use kurier_model::page::{Cursor, Page};
use kurier_model::timeline::{OtherRecord, TimelineEntry, TimelineFilter, TimelineQuery};
use uuid::Uuid;
use words::Words;

/// What was done with a record, by the kinds of events.
const CHANGES: [&str; 11] = [
    "thread.attached",
    "thread.detached",
    "record.created",
    "record.changed",
    "record.moved",
    "record.removed",
    "record.restored",
    "record.shown",
    "record.merged",
    "record.split",
    "consent.changed",
];
const TASKS: [&str; 2] = ["task.added", "task.done"];

/// Whose timeline it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'r> {
    pub(crate) record: RecordId,
    /// Whose mail is the record's.
    pub(crate) people: &'r [RecordId],
    /// What belongs to it: seen by the actor, and in no bin.
    pub(crate) related: &'r [RecordId],
}

impl Around<'_> {
    /// The record and what belongs to it.
    fn all(&self) -> Vec<Uuid> {
        std::iter::once(self.record).chain(self.related.iter().copied()).map(|record| record.0).collect()
    }

    /// Whose a line is, unless it is the record's own.
    fn other(&self, record: Option<Uuid>, kind: Option<String>, name: Option<String>) -> Option<OtherRecord> {
        let record = RecordId(record.filter(|record| *record != self.record.0)?);
        Some(OtherRecord { record, kind: kind?.as_str().into(), name: name? })
    }
}

/// Which entries: those before a place, so many.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    before: (DateTime<Utc>, Uuid),
    limit: i64,
}

impl Wanted {
    fn of(after: Option<Cursor>, limit: u32) -> Self {
        let (at, id) = cursor_parts(after);
        let end = || DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default();
        Self { before: (at.unwrap_or_else(end), id.unwrap_or(Uuid::max())), limit: i64::from(limit) + 1 }
    }
}

/// An entry, and the id by which it is told apart from others of the moment.
type Row = (Uuid, TimelineEntry);

/// Mail, events and notes merged by time, newest first; those that somebody looks at. Mail of a record is in the threads that are attached to it
/// or to what belongs to it, those that have the badge of one of the people, and those in which one of their addresses wrote or was written to.
pub(crate) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    around: &Around<'_>,
    query: &TimelineQuery,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<TimelineEntry>> {
    let words = Words::read(&query.find);
    let (words, wanted) = (words.as_ref(), Wanted::of(after, limit));
    let shows = |part: TimelineFilter| query.show == TimelineFilter::All || query.show == part;
    let mut entries: Vec<Row> = Vec::new();
    if shows(TimelineFilter::Mail) {
        entries.extend(mail::latest(tx, actor, around, words, wanted).await?);
    }
    let tasks = TASKS.iter().filter(|_| shows(TimelineFilter::Tasks));
    // What was changed has no words of its own.
    let changes = CHANGES.iter().filter(|_| shows(TimelineFilter::Changes) && words.is_none());
    let kinds: Vec<String> = tasks.chain(changes).map(|kind| (*kind).to_owned()).collect();
    if !kinds.is_empty() {
        entries.extend(events::latest(tx, actor, around, &kinds, words, wanted).await?);
    }
    if shows(TimelineFilter::Notes) {
        entries.extend(notes::latest(tx, actor, around, words, wanted).await?);
    }
    entries.sort_by_key(|(id, entry)| std::cmp::Reverse((entry.at, *id)));
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next = entries.last().filter(|_| more).map(|(id, entry)| cursor(entry.at, *id));
    Ok(Page { rows: entries.into_iter().map(|(_, entry)| entry).collect(), next })
}
