//! Do what a rule says about how long something is kept.

use super::Job;
use kurier_model::WorkspaceId;
use kurier_model::protection::RetentionOf;
use serde::{Deserialize, Serialize};

/// How far it is today is said by its report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Retain {
    pub workspace: WorkspaceId,
    pub what: RetentionOf,
}

impl Job for Retain {
    const NAME: &'static str = "retain";

    fn key(&self) -> String {
        format!("retain:{}:{}", self.workspace, String::from(self.what.clone()))
    }

    fn lane(&self) -> Option<String> {
        Some(self.key())
    }
}
