//! Forget mail that was deleted everywhere.

use super::Work;
use crate::{error::Result, kurier::Kurier, queue::Job};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ForgetMail {}

impl Job for ForgetMail {
    const NAME: &'static str = "forget_mail";

    fn key(&self) -> String {
        Self::NAME.to_owned()
    }
}

impl Work for ForgetMail {
    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.threads().forget_unplaced().await
    }
}
