//! Forget a mailbox that was removed, with everything that was in it.

use super::Job;
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
}
