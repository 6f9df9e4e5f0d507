//! Tell whoever left something for later, and open pages, that it waits again.

use super::Job;
use kurier_model::{ThreadId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// What waits is seen by whoever reads the queue: without this job they would see it when they read it next. Whether it does is asked when the
/// job runs.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ComeBack {
    pub workspace: WorkspaceId,
    pub thread: ThreadId,
}

impl Job for ComeBack {
    const NAME: &'static str = "come_back";

    fn key(&self) -> String {
        format!("come_back:{}", self.thread)
    }
}
