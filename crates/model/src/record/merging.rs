//! Records that may be the same, and what becomes of several when they are made one.

use super::{FieldDefinition, FieldValue};
use crate::ids::{FieldId, RecordId};
use crate::visibility::Visibility;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A record that may be the same as another, or as one that is being written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twin {
    pub id: RecordId,
    pub name: String,
    /// An address or a number, to tell two of one name apart.
    pub note: Option<String>,
    pub reason: TwinReason,
}

/// Why two records may be the same: the same address, or nearly the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwinReason {
    Email,
    Phone,
    TaxId,
    Domain,
    Name,
    SimilarName,
}

/// One of the records that are to become one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeSide {
    pub id: RecordId,
    pub name: String,
    /// An address or a number, to tell two of one name apart.
    pub note: Option<String>,
    /// As it is on the screen: one that has changed since is looked at again.
    pub revision: u32,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub created_at: DateTime<Utc>,
    /// In how many fields something stands.
    pub filled: u32,
}

/// A field in which the records differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeField {
    pub field: FieldDefinition,
    /// What stands in each, in their order; `None`: nothing.
    pub values: Vec<Option<FieldValue>>,
    /// Of a field with several values: all of them stay, and nothing is chosen.
    pub all: Option<FieldValue>,
    /// Whose value stands if nobody chooses another.
    pub from: RecordId,
}

/// What moves to the record that stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moving {
    /// Threads that are attached, or that are theirs by their addresses; those that the person may see.
    Threads,
    Notes,
    /// Files that people have put beside them.
    Files,
    Tasks,
    /// Records that link to them.
    Links,
    /// What they agreed to, and want no more.
    Consents,
    /// What was sent to them, and on what grounds.
    Sent,
    Drafts,
}

/// What would come of making several records one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePreview {
    /// The one that stays.
    pub winner: RecordId,
    pub sides: Vec<MergeSide>,
    /// Where they differ.
    pub fields: Vec<MergeField>,
    /// How much of what; nothing is left out.
    pub moving: Vec<(Moving, u32)>,
    /// How the one that stays will be seen, where not the same people see all of them.
    pub narrowed: Option<Visibility>,
    /// One of them wants no mail at all, so the one that stays will want none.
    pub opted_out: bool,
    /// What one of them agreed to holds only for their own addresses.
    pub bounded: bool,
}

/// What somebody wants made one, as they saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeForm {
    pub winner: RecordId,
    /// All of them, with the revisions that were on the screen.
    pub seen: Vec<(RecordId, u32)>,
    /// Whose value stands, where it is another than the preview proposes.
    pub take: Vec<(FieldId, RecordId)>,
}

/// What came of taking records apart again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// Those that are there again.
    pub records: Vec<RecordId>,
    /// Fields of the one that stayed that somebody has changed since: they were left as they are.
    pub kept: Vec<FieldId>,
}
