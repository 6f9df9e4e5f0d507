//! Do what a rule says about how long something is kept.

use super::{TURN, Work};
use crate::queue::{self, Retain};
use crate::{error::Result, kurier::Kurier};
use std::time::Duration;

impl Work for Retain {
    async fn run(self, kurier: Kurier) -> Result<()> {
        if kurier.protection().retain(self.workspace, &self.what, TURN).await? {
            return Ok(());
        }
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        queue::enqueue(&mut tx, &self, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
