//! The watchdog: what has no job though it should have one gets one. Rows from before there were jobs, and whatever was given up
//! by hand.

use super::{Jobs, Work, store};
use crate::queue::{Deliver, FileCopy, ForgetMailbox, Index, Job, enqueue_missing};
use crate::{error::Result, kurier::Kurier};
use serde::{Deserialize, Serialize};

/// Mail that is due has a job that comes sooner than this, in seconds.
const OVERDUE: f64 = 30.0;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct FindLost {}

impl Job for FindLost {
    const NAME: &'static str = "find_lost";

    fn key(&self) -> String {
        Self::NAME.to_owned()
    }
}

impl Work for FindLost {
    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.mailboxes().tell_of_unwatched().await?;
        kurier.jobs().find_lost().await
    }
}

impl Jobs<'_> {
    /// Gives a job to everything that waits without one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find_lost(&self) -> Result<()> {
        let mut tx = self.kurier.db().system_tx().await?;
        for (workspace, outgoing, mailbox) in store::overdue_mail(&mut tx, OVERDUE).await? {
            let job = Deliver::of(&mut tx, workspace, outgoing, mailbox).await?;
            enqueue_missing(&mut tx, &job).await?;
        }
        for (workspace, outgoing, mailbox) in store::overdue_copies(&mut tx, OVERDUE).await? {
            let job = FileCopy::of(&mut tx, workspace, outgoing, mailbox).await?;
            enqueue_missing(&mut tx, &job).await?;
        }
        for (workspace, mailbox) in store::with_unindexed(&mut tx).await? {
            enqueue_missing(&mut tx, &Index { workspace, mailbox }).await?;
        }
        for (workspace, mailbox) in store::removed_mailboxes(&mut tx).await? {
            enqueue_missing(&mut tx, &ForgetMailbox { workspace, mailbox }).await?;
        }
        Ok(tx.commit().await?)
    }
}
