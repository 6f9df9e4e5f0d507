//! Drafts, the outbox and suggested replies.

use crate::mailbox::Trouble;
use crate::record::{Found, KindKey};
use crate::{
    address::Address,
    ids::{DraftAttachmentId, DraftId, MailboxId, MessageId, OutboxId, RecordId, ThreadId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a new draft starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DraftStart {
    /// An empty message from this mailbox (or the person's first one); written from the page of this record, to which it will belong.
    New {
        mailbox: Option<MailboxId>,
        #[serde(default)]
        record: Option<RecordId>,
    },
    /// `record`: answered on the page of this record, to which the conversation belongs from then on.
    Reply {
        message: MessageId,
        #[serde(default)]
        record: Option<RecordId>,
    },
    ReplyAll {
        message: MessageId,
        #[serde(default)]
        record: Option<RecordId>,
    },
    Forward {
        message: MessageId,
    },
}

impl DraftStart {
    /// An empty message from the person's first mailbox.
    pub const EMPTY: Self = Self::New { mailbox: None, record: None };

    /// An answer to who wrote a message.
    #[must_use]
    pub const fn reply(message: MessageId) -> Self {
        Self::Reply { message, record: None }
    }

    /// An answer to everybody who got a message.
    #[must_use]
    pub const fn reply_all(message: MessageId) -> Self {
        Self::ReplyAll { message, record: None }
    }
}

/// A message being written; it lives on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub id: DraftId,
    pub mailbox: MailboxId,
    /// The From address.
    pub from: Address,
    pub thread: Option<ThreadId>,
    pub in_reply_to: Option<MessageId>,
    /// Answers `in_reply_to`; otherwise it is forwarded, or there is none.
    pub is_answer: bool,
    pub content: DraftContent,
    pub attachments: Vec<DraftAttachment>,
    /// Raised by one with every save; a save with an old number is a conflict.
    pub revision: u32,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub updated_at: DateTime<Utc>,
    /// Why the last attempt to send it did not work.
    pub failure: Option<SendFailure>,
    /// The largest message that the mailbox's server takes, in bytes, when known.
    pub size_limit: Option<u64>,
    #[serde(default)]
    pub about: DraftAbout,
}

/// To which record a message will belong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum DraftAbout {
    /// Nobody has said, and the conversation is on none.
    #[default]
    Unsaid,
    /// To none: so its author says.
    Nothing,
    /// The one that its author chose, or on which the conversation is that it answers.
    Record { record: RecordId, kind: KindKey, name: String, in_bin: bool },
    /// The one that its author chose is not there any more, or not for them.
    Gone,
}

impl DraftAbout {
    /// The record, while it is there.
    #[must_use]
    pub const fn record(&self) -> Option<RecordId> {
        match self {
            Self::Record { record, .. } => Some(*record),
            _ => None,
        }
    }
}

/// A record to which a message may belong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutOffer {
    pub found: Found,
    pub reason: AboutReason,
}

/// Why it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AboutReason {
    /// The conversation is on it.
    Conversation,
    /// It is under way with somebody to whom the message goes.
    Work,
    /// It is somebody to whom the message goes.
    Person,
    /// It has the words.
    Words,
}

/// What the person writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftContent {
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    pub subject: String,
    /// The rich text, without the quoted original.
    pub html: String,
    /// The quoted original, HTML, folded in the composer; `None` when the person removed it.
    pub quote: Option<String>,
}

/// A file in a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftAttachment {
    pub id: DraftAttachmentId,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    /// A picture that was pasted into the text. It is sent where the text shows it, and only there.
    pub in_text: bool,
}

/// A line of the list of drafts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRow {
    pub id: DraftId,
    pub to: Vec<Address>,
    pub subject: String,
    pub snippet: String,
    pub thread: Option<ThreadId>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub updated_at: DateTime<Utc>,
    pub failed: bool,
}

/// A message on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    pub id: OutboxId,
    pub draft: DraftId,
    pub thread: Option<ThreadId>,
    pub subject: String,
    pub to: Vec<Address>,
    pub state: SendState,
    /// Others have it already: these are the rest of its recipients, whom the server did not take then.
    #[serde(default)]
    pub is_rest: bool,
}

