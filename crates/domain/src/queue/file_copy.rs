//! Put the copy of a sent message into Sent.

use super::deliver::lane;
use super::{Job, store};
use crate::{db::Tx, error::Result};
use kurier_model::{MailboxId, OutboxId, WorkspaceId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileCopy {
    pub workspace: WorkspaceId,
    pub outgoing: OutboxId,
    pub lane: String,
}

impl FileCopy {
    /// The job for a message that went out of `mailbox`.
    pub async fn of(
        tx: &mut Tx,
        workspace: WorkspaceId,
        outgoing: OutboxId,
        mailbox: MailboxId,
    ) -> Result<Self> {
        let server = store::servers(tx, mailbox).await?.map_or_else(String::new, |(_, imap)| imap);
        Ok(Self { workspace, outgoing, lane: lane("imap", &server, outgoing) })
    }
}

impl Job for FileCopy {
    const NAME: &'static str = "file_copy";

    fn key(&self) -> String {
        format!("file_copy:{}", self.outgoing)
    }

    fn lane(&self) -> Option<String> {
        Some(self.lane.clone())
    }
}
