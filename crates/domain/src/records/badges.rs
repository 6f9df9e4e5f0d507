//! The badge "CRM client" of threads: which record a correspondence belongs to.

mod store;

use crate::{db::Tx, error::Result, events};
use kurier_model::live::News;
use kurier_model::{FolderId, MailboxId, ThreadId, WorkspaceId};

/// A thread whose badge changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Changed {
    pub(crate) thread: ThreadId,
    pub(crate) mailbox: MailboxId,
}

/// Works out the badges again of `threads` and of all threads with mail from `keys` (addresses, lower case): a lead that the
/// thread is attached to, else one that has the address of who wrote in it (or was written to by us); open and lately active ones first.
pub(crate) async fn refresh(
    tx: &mut Tx,
    workspace: WorkspaceId,
    threads: &[ThreadId],
    keys: &[String],
) -> Result<Vec<Changed>> {
    store::refresh(tx, workspace, threads, keys).await
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
