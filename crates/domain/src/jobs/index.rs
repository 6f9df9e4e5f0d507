//! Make new mail searchable.

use super::Work;
use crate::queue::{self, Index};
use crate::{error::Result, kurier::Kurier};
use std::time::Duration;

/// How long one job goes on; then others get their turn.
const TURN: Duration = Duration::from_secs(5);

impl Work for Index {
    async fn run(self, kurier: Kurier) -> Result<()> {
        if kurier.threads().index(TURN).await? {
            return Ok(());
        }
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        queue::enqueue(&mut tx, &self, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
