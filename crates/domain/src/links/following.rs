//! A note that came onto a record with a thread goes where the thread goes: onto the record to which it belongs instead, or back into the queue.

use super::store;
use crate::postponed::{self, Left};
use crate::{actor::Actor, db::Tx, error::Result, notes};
use chrono::{DateTime, Utc};
use kurier_model::{NoteId, RecordId, ThreadId};
use serde::{Deserialize, Serialize};

/// Notes that went with a thread, for taking that back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Went {
    notes: Vec<NoteId>,
    /// What they say is in the queue.
    are_away: bool,
}

/// A thread was taken off a record, and is on `to` instead, or on what it is on besides, or on none.
pub(super) async fn follow(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    (from, to): (RecordId, Option<RecordId>),
    now: DateTime<Utc>,
) -> Result<Went> {
    let came = notes::along(tx, thread, from).await?;
    let Some(last) = came.last() else { return Ok(Went::default()) };
    let notes: Vec<NoteId> = came.iter().map(|one| one.note).collect();
    let to = match to {
        Some(to) => Some(to),
        None => store::latest_record(tx, thread).await?,
    };
    if let Some(to) = to {
        notes::move_along(tx, actor, &notes, (from, to), now).await?;
        return Ok(Went { notes, are_away: false });
    }
    // Out of the queue it has come; where it is not any more, they stay.
    let Some(message) = postponed::message(tx, thread).await? else { return Ok(Went::default()) };
    let note = came.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join("\n\n");
    // Whoever has taken it off sees it with its note, at the top.
    let left = Left { note, until: now, by: last.by, at: last.at, message, told_of: Some(now) };
    postponed::put(tx, actor.workspace, thread, &left, now).await?;
    for note in &notes {
        notes::carry_off(tx, actor, from, *note, now).await?;
    }
    Ok(Went { notes, are_away: true })
}

/// The thread is on the record again.
pub(super) async fn come_back(tx: &mut Tx, actor: &Actor, went: &Went, record: RecordId) -> Result<()> {
    notes::bring_back(tx, actor, &went.notes, record, went.are_away).await
}
