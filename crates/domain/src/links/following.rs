//! A note that came onto a record with a thread goes where the thread goes: onto the record to which it belongs instead, or back into the queue.

use super::store;
use crate::postponed::{self, Left};
use crate::{
    actor::Actor,
    db::Tx,
    error::Result,
    notes::{self, Along},
};
use chrono::{DateTime, Utc};
use kurier_model::{NoteId, RecordId, ThreadId};
use serde::{Deserialize, Serialize};

/// Notes that went with a thread, for taking that back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Went {
    notes: Vec<NoteId>,
    /// They were taken away: what they say is in the queue, or stands already where the thread is.
    are_away: bool,
}

/// What the notes say that came with a thread, in one.
fn said(came: &[Along]) -> String {
    came.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join("\n\n")
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
    let note = said(&came);
    if let Some(to) = to {
        // What went through the queue may have come onto it before.
        let are_away = says(tx, thread, to, &note).await?;
        if are_away {
            carry_off(tx, actor, from, &notes, now).await?;
        } else {
            notes::move_along(tx, actor, &notes, (from, to), now).await?;
        }
        return Ok(Went { notes, are_away });
    }
    // Out of the queue it has come; where it is not any more, they stay.
    let Some(message) = postponed::message(tx, thread).await? else { return Ok(Went::default()) };
    // Whoever has taken it off sees it with its note, at the top.
    let left = Left { note, until: now, by: last.by, at: last.at, message, told_of: Some(now) };
    postponed::put(tx, actor.workspace, thread, &left, now).await?;
    carry_off(tx, actor, from, &notes, now).await?;
    Ok(Went { notes, are_away: true })
}

async fn carry_off(
    tx: &mut Tx,
    actor: &Actor,
    from: RecordId,
    notes: &[NoteId],
    now: DateTime<Utc>,
) -> Result<()> {
    for note in notes {
        notes::carry_off(tx, actor, from, *note, now).await?;
    }
    Ok(())
}

/// Whether the notes that came onto a record with a thread say this: one of them, or all together. Several become one in the queue, and
/// whoever leaves the thread again leaves it with what was written there, so it is the words that tell, not who wrote them when.
pub(super) async fn says(tx: &mut Tx, thread: ThreadId, record: RecordId, text: &str) -> Result<bool> {
    let came = notes::along(tx, thread, record).await?;
    Ok(came.iter().any(|one| one.text == text) || !came.is_empty() && said(&came) == text)
}

/// The thread is on the record again.
pub(super) async fn come_back(tx: &mut Tx, actor: &Actor, went: &Went, record: RecordId) -> Result<()> {
    notes::bring_back(tx, actor, &went.notes, record, went.are_away).await
}
