//! Why a thread is where it is and who sees it; linking mail to records again.

use crate::RecordId;
use crate::inbox::{AttachedThread, ClientBadge, Done, LinkReason};
use crate::pipeline::StageName;
use crate::record::{Back, KindKey};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What there is to say about where a thread is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadReasons {
    /// Mailboxes in which the person finds the same mail, that of the thread first.
    pub mailboxes: Vec<SeenMailbox>,
    /// Records that it is attached to, in the order in which it was.
    pub links: Vec<ReasonedLink>,
    /// The client whose badge it has.
    pub client: Option<ReasonedClient>,
}

/// A mailbox, and who sees what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenMailbox {
    pub address: String,
    pub is_team: bool,
    /// Names, that of the person who asks first.
    pub people: Vec<String>,
}

/// A record that a thread is attached to, why, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonedLink {
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
    /// Of a record that has a pipeline.
    pub stage: Option<StageName>,
    pub reason: LinkReason,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}

/// A client, and what makes it this thread's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonedClient {
    pub client: ClientBadge,
    pub reason: ClientReason,
}

/// What makes somebody the client of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "client", rename_all = "snake_case")]
pub enum ClientReason {
    /// The thread is attached to them.
    Attached,
    /// Somebody in the thread has this address of theirs.
    Address { address: String },
    /// Nobody in the thread is known, but this one's address is of the company's domain.
    Domain { address: String, domain: String },
}

/// Mail that could be attached to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMail {
    /// The latest first.
    pub threads: Vec<AttachedThread>,
    /// There is older one too.
    pub more: bool,
}

/// Mail that was attached to a record, which went into a stage with that; what takes each of them back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedInStage {
    pub mail: Done,
    pub stage: Back,
}

/// Linking all mail of a workspace again, as an administrator has asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relinking {
    /// Who asked for it.
    pub by: Option<String>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub asked_at: DateTime<Utc>,
    pub state: RelinkState,
    /// Of so many threads without a record so many were looked at.
    pub looked_at: u32,
    pub total: u32,
    /// Threads that were attached.
    pub linked: u32,
    /// Badges that were put right.
    pub badges: u32,
}

/// How far linking again is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelinkState {
    /// Looking at threads without a record.
    Links,
    /// Comparing badges.
    Badges,
    Done,
    /// Somebody has stopped it.
    Stopped,
}

impl RelinkState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Links => "links",
            Self::Badges => "badges",
            Self::Done => "done",
            Self::Stopped => "stopped",
        }
    }

    /// As the database has it.
    #[must_use]
    pub fn from_stored(state: &str) -> Self {
        match state {
            "links" => Self::Links,
            "badges" => Self::Badges,
            "stopped" => Self::Stopped,
            _ => Self::Done,
        }
    }

    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Links | Self::Badges)
    }
}
