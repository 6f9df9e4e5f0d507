//! What happened around a record, newest first.

use crate::consent::ConsentStep;
use crate::pipeline::StageName;
use crate::{
    address::Address,
    ids::{EventId, MailboxId, MessageId, NoteId, ThreadId},
    invalid::Field,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something that happened around a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    pub what: TimelineItem,
}

/// The kinds of things on a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum TimelineItem {
    /// A message of a thread about the record that the person may see.
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
    /// Something that somebody has written down.
    Note {
        id: NoteId,
        by: String,
        text: String,
        /// Whoever asks has written it, and may change it.
        mine: bool,
        edited: bool,
    },
    /// Something a person (or Kurier) did.
    Event { id: EventId, by: Option<String>, what: RecordEvent },
}

/// What can happen to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RecordEvent {
    Created,
    /// Put into the bin, from which it comes back or is forgotten.
    Removed,
    Restored,
    /// Fields were changed.
    Changed {
        fields: Vec<Field>,
    },
    StageChanged {
        from: StageName,
        to: StageName,
    },
    /// `None`: a thread that the person may not see.
    ThreadAttached {
        subject: Option<String>,
    },
    ThreadDetached {
        subject: Option<String>,
    },
    TaskAdded {
        title: String,
    },
    TaskDone {
        title: String,
    },
    /// What a person agreed to, or wants no more.
    Consent {
        what: ConsentStep,
    },
}
