//! Hand a message to its SMTP server, if it is due.

use super::Work;
use crate::outbox::Look;
use crate::queue::{self, Deliver};
use crate::{actor::Actor, error::Result, kurier::Kurier};

impl Work for Deliver {
    async fn run(self, kurier: Kurier) -> Result<()> {
        match kurier.outbox().deliver(&Actor::system(self.workspace), self.outgoing).await? {
            Look::Done | Look::Nothing => Ok(()),
            Look::Later(delay) => {
                let mut tx = kurier.db().workspace_tx(self.workspace).await?;
                queue::enqueue(&mut tx, &self, delay).await?;
                Ok(tx.commit().await?)
            }
        }
    }
}
