//! Leads and their pipeline.

use crate::pipeline::StageName;
use crate::record::Change;
use crate::{
    ids::{LeadId, StageId, UserId},
    invalid::Field,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A column of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub id: StageId,
    pub name: StageName,
    /// Won and lost stages close a lead.
    pub closes: bool,
    /// How many leads are in it.
    pub leads: u32,
}

/// What a person fills in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadForm {
    /// What it is about, in short.
    pub name: String,
    pub email: String,
    pub phone: String,
    pub company: String,
    /// The salesperson.
    pub owner: Option<UserId>,
    /// `None`: the first stage.
    pub stage: Option<StageId>,
    /// What the client needs, and until when to answer.
    pub description: String,
}

impl LeadForm {
    /// The fields, in the order of the form.
    pub const FIELDS: [Field; 7] = [
        Field::LeadName,
        Field::Email,
        Field::Phone,
        Field::Company,
        Field::Owner,
        Field::Stage,
        Field::Description,
    ];

    /// What stands in a field, as [`Change`] writes it; `None` for a field of other forms.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<String> {
        Some(match field {
            Field::LeadName => self.name.clone(),
            Field::Email => self.email.clone(),
            Field::Phone => self.phone.clone(),
            Field::Company => self.company.clone(),
            Field::Owner => self.owner.map(|owner| owner.to_string()).unwrap_or_default(),
            Field::Stage => self.stage.map(|stage| stage.to_string()).unwrap_or_default(),
            Field::Description => self.description.clone(),
            _ => return None,
        })
    }

    /// Puts a value into a field; false for a field of other forms, or a choice that is no id.
    pub fn put(&mut self, field: Field, value: &str) -> bool {
        match field {
            Field::LeadName => value.clone_into(&mut self.name),
            Field::Email => value.clone_into(&mut self.email),
            Field::Phone => value.clone_into(&mut self.phone),
            Field::Company => value.clone_into(&mut self.company),
            Field::Description => value.clone_into(&mut self.description),
            Field::Owner if value.is_empty() => self.owner = None,
            Field::Owner => match value.parse() {
                Ok(owner) => self.owner = Some(owner),
                Err(_) => return false,
            },
            Field::Stage if value.is_empty() => self.stage = None,
            Field::Stage => match value.parse() {
                Ok(stage) => self.stage = Some(stage),
                Err(_) => return false,
            },
            _ => return false,
        }
        true
    }

    /// What has to change for `self` to become `wanted`, in the order of the form.
    #[must_use]
    pub fn changes(&self, wanted: &Self) -> Vec<Change> {
        let changed = |field: &Field| self.value(*field) != wanted.value(*field);
        let change = |field| Some(Change { field, value: wanted.value(field)? });
        Self::FIELDS.into_iter().filter(changed).filter_map(change).collect()
    }
}

/// A line of the list and a card of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    pub id: LeadId,
    pub name: String,
    pub company: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub stage: StageId,
    pub stage_name: StageName,
    pub owner: Option<UserId>,
    pub owner_name: Option<String>,
    /// Threads that the person may see.
    pub threads: u32,
    /// Threads of mailboxes that the person may not see.
    pub hidden_threads: u32,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub last_activity_at: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub created_at: DateTime<Utc>,
}

/// The board: stages with their newest leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub columns: Vec<(Stage, Vec<LeadRow>)>,
}

/// A lead, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    pub row: LeadRow,
    /// Grows with every change; a save names it ([`crate::record::Changes`]).
    pub revision: u32,
    pub form: LeadForm,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub stages: Vec<Stage>,
    pub salespeople: Vec<(UserId, String)>,
}
