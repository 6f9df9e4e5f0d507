//! What a task is about: the records that its form names. What whoever fills it in does not see stays as it is.

mod store;

pub(super) use store::{put_records, records_of};

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
};
use kurier_model::live::News;
use kurier_model::{Field, Reason, RecordId, TaskId};
use serde_json::json;

/// The most records that a form names.
const MOST: u32 = 50;

/// What a task is about since it was changed, and what it is about no more.
#[derive(Debug, Default)]
pub(super) struct Relinked {
    added: Vec<RecordId>,
    removed: Vec<RecordId>,
}

impl Relinked {
    pub(super) const fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// The records of a form as what they are by now, each once. What lies in the bin can stay where it `stood`, and comes nowhere else.
///
/// # Errors
/// [`Error::Invalid`] for too many, and for what is not there or cannot be seen.
pub(super) async fn named(tx: &mut Tx, records: &[RecordId], stood: &[RecordId]) -> Result<Vec<RecordId>> {
    if records.len() > MOST as usize {
        return Err(Error::invalid(Field::TaskRecords, Reason::TooLong { max: MOST }));
    }
    let mut asked = records.to_vec();
    asked.sort_unstable();
    asked.dedup();
    let found = store::named(tx, &asked).await?;
    let is_there = |(record, gone): &(RecordId, bool)| !gone || stood.contains(record);
    if found.len() < asked.len() || !found.iter().all(is_there) {
        return Err(Error::invalid(Field::TaskRecords, Reason::Unknown));
    }
    let mut found: Vec<RecordId> = found.into_iter().map(|(record, _)| record).collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// From now on the task is about these. The caller holds it.
///
/// # Errors
/// Those of [`named`]; [`Error::Invalid`] when the actor would not see the task any more.
pub(super) async fn relink(
    tx: &mut Tx,
    actor: &Actor,
    task: TaskId,
    records: &[RecordId],
) -> Result<Relinked> {
    let stood: Vec<RecordId> =
        store::records_of(tx, &[task]).await?.into_iter().map(|(_, about)| about.record).collect();
    let wanted = named(tx, records, &stood).await?;
    let of = |some: &[RecordId], others: &[RecordId]| -> Vec<RecordId> {
        some.iter().copied().filter(|record| !others.contains(record)).collect()
    };
    let relinked = Relinked { added: of(&wanted, &stood), removed: of(&stood, &wanted) };
    store::put_records(tx, actor, task, &relinked.added, None).await?;
    store::take_records(tx, task, &relinked.removed).await?;
    if !relinked.removed.is_empty() && !store::sees(tx, actor, task).await? {
        return Err(Error::invalid(Field::TaskRecords, Reason::Required));
    }
    Ok(relinked)
}

/// An event on the timeline of each record, and news.
pub(super) async fn tell(tx: &mut Tx, actor: &Actor, task: TaskId, relinked: &Relinked) -> Result<()> {
    let steps = [(EventKind::TaskLinked, &relinked.added), (EventKind::TaskUnlinked, &relinked.removed)];
    for (what, records) in steps {
        for record in records {
            Event::new(what).record(*record).payload(json!({ "task": task })).record_in(tx, actor).await?;
            events::notify(tx, actor.workspace, &News::Record { record: *record }).await?;
        }
    }
    events::notify(tx, actor.workspace, &News::Tasks).await
}
