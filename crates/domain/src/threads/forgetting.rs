//! Mail that was deleted everywhere is forgotten here too, after a while: what somebody moves about elsewhere is in no folder for
//! a moment, and search and lists do not show it meanwhile.

mod store;

use super::Threads;
use crate::{error::Result, forgetting};
use chrono::TimeDelta;
use std::time::{Duration, Instant};

/// How long a message may lie in no folder.
const GRACE: TimeDelta = TimeDelta::days(7);
/// Messages forgotten in one transaction.
const BATCH: i64 = 500;

impl Threads<'_> {
    /// Notes which messages lie in no folder, and forgets those that have for a week, with their text, their search words and
    /// threads that have become empty; for `turn` at most. True: all are forgotten.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget_unplaced(&self, turn: Duration) -> Result<bool> {
        let mut tx = self.kurier.db().system_tx().await?;
        store::note_unplaced(&mut tx, self.kurier.now()).await?;
        tx.commit().await?;
        self.forget_noted(turn).await
    }

    /// The second half of that: what was noted before is forgotten.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget_noted(&self, turn: Duration) -> Result<bool> {
        let begun = Instant::now();
        let now = self.kurier.now();
        let mut tx = self.kurier.db().system_tx().await?;
        let workspaces = store::with_unplaced(&mut tx, now - GRACE).await?;
        drop(tx);
        for workspace in workspaces {
            loop {
                let mut tx = self.kurier.db().workspace_tx(workspace).await?;
                let messages = store::unplaced(&mut tx, now - GRACE, BATCH).await?;
                if messages.is_empty() {
                    break;
                }
                forgetting::forget(&mut tx, &messages).await?;
                tx.commit().await?;
                if begun.elapsed() >= turn {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}
