//! Work out again to which client the threads with mail from an address belong.

use super::Job;
use kurier_model::{ThreadId, WorkspaceId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Badges {
    pub workspace: WorkspaceId,
    /// Lower case.
    pub address: String,
    /// Those up to this one are done.
    pub after: Option<ThreadId>,
}

impl Job for Badges {
    const NAME: &'static str = "badges";

    fn key(&self) -> String {
        format!("badges:{}:{}", self.workspace, self.address)
    }
}
