//! Several records at once, each by itself.

use crate::ids::RecordId;
use crate::invalid::Reason;
use serde::{Deserialize, Serialize};

/// What became of a change of several records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EachChanged {
    /// Those that were changed, with what stood in the field before.
    pub before: Vec<(RecordId, String)>,
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
