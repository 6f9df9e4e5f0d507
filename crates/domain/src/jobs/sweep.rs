//! Go on with one change of all records that a list has.

use super::{TURN, Work};
use crate::queue::{self, Sweep};
use crate::{error::Result, kurier::Kurier};
use std::time::Duration;

impl Work for Sweep {
    async fn run(self, kurier: Kurier) -> Result<()> {
        if kurier.records().go_on_sweeping(self.workspace, self.sweep, TURN).await? {
            return Ok(());
        }
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        queue::enqueue(&mut tx, &self, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
