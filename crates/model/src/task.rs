//! What somebody has to do.

use crate::{
    ids::{RecordId, TaskId, ThreadId, UserId},
    record::KindKey,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How often a task comes again. The next one is made when this one is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    Daily,
    /// From Monday to Friday.
    Weekdays,
    Weekly,
    Monthly,
    Yearly,
}

impl Repeat {
    pub const ALL: [Self; 5] = [Self::Daily, Self::Weekdays, Self::Weekly, Self::Monthly, Self::Yearly];

    /// As it is kept and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekdays => "weekdays",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Yearly => "yearly",
        }
    }

    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|repeat| repeat.as_str() == text)
    }
}

/// When whoever has a task is told that it is due. Of a day without a time: counted from nine in the morning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    AtTime,
    /// A quarter of an hour before.
    Quarter,
    Hour,
    Day,
}

impl Reminder {
    pub const ALL: [Self; 4] = [Self::AtTime, Self::Quarter, Self::Hour, Self::Day];

    /// As it is kept and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtTime => "at_time",
            Self::Quarter => "quarter",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reminder| reminder.as_str() == text)
    }
}

/// What a form says of a task. Day and time are those of whoever fills it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskForm {
    pub title: String,
    pub description: String,
    /// `2026-11-28`, or `28.11.2026`; empty for none.
    pub due_day: String,
    /// `14:30`; empty for the whole day.
    pub due_time: String,
    /// Nobody: whoever makes it.
    pub assignee: Option<UserId>,
    pub repeat: Option<Repeat>,
    #[serde(default)]
    pub remind: Option<Reminder>,
    /// What it is about: all that whoever fills it in sees of it.
    #[serde(default)]
    pub records: Vec<RecordId>,
    #[serde(default)]
    pub thread: Option<ThreadId>,
}

/// A task as it stands, in the zone of whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub id: TaskId,
    pub title: String,
    pub description: String,
    pub due: Option<Due>,
    pub repeat: Option<Repeat>,
    pub remind: Option<Reminder>,
    pub assignee: UserId,
    pub assignee_name: String,
    pub records: Vec<TaskRecord>,
    pub thread: Option<TaskThread>,
    /// Whoever asks has it, or gave it, and may change it.
    pub mine: bool,
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub done_at: Option<DateTime<Utc>>,
    pub revision: u32,
}

/// Until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub day: NaiveDate,
    /// `14:30`; none for the whole day.
    pub time: Option<String>,
    pub is_past: bool,
}

/// A record that a task is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRecord {
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
    /// It lies in the bin.
    #[serde(default)]
    pub gone: bool,
}

/// The thread that a task came from, for those who see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskThread {
    pub thread: ThreadId,
    pub subject: String,
}

/// Which tasks a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskList {
    /// One's own that are to be done.
    #[default]
    Mine,
    /// Everybody's that one may see.
    Everybody,
    /// Done, the latest first.
    Done,
}

/// Where a list of tasks goes on: behind this moment and this task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCursor {
    /// Microseconds since 1970; none for those without a day.
    pub at: Option<i64>,
    pub id: TaskId,
}

/// A part of a list of tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskPage {
    pub rows: Vec<Task>,
    /// The day of whoever asks.
    pub today: NaiveDate,
    pub next: Option<TaskCursor>,
}
