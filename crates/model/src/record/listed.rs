//! Records as lists and pages show them.

use super::{FieldDefinition, Filter, Kind, KindKey, Linked, OwnKind, RecordFact, Sweep, Told};
use crate::ids::{FieldId, RecordId, ViewId};
use crate::photo::PhotoHash;
use crate::pipeline::StageName;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What stands in a field of a record; fields with nothing in them are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    pub field: FieldId,
    /// As [`super::FieldType`] writes it.
    pub value: String,
    /// What a person, a record or a stage (as it is kept) is called whose id is the value; `None` for other values, and for a record that
    /// is gone.
    pub label: Option<String>,
    /// Of a field that names several records: what each is called, in their order; `None` for one that is gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Option<String>>,
}

impl FieldValue {
    /// What stands in a field, and what that is called where it is an id.
    #[must_use]
    pub const fn new(field: FieldId, value: String, label: Option<String>) -> Self {
        Self { field, value, label, names: Vec::new() }
    }

    /// A record that a field names, be it the first of several.
    #[must_use]
    pub fn of_record(field: FieldId, record: RecordId, name: String) -> Self {
        let names = vec![Some(name.clone())];
        Self { field, value: record.to_string(), label: Some(name), names }
    }

    /// The records of a field that names several, each with what it is called.
    #[must_use]
    pub fn linked(&self) -> Vec<(Linked, Option<String>)> {
        let names = self.names.iter().cloned().chain(std::iter::repeat(None));
        Linked::all(&self.value).into_iter().zip(names).collect()
    }
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    pub id: RecordId,
    pub name: String,
    /// Of the fields that are columns.
    pub values: Vec<FieldValue>,
    /// What whoever made it is called.
    #[serde(default)]
    pub created_by: Option<String>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub last_activity_at: DateTime<Utc>,
    /// In its stage since.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub stage_since: Option<DateTime<Utc>>,
    /// In the bin since.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub removed_at: Option<DateTime<Utc>>,
    /// Shown in place of initials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoHash>,
}

impl RecordRow {
    /// What it says of itself; `None` where there is nothing to say.
    #[must_use]
    pub fn tells(&self, fact: RecordFact) -> Option<Told> {
        match fact {
            RecordFact::InStage => self.stage_since.map(Told::Moment),
            RecordFact::CreatedBy => self.created_by.clone().map(Told::Words),
            RecordFact::Created => Some(Told::Moment(self.created_at)),
        }
    }
}

/// Which records, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuery {
    /// Words that they have in their name or addresses, in any order.
    pub words: String,
    /// Only those of whoever asks.
    pub mine: bool,
    /// What lies in the bin, instead of what is there.
    pub in_bin: bool,
    /// The key of a field or of a [`super::Moment`]; `None`: the latest activity first.
    pub sort: Option<String>,
    pub descending: bool,
    /// All of them are to be passed.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// The columns, by the keys of fields and moments; `None`: those that whoever asks has chosen for their own list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
}

impl ListQuery {
    /// Whether two ask for the same: the order of filters and of columns says nothing.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let plain = |query: &Self| {
            let mut query = query.clone();
            query.filters.sort_by_cached_key(|filter| (filter.field.clone(), filter.written()));
            if let Some(columns) = &mut query.columns {
                columns.sort_unstable();
            }
            query
        };
        plain(self) == plain(other)
    }
}

/// What somebody wants to save a list as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewForm {
    pub name: String,
    /// Everybody of the workspace is to have it.
    pub shared: bool,
    pub query: ListQuery,
    pub board: bool,
}

/// A list that somebody has saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    pub id: ViewId,
    pub name: String,
    /// Whether it is the list of whoever asks: only they change it.
    pub mine: bool,
    /// Everybody of the workspace has it.
    pub shared: bool,
    pub query: ListQuery,
    /// As a board.
    pub board: bool,
    /// Whoever asks begins with it when they open the list of the kind.
    #[serde(default)]
    pub is_first: bool,
}

/// With what the list of a kind begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListStart {
    pub kind: Kind,
    pub views: Vec<ListView>,
    /// The last change of all records of a list that whoever asks has asked for, unless they have taken note of it.
    pub sweep: Option<Sweep>,
}

/// Where a list goes on: behind the record with this key in its order; without a key, behind one that has nothing in the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListCursor {
    pub key: Option<String>,
    pub id: RecordId,
}

/// A slice of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    pub rows: Vec<RecordRow>,
    pub next: Option<ListCursor>,
}

/// A record, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub id: RecordId,
    /// By which id it was asked for: its own, or that of one that has become part of it.
    pub asked: RecordId,
    pub kind: Kind,
    pub name: String,
    /// Grows with every change; a save names it ([`super::Changes`]).
    pub revision: u32,
    /// In the order of the kind's fields, the name among them.
    pub values: Vec<FieldValue>,
    pub related: Vec<Related>,
    /// To whom one writes from its page, the likeliest first.
    pub reachable: Vec<Reachable>,
    /// Shown in place of initials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoHash>,
    /// Attached threads of mailboxes that the person may not see.
    pub hidden_threads: u32,
    /// In its stage since.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub stage_since: Option<DateTime<Utc>>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub removed_at: Option<DateTime<Utc>>,
}

/// An address of the record, or of one that it links to: of the contact of a deal, of the people of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reachable {
    pub record: RecordId,
    /// Whose it is; the address itself where nobody is called so.
    pub name: String,
    pub address: String,
}

/// A record by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: RecordId,
    pub name: String,
    /// Something that tells two of one name apart: an address, a number.
    pub note: Option<String>,
}

/// A record of any kind that was found by words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
    /// Whose it is, or the company that it is about.
    pub company: Option<String>,
    /// An address or a number, to tell two of one name apart.
    pub address: Option<String>,
    /// Of a record that has a pipeline.
    pub stage: Option<StageName>,
    pub owner: Option<String>,
    /// When something last happened to it.
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub last_activity_at: DateTime<Utc>,
    /// It has not the words, but nearly.
    pub is_near: bool,
}

/// Records that link to this one by a field of theirs: the contacts of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    pub kind: KindKey,
    /// What that is called, where the workspace made it.
    pub own: Option<OwnKind>,
    pub field: FieldId,
    /// The field, where it names several records: what it is called, and their roles.
    pub through: Option<Box<FieldDefinition>>,
    /// By name, not all when there are many.
    pub records: Vec<Named>,
    /// In which role the record is there, by the key, for each of these; for a field that has roles.
    pub roles: Vec<Option<String>>,
    /// How many are not among them.
    pub more: u32,
}
