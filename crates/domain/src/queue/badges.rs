//! Work out again to which client the threads belong that a record has to do with.

use super::Job;
use kurier_model::{RecordId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// It looks at what is not right now, and remembers nothing: so one that is asked for while another runs may take its place.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Badges {
    pub workspace: WorkspaceId,
    pub record: RecordId,
}

impl Job for Badges {
    const NAME: &'static str = "badges";

    fn key(&self) -> String {
        format!("badges:{}", self.record)
    }
}
