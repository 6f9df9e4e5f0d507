//! Forget mail that was deleted everywhere.

use super::Job;
use crate::{Kurier, Result};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ForgetMail {}

impl Job for ForgetMail {
    const NAME: &'static str = "forget_mail";

    fn key(&self) -> String {
        Self::NAME.to_owned()
    }

    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.threads().forget_unplaced().await
    }
}
