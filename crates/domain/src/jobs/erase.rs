//! Go on with erasing a person.

use super::{TURN, Work};
use crate::queue::{self, Erase};
use crate::{error::Result, kurier::Kurier};

impl Work for Erase {
    async fn run(self, kurier: Kurier) -> Result<()> {
        let Some(pause) = kurier.protection().go_on(self.workspace, self.act, TURN).await? else {
            return Ok(());
        };
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        queue::enqueue(&mut tx, &self, pause).await?;
        Ok(tx.commit().await?)
    }
}
