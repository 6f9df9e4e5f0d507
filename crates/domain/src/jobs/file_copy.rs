//! Put the copy of a sent message into Sent.

use super::Work;
use crate::outbox::Look;
use crate::queue::{self, FileCopy};
use crate::{actor::Actor, error::Result, kurier::Kurier};

impl Work for FileCopy {
    async fn run(self, kurier: Kurier) -> Result<()> {
        match kurier.outbox().file_copy(&Actor::system(self.workspace), self.outgoing).await? {
            Look::Done | Look::Nothing => Ok(()),
            Look::Later(delay) => {
                let mut tx = kurier.db().workspace_tx(self.workspace).await?;
                queue::enqueue(&mut tx, &self, delay).await?;
                Ok(tx.commit().await?)
            }
        }
    }
}
