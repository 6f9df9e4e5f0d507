//! Taking, keeping and giving back mailboxes, and asking their watchers for a pass.

use super::{Sync, store};
use crate::error::Result;
use crate::leases::{self, Lease};
use kurier_model::{MailboxId, WorkspaceId};

impl Sync<'_> {
    /// Takes up to `limit` mailboxes that nobody watches.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn claim(&self, holder: &str, limit: i64) -> Result<Vec<Lease>> {
        leases::store::claim(self.kurier.db(), holder, None, limit).await
    }

    /// Takes one mailbox, if nobody watches it; also one that waits for its password, since somebody named it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn claim_one(&self, holder: &str, mailbox: MailboxId) -> Result<Option<Lease>> {
        Ok(leases::store::claim(self.kurier.db(), holder, Some(mailbox), 1).await?.pop())
    }

    /// Keeps the leases of `holder`; answers with those it still has.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn renew(&self, holder: &str) -> Result<Vec<MailboxId>> {
        leases::store::renew(self.kurier.db(), holder).await
    }

    /// Lets a mailbox go, so that another worker can take it at once.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn release(&self, lease: &Lease) -> Result<()> {
        leases::store::release(self.kurier.db(), lease).await
    }

    /// The names of all who hold leases now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn holders(&self) -> Result<Vec<String>> {
        leases::store::holders(self.kurier.db()).await
    }

    /// Takes every lease from a holder that is known to be dead, so that nobody has to wait until they run out.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn release_all(&self, holder: &str) -> Result<()> {
        leases::store::end_all(self.kurier.db(), holder).await
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
