//! A mailbox that was removed is forgotten, with everything that was in it, a piece at a time.

mod store;

use super::Mailboxes;
use crate::{actor::Actor, error::Result, forgetting};
use kurier_model::MailboxId;

/// Rows that go in one transaction.
const BATCH: i64 = 500;

impl Mailboxes<'_> {
    /// Forgets a removed mailbox. One that is not removed, or is gone already, is left alone.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget(&self, actor: &Actor, mailbox: MailboxId) -> Result<()> {
        loop {
            let mut tx = self.db().tx(actor).await?;
            if !store::is_removed(&mut tx, mailbox).await? {
                return Ok(());
            }
            let messages = store::messages(&mut tx, mailbox, BATCH).await?;
            if messages.is_empty() {
                store::forget(&mut tx, mailbox).await?;
                return Ok(tx.commit().await?);
            }
            forgetting::forget(&mut tx, &messages).await?;
            tx.commit().await?;
        }
    }
}
