//! Who watches which mailbox: a row that has to be renewed, so that a mailbox of a worker that died is taken over.
//!
//! **Architecture Invariant:** what a watcher writes, it writes in a transaction that began with [`Lease::tx`]. Such a
//! transaction holds the lease's row until it ends, so that nobody takes the mailbox over in its middle. Renewing takes
//! a weaker lock and never waits for it.

pub mod store;

use crate::{
    db::{Db, Tx},
    error::{Error, Result},
};
use kurier_model::{MailboxId, WorkspaceId};
use std::time::Duration;

/// How long a lease lasts unless it is renewed.
pub const LASTS: Duration = Duration::from_secs(15);

/// The right to synchronise a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub workspace: WorkspaceId,
    pub mailbox: MailboxId,
    /// The worker: a process and a number of its own.
    pub holder: String,
}

impl Lease {
    /// A transaction of the mailbox's watcher.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else watches the mailbox: what this worker knows of it may be old.
    pub(crate) async fn tx(&self, db: &Db) -> Result<Tx> {
        let mut tx = db.storing_tx(self.workspace).await?;
        if store::is_held(&mut tx, self).await? { Ok(tx) } else { Err(Error::LeaseLost) }
    }
}
