//! Clear away what has run out (sessions, invitations, counters of attempts, what is left of mail that was sent, what was told long ago),
//! and mend badges that two who crossed have left behind.

use super::Work;
use crate::{error::Result, kurier::Kurier, queue::Job};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Tidy {}

impl Job for Tidy {
    const NAME: &'static str = "tidy";

    fn key(&self) -> String {
        Self::NAME.to_owned()
    }
}

impl Work for Tidy {
    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.members().clear_away().await?;
        kurier.drafts().clear_away().await?;
        kurier.mailboxes().clear_away().await?;
        kurier.jobs().remove_superseded().await?;
        kurier.records().clear_away().await?;
        kurier.merging().clear_away().await?;
        kurier.files().clear_away().await?;
        kurier.records().clear_photos_away().await?;
        kurier.notes().clear_away().await?;
        kurier.notifications().clear_away().await?;
        kurier.imports().clear_away().await?;
        let mended = kurier.badges().mend().await?;
        if mended > 0 {
            tracing::info!(mended, "badges that were not right");
        }
        Ok(())
    }
}
