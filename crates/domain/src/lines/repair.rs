//! Compares lines and counts with the placements that they are made of, and mends what differs. There should never be
//! anything to mend: what is found is a fault of ours, and is logged as one.

mod store;

use super::lock;
use crate::{db::Db, error::Result};
use kurier_model::{FolderId, MailboxId, ThreadId, WorkspaceId};

/// Threads that are computed anew in one transaction.
const AT_ONCE: usize = 200;

/// What does not agree with the placements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Threads whose counts or lines differ.
    pub threads: Vec<ThreadId>,
    /// Folders whose counts differ.
    pub folders: Vec<FolderId>,
}

impl Differences {
    pub fn is_empty(&self) -> bool {
        self.threads.is_empty() && self.folders.is_empty()
    }
}

/// Looks, and changes nothing.
///
/// # Errors
/// Those of the database.
pub async fn look(db: &Db, workspace: WorkspaceId, mailbox: MailboxId) -> Result<Differences> {
    let mut tx = db.workspace_tx(workspace).await?;
    // One moment for both questions: what others change meanwhile is seen whole or not at all.
    store::hold_still(&mut tx).await?;
    Ok(Differences {
        threads: store::threads(&mut tx, mailbox).await?,
        folders: store::folders(&mut tx, mailbox).await?,
    })
}

/// Looks, and mends what differs; answers with what it found.
///
/// # Errors
/// Those of the database.
pub async fn mend(db: &Db, workspace: WorkspaceId, mailbox: MailboxId) -> Result<Differences> {
    let found = look(db, workspace, mailbox).await?;
    if found.is_empty() {
        return Ok(found);
    }
    tracing::error!(
        %mailbox,
        threads = found.threads.len(),
        folders = found.folders.len(),
        "lines or counts differ from the placements; computing them anew"
    );
    for batch in found.threads.chunks(AT_ONCE) {
        let mut tx = db.workspace_tx(workspace).await?;
        lock(&mut tx, workspace, batch.iter().copied()).await?.rebuild(&mut tx).await?;
        tx.commit().await?;
    }
    let mut folders = look(db, workspace, mailbox).await?.folders;
    folders.sort_unstable();
    for folder in folders {
        let mut tx = db.workspace_tx(workspace).await?;
        store::recount(&mut tx, folder).await?;
        tx.commit().await?;
    }
    Ok(found)
}
