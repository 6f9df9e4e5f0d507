//! Leads, their pipeline and their timeline.

use crate::{Address, EventId, LeadId, MailboxId, MessageId, StageId, ThreadId, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A stage's name: a built-in one, translated, or one that the workspace wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum StageName {
    New,
    Contacted,
    Qualified,
    Proposal,
    Won,
    Lost,
    Own(String),
}

impl StageName {
    /// The form in which the database keeps it: a key for built-in stages, the words otherwise.
    #[must_use]
    pub fn as_stored(&self) -> &str {
        match self {
            Self::New => "#new",
            Self::Contacted => "#contacted",
            Self::Qualified => "#qualified",
            Self::Proposal => "#proposal",
            Self::Won => "#won",
            Self::Lost => "#lost",
            Self::Own(name) => name,
        }
    }

    /// The reverse of [`Self::as_stored`].
    #[must_use]
    pub fn from_stored(stored: &str) -> Self {
        match stored {
            "#new" => Self::New,
            "#contacted" => Self::Contacted,
            "#qualified" => Self::Qualified,
            "#proposal" => Self::Proposal,
            "#won" => Self::Won,
            "#lost" => Self::Lost,
            own => Self::Own(own.to_owned()),
        }
    }
}

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

/// A line of the list and a card of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    pub id: LeadId,
    pub name: String,
    pub company: Option<String>,
    pub email: Option<String>,
    pub stage: StageId,
    pub stage_name: StageName,
    pub owner: Option<UserId>,
    pub owner_name: Option<String>,
    pub threads: u32,
    pub last_activity_at: DateTime<Utc>,
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
    pub form: LeadForm,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub stages: Vec<Stage>,
    pub salespeople: Vec<(UserId, String)>,
}

/// What happened around a lead, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    pub at: DateTime<Utc>,
    pub what: TimelineItem,
}

/// The kinds of things on a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum TimelineItem {
    /// A message of an attached thread that the person may see.
    Mail {
        message: MessageId,
        thread: ThreadId,
        mailbox: MailboxId,
        from: Option<Address>,
        to: Vec<Address>,
        subject: String,
        snippet: String,
        is_mine: bool,
        attachments: bool,
    },
    /// Something a person (or Kurier) did.
    Event { id: EventId, by: Option<String>, what: LeadEvent },
}

/// What can happen to a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LeadEvent {
    Created,
    /// Fields were changed.
    Changed {
        fields: Vec<crate::Field>,
    },
    StageChanged {
        from: StageName,
        to: StageName,
    },
    ThreadAttached {
        subject: String,
    },
    ThreadDetached {
        subject: String,
    },
}
