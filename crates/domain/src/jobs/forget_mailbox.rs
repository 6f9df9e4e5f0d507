//! Forget a mailbox that was removed, with everything that was in it.

use super::Job;
use crate::{Actor, Kurier, Result};
use kurier_model::{MailboxId, WorkspaceId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ForgetMailbox {
    pub workspace: WorkspaceId,
    pub mailbox: MailboxId,
}

impl Job for ForgetMailbox {
    const NAME: &'static str = "forget_mailbox";

    fn key(&self) -> String {
        format!("forget_mailbox:{}", self.mailbox)
    }

    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.mailboxes().forget(&Actor::system(self.workspace), self.mailbox).await
    }
}
