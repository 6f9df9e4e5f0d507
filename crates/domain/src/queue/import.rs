//! Go on with an import: look at its lines, write them, or take back what came of them.

use super::Job;
use kurier_model::{ImportId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// What is to be done is said by the import's state; how far it is, by its row.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Import {
    pub workspace: WorkspaceId,
    pub import: ImportId,
}

impl Job for Import {
    const NAME: &'static str = "import";

    fn key(&self) -> String {
        format!("import:{}", self.import)
    }

    fn lane(&self) -> Option<String> {
        Some(self.key())
    }
}
