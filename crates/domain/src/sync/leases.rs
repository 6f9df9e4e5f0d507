//! Who watches which mailbox: a row that has to be renewed, so that a mailbox of a worker that died is taken over.

use super::{Sync, store};
use crate::Result;
use kurier_model::{MailboxId, WorkspaceId};
use std::time::Duration;

/// How long a lease lasts unless it is renewed.
pub const LEASE: Duration = Duration::from_secs(15);

/// The right to synchronise a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub workspace: WorkspaceId,
    pub mailbox: MailboxId,
    /// The worker: a process and a number of its own.
    pub holder: String,
}

impl Sync<'_> {
    /// Takes up to `limit` mailboxes that nobody watches.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn claim(&self, holder: &str, limit: i64) -> Result<Vec<Lease>> {
        store::claim(self.kurier.db(), holder, None, limit, LEASE).await
    }

    /// Takes one mailbox, if nobody watches it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn claim_one(&self, holder: &str, mailbox: MailboxId) -> Result<Option<Lease>> {
        Ok(store::claim(self.kurier.db(), holder, Some(mailbox), 1, LEASE).await?.pop())
    }

    /// Keeps the leases of `holder`; answers with those it still has.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn renew(&self, holder: &str) -> Result<Vec<MailboxId>> {
        store::renew(self.kurier.db(), holder, LEASE).await
    }

    /// Lets a mailbox go, so that another worker can take it at once.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn release(&self, lease: &Lease) -> Result<()> {
        store::release(self.kurier.db(), lease).await
    }

    /// The names of all who hold leases now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn holders(&self) -> Result<Vec<String>> {
        store::holders(self.kurier.db()).await
    }

    /// Takes every lease from a holder that is known to be dead, so that nobody has to wait until they run out.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn bury(&self, holder: &str) -> Result<()> {
        store::bury(self.kurier.db(), holder).await
    }

    /// Asks whoever watches the mailbox for a full pass, from now on finished at some moment later than the one returned.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn request(
        &self,
        workspace: WorkspaceId,
        mailbox: MailboxId,
    ) -> Result<chrono::DateTime<chrono::Utc>> {
        store::request(self.kurier.db(), workspace, mailbox, self.kurier.now()).await
    }

    /// When the last full pass ended.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn finished_at(
        &self,
        workspace: WorkspaceId,
        mailbox: MailboxId,
    ) -> Result<Option<chrono::DateTime<chrono::Utc>>> {
        store::finished_at(self.kurier.db(), workspace, mailbox).await
    }
}
