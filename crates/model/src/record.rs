//! Records of every kind: what kinds and fields there are, what stands in them, and changing a record that others change too: a save says
//! what it saw and only what it changes.

mod board;
mod days;
mod each;
mod fact;
mod filter;
mod house;
mod kind;
mod linked;
mod listed;
mod merging;
pub mod pieces;
mod shape;
mod sweep;

pub use board::{BoardColumn, RecordBoard, Sum};
pub use days::{MOST_DAYS, Moment, SomeDays, Span};
pub use each::{Back, EachChanged, Refused, TakenBack};
pub use fact::{RecordFact, Told};
pub use filter::{Filter, Test};
pub use house::{CompanyOffer, NewCompany};
pub use kind::{
    COMPANY, Choice, FieldDefault, FieldDefinition, FieldType, Kind, KindIcon, KindKey, LEAD, LOST_REASONS,
    OWN, OWNER, OwnKind, OwnName, offered,
};
pub use linked::Linked;
pub use listed::{
    FieldValue, Found, ListCursor, ListPage, ListQuery, ListStart, ListView, Named, Reachable, Record,
    RecordRow, Related, ViewForm,
};
pub use merging::{MergeField, MergeForm, MergePreview, MergeSide, Moving, Split, Twin, TwinReason};
pub use shape::{
    FieldForm, FieldUses, KindForm, KindUses, ListedKind, Pipeline, Shape, StageForm, StageUses,
};

pub use sweep::{Sweep, SweepAct, SweepRefusal, SweepState};

use crate::invalid::Field;
use serde::{Deserialize, Serialize};

/// A field and what is to stand in it, as forms write it: text as it is, a choice by its id, nothing for none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: Field,
    pub value: String,
}

/// What somebody wants changed in a record that they saw at a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The revision of the record that was on the screen.
    pub revision: u32,
    /// Each field once.
    pub fields: Vec<Change>,
}

/// A field that somebody else has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub field: Field,
    /// What stands in the record now.
    pub theirs: String,
    /// What the refused save wanted.
    pub yours: String,
}

/// A save that was refused whole: the fields that two people changed. Never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflicts {
    /// The record's revision now: a save that names it overwrites what stands here.
    pub revision: u32,
    pub fields: Vec<Conflict>,
}
