//! Hand a message to its SMTP server, if it is due.

use super::{Job, store};
use crate::{db::Tx, error::Result};
use kurier_model::{MailboxId, OutboxId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// So many messages go to one server at the same time, from all processes together: a slow server keeps these waiting and
/// nobody else.
const LANES: u128 = 3;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deliver {
    pub workspace: WorkspaceId,
    pub outgoing: OutboxId,
    /// The server's name and a number.
    pub lane: String,
}

impl Deliver {
    /// The job for a message that goes out of `mailbox`.
    pub async fn of(
        tx: &mut Tx,
        workspace: WorkspaceId,
        outgoing: OutboxId,
        mailbox: MailboxId,
    ) -> Result<Self> {
        let server = store::servers(tx, mailbox).await?.map_or_else(String::new, |(smtp, _)| smtp);
        Ok(Self { workspace, outgoing, lane: lane("smtp", &server, outgoing) })
    }
}

/// Neighbours in time go to different lanes: a version 7 UUID ends in chance.
pub(super) fn lane(protocol: &str, server: &str, outgoing: OutboxId) -> String {
    format!("{protocol}:{}:{}", server.to_lowercase(), outgoing.0.as_u128() % LANES)
}

impl Job for Deliver {
    const NAME: &'static str = "deliver";

    fn key(&self) -> String {
        format!("deliver:{}", self.outgoing)
    }

    fn lane(&self) -> Option<String> {
        Some(self.lane.clone())
    }
}
