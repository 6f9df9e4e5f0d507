//! Go on with linking all mail of a workspace again.

use super::{TURN, Work};
use crate::queue::{self, Relink};
use crate::{error::Result, kurier::Kurier};
use std::time::Duration;

impl Work for Relink {
    async fn run(self, kurier: Kurier) -> Result<()> {
        if kurier.ready().go_on_relinking(self.workspace, TURN).await? {
            return Ok(());
        }
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        queue::enqueue(&mut tx, &self, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
