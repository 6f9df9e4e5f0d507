//! Tell whoever has a task that it is due, if it is.

use super::Job;
use kurier_model::{TaskId, WorkspaceId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Remind {
    pub workspace: WorkspaceId,
    pub task: TaskId,
}

impl Job for Remind {
    const NAME: &'static str = "remind";

    fn key(&self) -> String {
        format!("remind:{}", self.task)
    }
}
