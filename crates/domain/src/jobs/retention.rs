//! Look at the rules about how long something is kept, once a day.

use super::Work;
use crate::{error::Result, kurier::Kurier, queue::Job};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Retention {}

impl Job for Retention {
    const NAME: &'static str = "retention";

    fn key(&self) -> String {
        Self::NAME.to_owned()
    }
}

impl Work for Retention {
    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.protection().look_at_rules().await.map(drop)
    }
}
