//! Work in the background that was given up, for administrators.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    Deliver,
    FileCopy,
    Index,
    Badges,
    ForgetMail,
    ForgetMailbox,
    Remind,
    Import,
    Relink,
    Sweep,
    /// People are erased, because they asked for it or a rule says so.
    Erase,
    /// Cleaning up, and whatever this version does not know.
    Upkeep,
}

impl JobKind {
    /// By the name that the queue knows it by.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "deliver" => Self::Deliver,
            "file_copy" => Self::FileCopy,
            "index" => Self::Index,
            "badges" => Self::Badges,
            "forget_mail" => Self::ForgetMail,
            "forget_mailbox" => Self::ForgetMailbox,
            "remind" => Self::Remind,
            "import" => Self::Import,
            "relink" => Self::Relink,
            "sweep" => Self::Sweep,
            "erase" | "retain" | "retention" => Self::Erase,
            _ => Self::Upkeep,
        }
    }
}

/// A job that failed as often as jobs may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadJob {
    pub id: i64,
    pub kind: JobKind,
    pub attempts: u32,
    /// When it failed for the last time.
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub since: DateTime<Utc>,
}
