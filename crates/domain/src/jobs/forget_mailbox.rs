//! Forget a mailbox that was removed, with everything that was in it.

use super::{TURN, Work};
use crate::queue::{self, ForgetMailbox};
use crate::{actor::Actor, error::Result, kurier::Kurier};
use std::time::Duration;

impl Work for ForgetMailbox {
    async fn run(self, kurier: Kurier) -> Result<()> {
        if kurier.mailboxes().forget(&Actor::system(self.workspace), self.mailbox, TURN).await? {
            return Ok(());
        }
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        queue::enqueue(&mut tx, &self, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
