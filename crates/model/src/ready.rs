//! The Ready queue: incoming mail that nobody has decided on.

use crate::{
    address::Address,
    ids::{EventId, MailboxId, MessageId, RecordId, StageId, ThreadId, UserId},
    pipeline::StageName,
    record::KindKey,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Waiting items are counted up to here, so that no page costs more where many wait.
pub const COUNTED: u32 = 1_000;

/// What a list of the queue shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadyFilter {
    /// Nobody has decided.
    #[default]
    Ready,
    /// Decided: not about sales.
    Ignored,
}

/// One thing to decide on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadyItem {
    pub thread: ThreadId,
    pub mailbox: MailboxId,
    pub mailbox_address: String,
    pub message: MessageId,
    pub from: Address,
    pub subject: String,
    /// A preview of the text, longer than a snippet.
    pub preview: String,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub received_at: DateTime<Utc>,
    pub attachments: bool,
    /// A newsletter, a robot, an out-of-office answer.
    pub automatic: bool,
    /// Names of what is attached to the message.
    #[serde(default)]
    pub files: Vec<String>,
    /// Records that it may belong to, best first.
    pub matches: Vec<RecordMatch>,
}

/// A record that a message may belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordMatch {
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
    /// The partner, for telling several with one address apart.
    pub company: Option<String>,
    /// Of a record that has a pipeline.
    pub stage: Option<StageName>,
    pub owner_name: Option<String>,
    pub reason: MatchReason,
}

/// Why a record is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchReason {
    /// It has the sender's address.
    SameAddress,
    /// It is about somebody who has the sender's address.
    SameContact,
    /// It, or the company that it is about, is of the sender's domain.
    SameDomain,
    /// Found by the words that were typed.
    Search,
    /// Has nearly the words that were typed.
    Similar,
    /// Nothing fits: one of those worked on last.
    Recent,
}

/// The three decisions, and one of them for many threads at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    Create {
        lead: crate::lead::LeadForm,
    },
    Attach {
        record: RecordId,
    },
    Ignore,
    /// Ignores what machines sent; where a person waits (who may have written since the list was read) it is refused as a conflict.
    IgnoreAutomatic,
}

/// What was decided, and how to take it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub undo: EventId,
    /// The lead that was made, or what it was attached to.
    pub record: Option<RecordId>,
    /// What is left in the queue, counted up to [`COUNTED`].
    pub remaining: u32,
}

/// The lead form, prefilled from a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadProposal {
    pub form: crate::lead::LeadForm,
    pub salespeople: Vec<(UserId, String)>,
    pub stages: Vec<(StageId, StageName)>,
}
