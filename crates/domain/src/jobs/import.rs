//! Go on with an import.

use super::{TURN, Work};
use crate::queue::{self, Import};
use crate::{error::Result, kurier::Kurier};
use std::time::Duration;

impl Work for Import {
    async fn run(self, kurier: Kurier) -> Result<()> {
        if kurier.imports().go_on(self.workspace, self.import, TURN).await? {
            return Ok(());
        }
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        queue::enqueue(&mut tx, &self, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
