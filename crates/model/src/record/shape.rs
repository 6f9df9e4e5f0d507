//! What a kind consists of, as administrators change it.

use super::kind::{FieldDefault, FieldDefinition, FieldType, Kind, KindIcon, KindKey, OwnKind, OwnName};
use crate::ids::FieldId;
use crate::pipeline::{Outcome, PipelineStage};
use serde::{Deserialize, Serialize};

/// A field as an administrator wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldForm {
    /// Nothing in both languages leaves a built-in field its own words; in one of them, the other's is taken.
    pub name: OwnName,
    /// Of a field that is there only the choices change. New ones have no key.
    pub what: FieldType,
    pub required: bool,
    pub unique: bool,
    pub default: Option<FieldDefault>,
}

/// A kind as the navigation and the settings list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedKind {
    pub key: KindKey,
    /// `None`: the interface has words for its key.
    pub own: Option<OwnKind>,
    /// The navigation does not lead to it.
    pub hidden: bool,
    /// It was taken away, and can come back.
    pub removed: bool,
}

/// A kind as an administrator wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindForm {
    /// Many of them. What is missing in one language is taken from the other.
    pub many: OwnName,
    /// One of them.
    pub one: OwnName,
    pub icon: KindIcon,
    /// Whether its records go through stages. Of a kind that is there it stays.
    pub has_stages: bool,
}

/// What depends on a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindUses {
    /// So many records there are, as far as they were counted; those in the bin are not.
    pub records: u32,
    /// There are more records than were counted.
    pub more: bool,
    /// Fields of other kinds that link to it.
    pub fields: Vec<(ListedKind, FieldDefinition)>,
}

/// A kind, and what was taken from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub kind: Kind,
    /// Fields that are not shown any more. What stands in them is kept.
    pub removed: Vec<FieldDefinition>,
    /// Fields that Kurier itself works with: they stay.
    pub fixed: Vec<FieldId>,
}

/// What depends on a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldUses {
    /// So many records have something in it, as far as they were counted.
    pub records: u32,
    /// There are more records than were counted.
    pub more: bool,
    /// Saved lists that filter or sort by it, by their names; those of others that are not shared are left out.
    pub views: Vec<String>,
}

/// The stages that records of a kind go through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    pub kind: KindKey,
    /// `None`: the interface has words for the kind's key.
    pub own: Option<OwnKind>,
    /// Open ones first.
    pub stages: Vec<PipelineStage>,
    /// The field in which it is said why one was lost, where one can be.
    #[serde(default)]
    pub reason: Option<FieldDefinition>,
}

/// A stage as an administrator wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageForm {
    /// Nothing leaves a built-in stage its own words.
    pub name: String,
    /// Of a stage that is there it stays.
    pub outcome: Outcome,
    /// In per cent.
    pub probability: u8,
}

/// What depends on a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageUses {
    /// So many records stand in it, as far as they were counted.
    pub records: u32,
    /// There are more records than were counted.
    pub more: bool,
    /// Where they could go: the other stages of the same outcome.
    pub others: Vec<PipelineStage>,
    /// It is the only open one, and stays.
    pub is_needed: bool,
}
