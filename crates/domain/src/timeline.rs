//! What happened around a record.

mod store;

use crate::{actor::Actor, db::Tx, error::Result, keyset::cursor};
use kurier_model::RecordId;
use kurier_model::page::{Cursor, Page};
use kurier_model::timeline::{TimelineEntry, TimelineFilter};
use uuid::Uuid;

/// What was done with a record, by the kinds of events.
const CHANGES: [&str; 15] = [
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
];
const TASKS: [&str; 2] = ["task.added", "task.done"];

/// Mail, events and notes merged by time, newest first; those that somebody looks at. Mail of a record is in the threads that are attached to it,
/// those that have the badge of one of the `people`, and those in which one of their addresses wrote or was written to.
pub(crate) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    people: &[RecordId],
    filter: TimelineFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<TimelineEntry>> {
    let is_all = filter == TimelineFilter::All;
    let mut entries: Vec<(Uuid, TimelineEntry)> = Vec::new();
    if is_all || filter == TimelineFilter::Mail {
        entries.extend(store::mail(tx, actor, record, people, after, limit + 1).await?);
    }
    let tasks = TASKS.iter().filter(|_| is_all || filter == TimelineFilter::Tasks);
    let changes = CHANGES.iter().filter(|_| is_all || filter == TimelineFilter::Changes);
    let kinds: Vec<String> = tasks.chain(changes).map(|kind| (*kind).to_owned()).collect();
    if !kinds.is_empty() {
        entries.extend(store::events(tx, actor, record, &kinds, after, limit + 1).await?);
    }
    if is_all || filter == TimelineFilter::Notes {
        entries.extend(store::notes(tx, actor, record, after, limit + 1).await?);
    }
    entries.sort_by_key(|(id, entry)| std::cmp::Reverse((entry.at, *id)));
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next = entries.last().filter(|_| more).map(|(id, entry)| cursor(entry.at, *id));
    Ok(Page { rows: entries.into_iter().map(|(_, entry)| entry).collect(), next })
}
