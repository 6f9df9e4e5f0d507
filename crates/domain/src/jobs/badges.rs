//! Work out again to which client the threads belong that a record has to do with.

use super::{TURN, Work};
use crate::queue::{self, Badges};
use crate::{error::Result, kurier::Kurier};
use std::time::Duration;

impl Work for Badges {
    async fn run(self, kurier: Kurier) -> Result<()> {
        if kurier.badges().refresh(self.workspace, self.record, TURN).await? {
            return Ok(());
        }
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        queue::enqueue(&mut tx, &self, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
