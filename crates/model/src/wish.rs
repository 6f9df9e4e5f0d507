//! What a person wants of mail and its server did not do.

use crate::{
    ids::{MailboxId, ThreadId},
    read_tagged,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something wanted of a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "wish", rename_all = "snake_case")]
pub enum Wish {
    /// To lie in the folder of this path.
    Move {
        to: String,
    },
    Read,
    Unread,
    Flagged,
    Unflagged,
    Answered,
}

read_tagged!(Wish by "wish", fields { to: String }, {
    Move { to },
    Read,
    Unread,
    Flagged,
    Unflagged,
    Answered,
});

/// Why it was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// The mailbox has no more room (RFC 5530 OVERQUOTA).
    OverQuota,
    /// The folder that it was to go to is not there any more.
    FolderGone,
    /// The mail account may not do that there (NOPERM, a folder for reading only).
    NotAllowed,
    /// The server took the change and did not keep it.
    NotKept,
    /// It was tried for hours.
    GaveUp,
    /// The server refused in words of its own.
    Refused,
}

/// Wishes that the server refused, of the same kind and for the same reason. The messages are where they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub mailbox: MailboxId,
    pub wish: Wish,
    pub reason: RefusalReason,
    /// The server's own words; empty where it said nothing.
    pub answer: String,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    /// The threads concerned, the latest first; at most a hundred.
    pub threads: Vec<ThreadId>,
    /// How many messages it concerns.
    pub messages: u32,
}

/// Why a folder that was to be deleted is still there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kept", rename_all = "snake_case")]
pub enum FolderKept {
    /// New mail came into it, or its mail could not be moved away.
    MailCame,
    /// The server refused.
    Refused { answer: String },
}

read_tagged!(FolderKept by "kept", fields { answer: String }, {
    MailCame,
    Refused { answer },
});
