//! What happened around a record, and around those that belong to it.
//!
//! Three streams, mail, events and notes, are merged by time. Of several records only those are read whose latest entry is among the latest of
//! all: an entry of the first page cannot be another's, so a page costs one look at each record and no sorting of what they have.

mod around;
mod events;
mod mail;
mod notes;
mod words;

pub(crate) use around::Around;
pub(crate) use words::tsquery;

use crate::{actor::Actor, db::Tx, error::Result, keyset::cursor};
use around::{Latest, Row, Wanted};
use kurier_model::page::{Cursor, Page};
use kurier_model::timeline::{TimelineEntry, TimelineFilter, TimelineQuery};
use words::Words;

/// What was done with a record, by the kinds of events.
const CHANGES: [&str; 16] = [
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
    "file.added",
    "file.renamed",
    "file.removed",
    "file.restored",
    "photo.changed",
];
const TASKS: [&str; 4] = ["task.added", "task.done", "task.linked", "task.unlinked"];

/// Mail, events and notes merged by time, newest first; those that somebody looks at. Where words are looked for that very many have, a page may have
/// fewer entries than asked for, or none, and go on all the same. Mail of a record is in the threads that are attached to it
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
    let mut streams: Vec<Latest> = Vec::new();
    if shows(TimelineFilter::Mail) {
        streams.push(mail::latest(tx, actor, around, words, wanted).await?);
    }
    let tasks = TASKS.iter().filter(|_| shows(TimelineFilter::Tasks));
    // What was changed has no words of its own.
    let changes = CHANGES.iter().filter(|_| shows(TimelineFilter::Changes) && words.is_none());
    let kinds: Vec<String> = tasks.chain(changes).map(|kind| (*kind).to_owned()).collect();
    if !kinds.is_empty() {
        streams.push(events::latest(tx, actor, around, &kinds, words, wanted).await?);
    }
    if shows(TimelineFilter::Notes) {
        streams.push(notes::latest(tx, actor, around, words, wanted).await?);
    }
    // What one stream has looked through, and the others too.
    let floor = streams.iter().filter_map(|stream| stream.floor).max();
    let mut entries: Vec<Row> = streams.into_iter().flat_map(|stream| stream.rows).collect();
    entries.retain(|(id, entry)| floor.is_none_or(|floor| (entry.at, *id) >= floor));
    entries.sort_by_key(|(id, entry)| std::cmp::Reverse((entry.at, *id)));
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next = match entries.last().filter(|_| more) {
        Some((id, entry)) => Some(cursor(entry.at, *id)),
        None => floor.map(|(at, id)| cursor(at, id)),
    };
    Ok(Page { rows: entries.into_iter().map(|(_, entry)| entry).collect(), next })
}
