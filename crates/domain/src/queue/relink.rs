//! Go on with linking all mail of a workspace again.

use super::Job;
use kurier_model::WorkspaceId;
use serde::{Deserialize, Serialize};

/// How far it is, is said by its row.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Relink {
    pub workspace: WorkspaceId,
}

impl Job for Relink {
    const NAME: &'static str = "relink";

    fn key(&self) -> String {
        format!("relink:{}", self.workspace)
    }

    fn lane(&self) -> Option<String> {
        Some(self.key())
    }
}