impl Outgoing {
    /// Whether it is still to be seen what becomes of it. The rest of one that others have stands among the drafts.
    #[must_use]
    pub const fn is_on_its_way(&self) -> bool {
        !self.is_rest && !matches!(self.state, SendState::Failed { .. } | SendState::Sent { .. })
    }
}

/// Where a message on its way out is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SendState {
    /// Held back by the server until then; can be undone.
    Scheduled {
        #[serde(with = "chrono::serde::ts_microseconds")]
        until: DateTime<Utc>,
    },
    Sending {
        attempt: u32,
        #[serde(with = "chrono::serde::ts_microseconds")]
        since: DateTime<Utc>,
    },
    /// A passing trouble; tried again.
    Retrying {
        attempt: u32,
        #[serde(with = "chrono::serde::ts_microseconds")]
        at: DateTime<Utc>,
        failure: SendFailure,
    },
    Sent {
        #[serde(with = "chrono::serde::ts_microseconds")]
        at: DateTime<Utc>,
        /// Recipients whom the server refused; the others have it.
        refused: Vec<String>,
        /// Recipients whom the server has not taken yet; they are tried again.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        awaited: Vec<String>,
        /// Why there is no copy in Sent, while there should be one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        no_copy: Option<Trouble>,
    },
    Failed {
        failure: SendFailure,
    },
    /// The connection broke after the text was handed over: it may have been sent. A person decides.
    Unknown {
        #[serde(with = "chrono::serde::ts_microseconds")]
        since: DateTime<Utc>,
    },
    /// Undone; the draft is open again.
    Cancelled,
}

impl SendFailure {
    /// Whether the server refused for now only (RFC 5321 §4.2.1, 4yz).
    #[must_use]
    pub fn is_for_now(&self) -> bool {
        match self {
            Self::RecipientsRefused { answer, .. } | Self::Refused { answer } => answer.starts_with('4'),
            Self::Unreachable { .. } => true,
            _ => false,
        }
    }
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "snake_case")]
pub enum SendFailure {
    /// The server does not know or refuses these recipients.
    RecipientsRefused {
        recipients: Vec<String>,
        answer: String,
    },
    TooLarge {
        bytes: u64,
        max: Option<u64>,
    },
    WrongPassword {
        answer: String,
    },
    /// The server refused the message: spam, policy, sender.
    Refused {
        answer: String,
    },
    /// There was no thread with the server; `detail` says why in a technician's words.
    Unreachable {
        detail: String,
    },
    /// The connection broke while it was being sent, and a person found that it had not arrived.
    Interrupted,
    /// The mailbox was removed before it went out.
    MailboxRemoved,
    /// A trouble of Kurier's own, such as its database.
    Ours,
    /// These have said meanwhile that they want no such mail, or none at all.
    OptedOut {
        recipients: Vec<String>,
    },
}

/// The three lengths of a suggested reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplyLength {
    Short,
    Medium,
    Long,
}

impl ReplyLength {
    pub const ALL: [Self; 3] = [Self::Short, Self::Medium, Self::Long];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Medium => "medium",
            Self::Long => "long",
        }
    }
}

/// One event of the stream `/assistant/smart-reply/{thread}` (JSON in `data:`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SmartReplyEvent {
    /// Who writes: `model` is `None` for the built-in drafter, which uses no language model.
    Started {
        model: Option<String>,
    },
    /// More text of one variant.
    Text {
        length: ReplyLength,
        text: String,
    },
    /// This variant is whole.
    Complete {
        length: ReplyLength,
    },
    /// No variants (or not all): why. The stream ends.
    Failed {
        trouble: AssistantTrouble,
    },
    Finished,
}

/// What went wrong with the language model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum AssistantTrouble {
    TimedOut,
    Unreachable,
    /// 401 or 403.
    KeyRefused,
    Busy,
    /// It answered something that is not a completion.
    Nonsense,
    Refused {
        status: u16,
    },
}
