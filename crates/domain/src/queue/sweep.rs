//! Go on with one change of all records that a list has.

use super::Job;
use kurier_model::{SweepId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// What is to be done is said by the sweep's state; how far it is, by its row.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Sweep {
    pub workspace: WorkspaceId,
    pub sweep: SweepId,
}

impl Job for Sweep {
    const NAME: &'static str = "sweep";

    fn key(&self) -> String {
        format!("sweep:{}", self.sweep)
    }

    fn lane(&self) -> Option<String> {
        Some(self.key())
    }
}
