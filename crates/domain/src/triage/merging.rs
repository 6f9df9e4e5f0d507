//! What was decided about two threads that turn out to be one.

mod store;

use crate::{actor::Actor, db::Tx, error::Result, notes, postponed};
use chrono::{DateTime, Utc};
use kurier_model::{ThreadId, WorkspaceId};

/// `loser` is part of `winner` now. A decision that was made stands, and links to records are `winner`'s too; of two open
/// questions the newer is asked. What is left for later stays so unless one of them waits; its note goes to the record that one of them is on.
///
/// # Errors
/// Those of the database.
pub async fn merged(
    tx: &mut Tx,
    workspace: WorkspaceId,
    loser: ThreadId,
    winner: ThreadId,
    now: DateTime<Utc>,
) -> Result<()> {
    let waits = store::waits(tx, [loser, winner], now).await?;
    let left = postponed::take(tx, loser).await?;
    store::join_decisions(tx, loser, winner).await?;
    if let Some(left) = left {
        postponed::join(tx, winner, &left).await?;
    }
    if waits {
        postponed::end(tx, winner, now).await?;
    }
    store::join_links(tx, loser, winner).await?;
    carry(tx, &Actor::system(workspace), winner, now).await
}

/// A note goes where the mail is.
async fn carry(tx: &mut Tx, actor: &Actor, thread: ThreadId, now: DateTime<Utc>) -> Result<()> {
    let records = store::records_of(tx, thread).await?;
    if records.is_empty() {
        return Ok(());
    }
    let Some(left) = postponed::take(tx, thread).await? else { return Ok(()) };
    for record in records {
        notes::carry(tx, actor, left.by, record, (&left.note, left.at), now).await?;
    }
    Ok(())
}
