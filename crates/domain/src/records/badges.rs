//! The badge "CRM client" of threads: which record a correspondence belongs to.
//!
//! Of threads that a verb has locked it is worked out at once ([`refresh`]). Of all others with mail from an address it is worked out soon,
//! by a job ([`refresh_soon`]): a client may have thousands, which others are changing, and who decides on one thread waits for none.

mod store;

use super::Leads;
use crate::error::again;
use crate::queue::{self, Badges};
use crate::{db::Tx, error::Result, events, lines};
use kurier_model::live::News;
use kurier_model::{FolderId, MailboxId, ThreadId, WorkspaceId};
use std::time::{Duration, Instant};

/// So many threads are locked together.
const AT_ONCE: i64 = 200;

/// A thread whose badge changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Changed {
    pub(crate) thread: ThreadId,
    pub(crate) mailbox: MailboxId,
}

/// Works out the badges of threads again that the caller has locked (`lines::lock`): a lead that the thread is attached to, else one
/// that has the address of who wrote in it (or was written to by us); open and lately active ones first.
pub(crate) async fn refresh(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<Changed>> {
    store::refresh(tx, threads).await
}

/// The same for all threads with mail from these addresses (lower case), when this transaction is over.
pub(crate) async fn refresh_soon(tx: &mut Tx, workspace: WorkspaceId, keys: &[String]) -> Result<()> {
    for key in keys {
        let job = Badges { workspace, address: key.clone(), after: None };
        queue::enqueue(tx, &job, Duration::ZERO).await?;
    }
    Ok(())
}

/// Tells open pages which rows to read again.
pub(crate) async fn tell(tx: &mut Tx, workspace: WorkspaceId, changed: Vec<Changed>) -> Result<()> {
    let mut mailboxes: Vec<MailboxId> = changed.iter().map(|changed| changed.mailbox).collect();
    mailboxes.sort_unstable();
    mailboxes.dedup();
    for mailbox in mailboxes {
        let threads: Vec<ThreadId> = changed
            .iter()
            .filter(|changed| changed.mailbox == mailbox)
            .map(|changed| changed.thread)
            .collect();
        let folders: Vec<FolderId> = store::folders(tx, &threads).await?;
        events::notify(tx, workspace, &News::Threads { mailbox, folders, threads, arrived: 0 }).await?;
    }
    Ok(())
}

impl Leads<'_> {
    /// Works out the badges of all threads with mail from an address (lower case), some at a time, from the one that follows `after`.
    /// Where to go on when `turn` is over; `None` when all are done.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn refresh_badges(
        &self,
        workspace: WorkspaceId,
        address: &str,
        mut after: Option<ThreadId>,
        turn: Duration,
    ) -> Result<Option<ThreadId>> {
        let began = Instant::now();
        loop {
            after = again(|| async {
                let mut tx = self.kurier.db().workspace_tx(workspace).await?;
                let threads = store::threads_of(&mut tx, workspace, address, after, AT_ONCE).await?;
                let Some(&last) = threads.last() else { return Ok(None) };
                let lock = lines::lock(&mut tx, workspace, threads).await?;
                let changed = refresh(&mut tx, lock.threads()).await?;
                tell(&mut tx, workspace, changed).await?;
                tx.commit().await?;
                Ok(Some(last))
            })
            .await?;
            if after.is_none() || began.elapsed() >= turn {
                return Ok(after);
            }
        }
    }
}
