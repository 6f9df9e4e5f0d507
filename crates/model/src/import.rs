//! Bringing records in from a file.

use crate::ids::{FieldId, ImportId};
use crate::invalid::{Field, Reason};
use crate::record::KindKey;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file was read; nothing was done yet.
    Read,
    /// Every line is being looked at, and nothing written.
    Checking,
    Checked,
    Running,
    Done,
    /// What came of it is being undone.
    TakingBack,
    TakenBack,
}

impl ImportState {
    pub const ALL: [Self; 7] = [
        Self::Read,
        Self::Checking,
        Self::Checked,
        Self::Running,
        Self::Done,
        Self::TakingBack,
        Self::TakenBack,
    ];

    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::TakingBack => "taking_back",
            Self::TakenBack => "taken_back",
        }
    }

    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether a job is at it.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Checking | Self::Running | Self::TakingBack)
    }
}

/// What becomes of a line whose record is there already (the same address, number, tax id or domain).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwinRule {
    /// The record stays as it is.
    #[default]
    Skip,
    /// What stands in the line is written over what stands in the record; what is empty in the line stays.
    Update,
    /// There are two then.
    Create,
}

impl TwinRule {
    pub const ALL: [Self; 3] = [Self::Skip, Self::Update, Self::Create];

    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Update => "update",
            Self::Create => "create",
        }
    }

    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == text)
    }
}

/// How many lines became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Lines of the file, without its head.
    pub total: u32,
    pub looked_at: u32,
    pub created: u32,
    pub updated: u32,
    pub skipped: u32,
    pub failed: u32,
    /// Of what was to be taken back: what somebody has changed since, and stays.
    pub kept: u32,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    pub name: String,
    /// What stands in it in the first lines.
    pub samples: Vec<String>,
    /// Where it goes; none: nowhere.
    pub field: Option<FieldId>,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub id: ImportId,
    pub kind: KindKey,
    pub file_name: String,
    pub state: ImportState,
    pub columns: Vec<ImportColumn>,
    pub twins: TwinRule,
    pub counts: ImportCounts,
    /// How often its lines were gone through.
    pub pass: u32,
    pub made_by: String,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub made_at: DateTime<Utc>,
}

/// What somebody chose before it begins: a field for each column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlan {
    pub fields: Vec<Option<FieldId>>,
    pub twins: TwinRule,
}

/// What became of a line, or would become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Created,
    Updated,
    Skipped,
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Created, Self::Updated, Self::Skipped, Self::Failed];

    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// A line of the file from which nothing could be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// From 1 on, the head counted: as a spreadsheet numbers it.
    pub line: u32,
    pub cells: Vec<String>,
    pub problems: Vec<(Field, Reason)>,
}
