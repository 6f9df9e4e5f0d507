//! The Ready queue: incoming mail that nobody has decided on.

use crate::{
    address::Address,
    ids::{EventId, MailboxId, MessageId, RecordId, SenderRuleId, StageId, ThreadId, UserId},
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
    /// Somebody has left it for later, with a note of the next step.
    Postponed,
    /// Decided: not about sales.
    Ignored,
}

/// How long ago mail came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    Today,
    /// Since Monday.
    ThisWeek,
    /// More than seven days.
    OverWeek,
    /// More than thirty days.
    OverMonth,
}

impl Age {
    pub const ALL: [Self; 4] = [Self::Today, Self::ThisWeek, Self::OverWeek, Self::OverMonth];

    /// As it stands in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::ThisWeek => "this_week",
            Self::OverWeek => "over_week",
            Self::OverMonth => "over_month",
        }
    }

    #[must_use]
    pub fn from_address(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|age| age.as_str() == text)
    }
}

/// What is asked of the queue: a list, and of it what passes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReadyQuery {
    pub filter: ReadyFilter,
    #[serde(default)]
    pub mailbox: Option<MailboxId>,
    /// Words of the sender's name or address; empty for everybody.
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub age: Option<Age>,
}

impl ReadyQuery {
    /// Whether only some of the list is asked for.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.mailbox.is_some() || self.age.is_some() || !self.from.trim().is_empty()
    }
}

impl From<ReadyFilter> for ReadyQuery {
    fn from(filter: ReadyFilter) -> Self {
        Self { filter, ..Self::default() }
    }
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
    /// It is left for later, or was and has come back.
    #[serde(default)]
    pub postponed: Option<Postponed>,
    /// Somebody has ignored it.
    #[serde(default)]
    pub ignored: Option<Ignored>,
}

/// That somebody has left something for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postponed {
    /// The next step.
    pub note: String,
    pub by: String,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub until: DateTime<Utc>,
    /// It waits again: the time has come, the client has written, or somebody has ended it.
    pub is_over: bool,
    /// Since when it stands at the top again; not where the client has written, who is there by that.
    #[serde(default, with = "chrono::serde::ts_microseconds_option")]
    pub back_at: Option<DateTime<Utc>>,
}

/// That something was ignored, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    /// Who did, or made the rule; nobody, when they are no more.
    pub by: Option<String>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    /// The address that a rule is about, by which it was ignored when it came.
    pub rule: Option<String>,
}

/// Until when something is left: each in the morning, where the person is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "until", rename_all = "snake_case")]
pub enum Until {
    Tomorrow,
    ThreeDays,
    /// Next Monday.
    NextWeek,
    /// `2026-11-28`, or `28.11.2026`.
    Day {
        day: String,
    },
}

/// What is said when something is left for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostponeForm {
    pub note: String,
    pub until: Until,
    /// What it changes: when what was left before was left. Nothing when it is left for the first time.
    #[serde(default, with = "chrono::serde::ts_microseconds_option")]
    pub changes: Option<DateTime<Utc>>,
}

/// Which automatic mail of a sender is ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum SenderMail {
    /// What such a list shows.
    Shown { seen: ReadyQuery },
    /// All that waits, and what is to come.
    FromNowOn,
}

/// An address whose automatic mail is ignored when it comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderRule {
    pub id: SenderRuleId,
    pub address: String,
    /// Nobody, when they are no more.
    pub by: Option<String>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}

/// That all automatic mail of a sender was ignored, and how to take it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderIgnored {
    pub undo: EventId,
    pub count: u32,
    pub remaining: u32,
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
    /// When something last happened to it.
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub last_contact: DateTime<Utc>,
    pub reason: MatchReason,
    /// The address by which it was found, where that is not the sender's.
    #[serde(default)]
    pub by: Option<String>,
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
    /// The same with somebody to whom the mail went in copy …
    InCopy,
    /// … or who takes part in the thread otherwise.
    InThread,
    /// Found by the words that were typed.
    Search,
    /// Has nearly the words that were typed.
    Similar,
    /// Nothing fits: one of those worked on last.
    Recent,
}

/// The decisions that end it, and one of them for many threads at once.
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
    /// The domain by which the company in the form is one that is known.
    #[serde(default)]
    pub company_by: Option<String>,
}

/// What became of something in the queue while somebody else looked at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    pub subject: String,
    /// Who decided; nobody, where Kurier did by itself.
    pub by: Option<String>,
    /// It was whoever asks, perhaps at another window.
    pub is_me: bool,
    pub became: Became,
}

/// What that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "became", rename_all = "snake_case")]
pub enum Became {
    /// This record was made of it.
    Created {
        record: RecordId,
        kind: KindKey,
        name: String,
    },
    /// It is on this record.
    Attached {
        record: RecordId,
        kind: KindKey,
        name: String,
    },
    /// It is on a record that whoever asks may not see.
    Decided,
    Ignored,
    /// It is left for later.
    Postponed,
}
