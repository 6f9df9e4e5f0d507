//! Leases: which process watches which mailbox. Any number of workers share the mailboxes; a worker that dies loses its
//! leases when they run out, and another one takes over. The database's clock rules.

mod store;

use super::Mailboxes;
use crate::Result;
use kurier_model::{MailboxId, WorkspaceId};
use std::time::Duration;

/// A lease that is not renewed runs out after this long.
pub const LEASE_LIFETIME: Duration = Duration::from_secs(15);
/// How often a holder renews.
pub const LEASE_RENEWAL: Duration = Duration::from_secs(5);

/// The right to watch a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    pub mailbox: MailboxId,
    pub workspace: WorkspaceId,
}

impl Mailboxes<'_> {
    /// Takes up to `most` mailboxes that nobody watches.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn take_leases(&self, holder: &str, most: u32) -> Result<Vec<Lease>> {
        let mut tx = self.db().system_tx().await?;
        let leases = store::take(&mut tx, holder, most).await?;
        tx.commit().await?;
        Ok(leases)
    }

    /// Takes the lease of one mailbox; `None` when somebody else has it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn take_lease(&self, holder: &str, mailbox: MailboxId) -> Result<Option<Lease>> {
        let mut tx = self.db().system_tx().await?;
        let lease = store::take_one(&mut tx, holder, mailbox).await?;
        tx.commit().await?;
        Ok(lease)
    }

    /// Renews all leases of the holder, and returns those that it still has. A mailbox that was removed is not among them.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn renew_leases(&self, holder: &str) -> Result<Vec<Lease>> {
        let mut tx = self.db().system_tx().await?;
        let leases = store::renew(&mut tx, holder).await?;
        tx.commit().await?;
        Ok(leases)
    }

    /// Gives a lease back, so that another worker need not wait until it runs out.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn release_lease(&self, holder: &str, mailbox: MailboxId) -> Result<()> {
        let mut tx = self.db().system_tx().await?;
        store::release(&mut tx, holder, mailbox).await?;
        Ok(tx.commit().await?)
    }
}
