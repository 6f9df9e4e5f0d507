//! A mailbox that was removed is forgotten, with everything that was in it, a piece at a time.

mod store;

use super::Mailboxes;
use crate::{actor::Actor, error::Result, forgetting};
use kurier_model::MailboxId;
use std::time::{Duration, Instant};

/// Rows that go in one transaction.
const BATCH: i64 = 500;

impl Mailboxes<'_> {
    /// Forgets a removed mailbox, for `turn` at most. True: it is done. One that is not removed, or is gone already, is left alone.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget(&self, actor: &Actor, mailbox: MailboxId, turn: Duration) -> Result<bool> {
        let begun = Instant::now();
        loop {
            let mut tx = self.db().tx(actor).await?;
            if !store::is_removed(&mut tx, mailbox).await? {
                return Ok(true);
            }
            let messages = store::messages(&mut tx, mailbox, BATCH).await?;
            if messages.is_empty() {
                store::forget(&mut tx, mailbox).await?;
                tx.commit().await?;
                return Ok(true);
            }
            forgetting::forget(&mut tx, &messages).await?;
            tx.commit().await?;
            if begun.elapsed() >= turn {
                return Ok(false);
            }
        }
    }
}
