//! What a person is told.

use crate::{
    ids::{NotificationId, RecordId, TaskId, ThreadId},
    record::KindKey,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Of what somebody is told. Each can be done without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// Somebody else gave them a task.
    TaskGiven,
    /// A task of theirs is due.
    TaskDue,
    /// A task that they gave somebody else is done.
    TaskDone,
    /// They are named in a note.
    Mentioned,
    /// A record is theirs from now on.
    RecordGiven,
    /// Somebody made them follow a record.
    Followed,
    /// There is new mail on a record that they follow.
    RecordMail,
    /// A record that they follow is in another stage.
    RecordMoved,
    /// Somebody wrote a note about a record that they follow.
    RecordNote,
    /// Somebody changed a record that they follow.
    RecordChanged,
    /// Mail that they left for later waits again.
    CameBack,
}

impl NotificationKind {
    pub const ALL: [Self; 11] = [
        Self::TaskGiven,
        Self::TaskDue,
        Self::TaskDone,
        Self::Mentioned,
        Self::RecordGiven,
        Self::Followed,
        Self::RecordMail,
        Self::RecordMoved,
        Self::RecordNote,
        Self::RecordChanged,
        Self::CameBack,
    ];

    /// As it is kept and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TaskGiven => "task_given",
            Self::TaskDue => "task_due",
            Self::TaskDone => "task_done",
            Self::Mentioned => "mentioned",
            Self::RecordGiven => "record_given",
            Self::Followed => "followed",
            Self::RecordMail => "record_mail",
            Self::RecordMoved => "record_moved",
            Self::RecordNote => "record_note",
            Self::RecordChanged => "record_changed",
            Self::CameBack => "came_back",
        }
    }

    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What a person was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    pub id: NotificationId,
    pub what: NotificationKind,
    /// Whose doing it is; none, when a day came or mail did.
    pub by: Option<String>,
    pub task: Option<ToldTask>,
    /// What it is about.
    pub record: Option<ToldRecord>,
    /// The mail that it is about.
    #[serde(default)]
    pub thread: Option<ToldThread>,
    /// The beginning of the note.
    pub note: Option<String>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    pub is_read: bool,
}

/// The task that somebody is told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldTask {
    pub task: TaskId,
    pub title: String,
    pub is_done: bool,
}

/// The record that somebody is told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldRecord {
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
}

/// The mail that somebody is told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldThread {
    pub thread: ThreadId,
    pub subject: String,
    /// Nobody has decided on it since.
    pub waits: bool,
}
