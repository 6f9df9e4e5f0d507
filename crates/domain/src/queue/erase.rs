//! Go on with erasing a person.

use super::Job;
use kurier_model::{ActId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// Whom it is about is said by the act's row, and by nothing else.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Erase {
    pub workspace: WorkspaceId,
    pub act: ActId,
}

impl Job for Erase {
    const NAME: &'static str = "erase";

    fn key(&self) -> String {
        format!("erase:{}", self.act)
    }

    fn lane(&self) -> Option<String> {
        Some(self.key())
    }
}
