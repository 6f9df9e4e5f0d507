//! What was decided about two threads that turn out to be one.

mod store;

use crate::{db::Tx, error::Result};
use kurier_model::ThreadId;

/// `loser` is part of `winner` now. A decision that was made stands, and links to records are `winner`'s too; of two open
/// questions the newer is asked.
///
/// # Errors
/// Those of the database.
pub async fn merged(tx: &mut Tx, loser: ThreadId, winner: ThreadId) -> Result<()> {
    store::join_decisions(tx, loser, winner).await?;
    store::join_links(tx, loser, winner).await
}
