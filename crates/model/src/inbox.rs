//! Threads and messages as the inbox shows them.

use crate::{
    address::Address,
    compose::DraftRow,
    ids::{AttachmentId, EventId, FolderId, MailboxId, MessageId, OutboxId, RecordId, ThreadId},
    pipeline::{Outcome, StageName},
    record::KindKey,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Which threads a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreadFilter {
    #[default]
    All,
    Unread,
    Flagged,
}

/// A line of the thread list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadRow {
    pub id: ThreadId,
    pub mailbox: MailboxId,
    /// Decoded; empty when the message has none.
    pub subject: String,
    /// Latest first, at most a handful; the mailbox's own address is told apart by `is_me`.
    pub people: Vec<Person>,
    /// About 200 characters of the latest message, without quotes.
    pub snippet: String,
    /// When the latest message of the thread arrived.
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub last_at: DateTime<Utc>,
    pub messages: u32,
    pub unread: u32,
    pub flagged: bool,
    pub answered: bool,
    pub attachments: bool,
    /// Whoever asks has begun a message in it that is not sent.
    #[serde(default)]
    pub draft: bool,
    /// The lead (or client) that this correspondence belongs to: the badge "CRM client".
    pub client: Option<ClientBadge>,
}

/// A participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    pub address: String,
    pub is_me: bool,
}

/// A thread that is attached to a record: two with the same subject are told apart by whose they are and when they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedThread {
    pub thread: ThreadId,
    pub subject: String,
    /// The one who wrote last, but for the mailbox's own.
    pub person: Option<Person>,
    /// When its latest message came.
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}

/// Links mail to the record that its address belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientBadge {
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
}

/// A whole thread, oldest message first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    pub id: ThreadId,
    pub mailbox: MailboxId,
    pub mailbox_address: String,
    pub subject: String,
    pub messages: Vec<Message>,
    pub client: Option<ClientBadge>,
    /// Records that this thread is attached to.
    pub records: Vec<LinkedRecord>,
    /// The folders in which its messages lie.
    pub folders: Vec<FolderId>,
    /// Mail of this thread on its way out.
    pub outgoing: Vec<OutboxId>,
    /// What whoever asks has begun in it and not sent, last changed first.
    #[serde(default)]
    pub drafts: Vec<DraftRow>,
    /// Its messages that did not reach everybody.
    #[serde(default)]
    pub refused: Vec<PartlyRefused>,
}

/// A message of ours that the server took for some of its recipients only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartlyRefused {
    pub message: MessageId,
    /// Whom it did not reach.
    pub recipients: Vec<String>,
}

/// A record that a thread is attached to, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedRecord {
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
    /// Of a record that has a pipeline.
    pub stage: Option<StageName>,
    /// What became of it there.
    pub outcome: Outcome,
    pub reason: LinkReason,
}

/// Why a thread belongs to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum LinkReason {
    /// Somebody decided it.
    ByHand { by: Option<String> },
    /// The only open record with this address, or about somebody who has it.
    Address { address: String },
    /// The record was made from it.
    Created { by: Option<String> },
    /// It was written from the record's page.
    Written { by: Option<String> },
}

/// One message of a thread. Its body is fetched into a sandboxed frame by `/mail/messages/{id}/body`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub from: Option<Address>,
    pub reply_to: Vec<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    /// What the Date header says; `None` when it says nothing sensible.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub date: Option<DateTime<Utc>>,
    /// When the server received it (INTERNALDATE).
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub received_at: DateTime<Utc>,
    pub subject: String,
    pub snippet: String,
    /// Written by the mailbox's own address.
    pub is_mine: bool,
    pub seen: bool,
    pub flagged: bool,
    pub answered: bool,
    pub draft: bool,
    pub body: Body,
    pub attachments: Vec<Attachment>,
    /// Which automatic kind of mail this is, when it is one.
    pub automatic: bool,
    /// The sender's address belongs to a client.
    pub client: Option<ClientBadge>,
}

/// How a message's body is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// Plain text, with quoted history apart so that it can be folded.
    Text { text: String, quoted: Option<String> },
    /// HTML: show the frame, or the text when it is asked for, its history apart likewise.
    Html { text: String, quoted: Option<String> },
    /// So large that it is read when it is opened: show the frame.
    Large,
    /// Nothing to show but attachments.
    Empty,
}

/// A file of a received message, downloaded from `/mail/attachments/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: AttachmentId,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    /// Shown inside the text (cid:), not as a file of its own.
    pub inline: bool,
}

/// What can be done to threads at once. Everything but opening is undone by [`Done::undo`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum ThreadAction {
    MarkRead,
    MarkUnread,
    Flag,
    Unflag,
    /// To the archive folder (made when there is none).
    Archive,
    /// To the trash.
    Delete,
    /// From `from` (or from wherever its inbox messages are) to `to`.
    Move {
        to: FolderId,
    },
}

/// What was done, and how to take it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Threads that were changed.
    pub threads: u32,
    /// Where they went, when they were moved.
    pub to_folder: Option<String>,
    pub undo: Option<EventId>,
}
