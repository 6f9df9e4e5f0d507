//! One change of all records that a list has, however many these are: done a part at a time, and stopped or taken back by whoever asked for it.

use super::Change;
use crate::ids::SweepId;
use crate::invalid::Reason;
use serde::{Deserialize, Serialize};

/// What is done to each record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum SweepAct {
    /// A field of each; with a stage in which something is lost, also why it was.
    Change { changes: Vec<Change> },
    /// Into the bin.
    Remove,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepState {
    /// The records of the list are written down.
    Finding,
    Changing,
    Done,
    Stopped,
    TakingBack,
    TakenBack,
}

impl SweepState {
    pub const ALL: [Self; 6] =
        [Self::Finding, Self::Changing, Self::Done, Self::Stopped, Self::TakingBack, Self::TakenBack];

    /// The form in which the database keeps it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Changing => "changing",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::TakingBack => "taking_back",
            Self::TakenBack => "taken_back",
        }
    }

    /// The reverse of [`Self::as_str`]; what is unknown goes on no more.
    #[must_use]
    pub fn from_stored(stored: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == stored).unwrap_or(Self::Stopped)
    }

    /// Whether somebody has to go on.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Finding | Self::Changing | Self::TakingBack)
    }
}

/// How far a sweep is, or what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    pub id: SweepId,
    pub state: SweepState,
    /// It puts them into the bin.
    pub removes: bool,
    /// How many records the list had, of those that were found by now.
    pub total: u32,
    pub looked_at: u32,
    pub changed: u32,
    /// They were so already.
    pub same: u32,
    /// They were not there any more when their turn came, or whoever asked sees them no more.
    pub gone: u32,
    /// Taken back.
    pub back: u32,
    /// Not taken back: somebody has changed them since.
    pub kept: u32,
    /// What was refused, the reason with the most records first.
    pub refused: Vec<SweepRefusal>,
}

/// Records that were not changed, for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepRefusal {
    pub why: Reason,
    pub count: u32,
    /// What the first of them are called.
    pub names: Vec<String>,
}
