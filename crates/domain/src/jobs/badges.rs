//! Work out again to which client the threads with mail from an address belong.

use super::{TURN, Work};
use crate::queue::{self, Badges};
use crate::{error::Result, kurier::Kurier};
use std::time::Duration;

impl Work for Badges {
    async fn run(self, kurier: Kurier) -> Result<()> {
        let after = kurier.leads().refresh_badges(self.workspace, &self.address, self.after, TURN).await?;
        if after.is_none() {
            return Ok(());
        }
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        queue::enqueue(&mut tx, &Self { after, ..self }, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
