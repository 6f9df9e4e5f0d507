//! What was decided about two threads that turn out to be one.

mod store;

use super::returning;
use crate::{actor::Actor, db::Tx, error::Result, notes, notes::Said, postponed};
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
    let kurier = Actor::system(workspace);
    carry(tx, &kurier, winner, now).await?;
    returning::tell(tx, &kurier, winner, now).await
}

/// A note goes where the mail is.
async fn carry(tx: &mut Tx, actor: &Actor, thread: ThreadId, now: DateTime<Utc>) -> Result<()> {
    let records = store::records_of(tx, thread).await?;
    if records.is_empty() {
        return Ok(());
    }
    let Some(left) = postponed::take(tx, thread).await? else { return Ok(()) };
    for record in records {
        let said = Said { by: left.by, text: &left.note, at: left.at, thread: Some(thread) };
        notes::carry(tx, actor, record, said, now).await?;
    }
    Ok(())
}
