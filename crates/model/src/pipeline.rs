//! Pipelines: the stages that records of a kind go through, one after the other.

use crate::ids::StageId;
use serde::{Deserialize, Serialize};

/// A stage's name, as it is kept: the key of a built-in one behind a `#`, for which the interface has words, or what the workspace wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StageName(String);

impl StageName {
    /// A built-in one.
    #[must_use]
    pub fn built_in(key: &str) -> Self {
        Self(format!("#{key}"))
    }

    #[must_use]
    pub fn from_stored(stored: &str) -> Self {
        Self(stored.to_owned())
    }

    #[must_use]
    pub fn as_stored(&self) -> &str {
        &self.0
    }

    /// The key of a built-in one.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.0.strip_prefix('#')
    }
}

/// Whether a record in a stage is still worked on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    #[default]
    Open,
    Won,
    Lost,
}

impl Outcome {
    /// The form in which the database keeps it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// The reverse of [`Self::as_str`]; what is unknown is open.
    #[must_use]
    pub fn from_stored(stored: &str) -> Self {
        match stored {
            "won" => Self::Won,
            "lost" => Self::Lost,
            _ => Self::Open,
        }
    }

    #[must_use]
    pub const fn closes(self) -> bool {
        !matches!(self, Self::Open)
    }
}

/// A stage of a kind's pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineStage {
    pub id: StageId,
    pub name: StageName,
    pub outcome: Outcome,
    /// How likely it is that a record in it is won, in per cent.
    pub probability: u8,
}
