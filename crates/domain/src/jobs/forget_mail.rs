//! Forget mail that was deleted everywhere.

use super::Job;
use crate::{Kurier, Result};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(from = "serde::de::IgnoredAny")]
pub struct ForgetMail {}

/// The clock asks for it without a word.
impl From<serde::de::IgnoredAny> for ForgetMail {
    fn from(_: serde::de::IgnoredAny) -> Self {
        Self {}
    }
}

impl Job for ForgetMail {
    const NAME: &'static str = "forget_mail";

    fn key(&self) -> String {
        Self::NAME.to_owned()
    }

    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.threads().forget_unplaced().await
    }
}
