//! Several records at once, each by itself; and taking back what was just done to some, or to one.

use super::Changes;
use crate::ids::RecordId;
use crate::invalid::Reason;
use serde::{Deserialize, Serialize};

/// What became of a change of several records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EachChanged {
    /// Those that were changed, with what takes that back.
    pub back: Vec<Back>,
    pub refused: Vec<Refused>,
}

/// A record that was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub record: RecordId,
    /// Empty when there is none any more.
    pub name: String,
    pub why: Reason,
}

/// What takes back what was just done to a record: what stood in its fields before, at the revisions that they have since. What somebody
/// else has changed since is not written over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    pub record: RecordId,
    /// What was done last is taken back first.
    pub steps: Vec<Changes>,
}

impl Back {
    /// Of one change. It is none where nothing was changed.
    #[must_use]
    pub fn of(record: RecordId, step: Changes) -> Self {
        Self { record, steps: vec![step] }
    }

    /// Whether there is nothing to take back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| step.fields.is_empty())
    }
}

/// What became of taking something back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// What records are called that stay as they are, because somebody else has changed the same in them since.
    pub changed: Vec<String>,
    pub refused: Vec<Refused>,
}
