//! Make new mail searchable.

use super::Job;
use crate::{Kurier, Result};
use kurier_model::{MailboxId, WorkspaceId};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long one job goes on; then others get their turn.
const TURN: Duration = Duration::from_secs(5);

/// Asked for with every batch of mail that is stored; one a mailbox waits, and one runs.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Index {
    pub workspace: WorkspaceId,
    pub mailbox: MailboxId,
}

impl Job for Index {
    const NAME: &'static str = "index";

    fn key(&self) -> String {
        format!("index:{}", self.mailbox)
    }

    fn lane(&self) -> Option<String> {
        Some(self.key())
    }

    async fn run(self, kurier: Kurier) -> Result<()> {
        if kurier.threads().index(TURN).await? {
            return Ok(());
        }
        let mut tx = kurier.db().workspace_tx(self.workspace).await?;
        super::enqueue(&mut tx, &self, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
