//! Make new mail searchable.

use super::Job;
use kurier_model::{MailboxId, WorkspaceId};
use serde::{Deserialize, Serialize};

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
}
