//! Make new mail searchable.

use super::{TURN, Work};
use crate::queue::{self, Index};
use crate::{error::Result, kurier::Kurier};
use std::time::Duration;

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
