//! What was decided about two threads that turn out to be one.

mod store;

use crate::{db::Tx, error::Result, postponed};
use kurier_model::ThreadId;

/// `loser` is part of `winner` now. A decision that was made stands, and links to records are `winner`'s too; of two open
/// questions the newer is asked.
///
/// # Errors
/// Those of the database.
pub async fn merged(tx: &mut Tx, loser: ThreadId, winner: ThreadId) -> Result<()> {
    let left = postponed::take(tx, loser).await?;
    store::join_decisions(tx, loser, winner).await?;
    if let Some(left) = left {
        postponed::join(tx, winner, &left).await?;
    }
    store::join_links(tx, loser, winner).await
}
