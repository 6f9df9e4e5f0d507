//! What the server tells open pages (`/live`, server-sent events). Hints only: the page reads again what it shows.

use crate::{FolderId, LeadId, MailboxId, OutboxId, ThreadId, read_tagged};
use serde::Serialize;

/// Something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// Threads of these folders changed; `arrived` counts new incoming messages. Empty lists: too many to name.
    Threads {
        mailbox: MailboxId,
        folders: Vec<FolderId>,
        threads: Vec<ThreadId>,
        arrived: u32,
    },
    /// The tree, counts or the state of a mailbox changed.
    Mailbox {
        mailbox: MailboxId,
    },
    /// The Ready queue changed.
    Ready,
    Lead {
        lead: LeadId,
    },
    Outbox {
        outgoing: OutboxId,
    },
    /// News may have been lost (reconnection): read everything that is on the page again.
    Resync,
}

read_tagged!(News by "news", fields {
    mailbox: MailboxId,
    folders: Vec<FolderId>,
    threads: Vec<ThreadId>,
    arrived: u32,
    lead: LeadId,
    outgoing: OutboxId,
}, {
    Threads { mailbox, folders, threads, arrived },
    Mailbox { mailbox },
    Ready,
    Lead { lead },
    Outbox { outgoing },
    Resync,
});

impl News {
    /// The same news without its lists, for when they are too long to carry.
    #[must_use]
    pub fn shortened(&self) -> Self {
        match self {
            Self::Threads { mailbox, arrived, .. } => Self::Threads {
                mailbox: *mailbox,
                folders: Vec::new(),
                threads: Vec::new(),
                arrived: *arrived,
            },
            other => other.clone(),
        }
    }
}
