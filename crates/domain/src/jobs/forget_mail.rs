//! Forget mail that was deleted everywhere.

use super::{TURN, Work};
use crate::queue::{self, Job};
use crate::{error::Result, kurier::Kurier};
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ForgetMail {
    /// What lies in no folder was noted in an earlier turn.
    #[serde(default)]
    noted: bool,
}

impl Job for ForgetMail {
    const NAME: &'static str = "forget_mail";

    fn key(&self) -> String {
        Self::NAME.to_owned()
    }
}

impl Work for ForgetMail {
    async fn run(self, kurier: Kurier) -> Result<()> {
        let threads = kurier.threads();
        let is_done = match self.noted {
            true => threads.forget_noted(TURN).await?,
            false => threads.forget_unplaced(TURN).await?,
        };
        if is_done {
            return Ok(());
        }
        let mut tx = kurier.db().system_tx().await?;
        queue::enqueue(&mut tx, &Self { noted: true }, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}
