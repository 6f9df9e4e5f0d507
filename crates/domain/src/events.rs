//! One history of everything that changes: timeline, undo, audit and live news read it.

mod store;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use kurier_model::{EventId, MailboxId, RecordId, ThreadId, UserId, WorkspaceId, live::News};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

macro_rules! kinds {
    ($($name:ident: $text:literal,)+) => {
        /// What kinds of events there are, by the names the database keeps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventKind {
            $($name,)+
        }

        impl EventKind {
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

kinds! {
    MailboxConnected: "mailbox.connected",
    MailboxRemoved: "mailbox.removed",
    MailboxChanged: "mailbox.changed",
    FolderCreated: "folder.created",
    FolderRenamed: "folder.renamed",
    FolderDeleted: "folder.deleted",
    ThreadsMarked: "threads.marked",
    ThreadsMoved: "threads.moved",
    MailSent: "mail.sent",
    MailFailed: "mail.failed",
    MailUnknown: "mail.unknown",
    MailRelinked: "mail.relinked",
    SendCancelled: "mail.cancelled",
    DraftDiscarded: "draft.discarded",
    ThreadDecided: "thread.decided",
    RecordCreated: "record.created",
    RecordChanged: "record.changed",
    RecordMoved: "record.moved",
    RecordRemoved: "record.removed",
    RecordRestored: "record.restored",
    RecordShown: "record.shown",
    RecordFollowed: "record.followed",
    TeamChanged: "team.changed",
    RecordMerged: "record.merged",
    RecordSplit: "record.split",
    KindChanged: "kind.changed",
    HomeChanged: "home.changed",
    NoteAdded: "note.added",
    NoteChanged: "note.changed",
    NoteRemoved: "note.removed",
    NoteRestored: "note.restored",
    FileAdded: "file.added",
    FileRenamed: "file.renamed",
    FileRemoved: "file.removed",
    FileRestored: "file.restored",
    PhotoChanged: "photo.changed",
    TaskAdded: "task.added",
    TaskChanged: "task.changed",
    TaskDone: "task.done",
    TaskReopened: "task.reopened",
    TaskRemoved: "task.removed",
    TaskRestored: "task.restored",
    TaskLinked: "task.linked",
    TaskUnlinked: "task.unlinked",
    ThreadAttached: "thread.attached",
    ThreadDetached: "thread.detached",
    SenderRuleRemoved: "sender_rule.removed",
    MemberInvited: "member.invited",
    MemberJoined: "member.joined",
    MemberChanged: "member.changed",
    PasswordChanged: "password.changed",
    PasswordResetOffered: "password.reset_offered",
    PicturesShown: "message.pictures_shown",
    ConsentRequired: "consent.required",
    WaysOutOffered: "consent.ways_out",
    ConsentChanged: "consent.changed",
    DataExported: "data.exported",
    DataErased: "data.erased",
    RetentionChanged: "retention.changed",
    HoldChanged: "hold.changed",
}

/// Something that happened, about to be written down.
#[derive(Clone, Debug)]
pub struct Event {
    kind: EventKind,
    mailbox: Option<MailboxId>,
    thread: Option<ThreadId>,
    record: Option<RecordId>,
    payload: Value,
    undo: Option<Value>,
}

impl Event {
    #[must_use]
    pub const fn new(kind: EventKind) -> Self {
        Self { kind, mailbox: None, thread: None, record: None, payload: Value::Null, undo: None }
    }

    #[must_use]
    pub const fn mailbox(mut self, mailbox: MailboxId) -> Self {
        self.mailbox = Some(mailbox);
        self
    }

    #[must_use]
    pub const fn thread(mut self, thread: ThreadId) -> Self {
        self.thread = Some(thread);
        self
    }

    #[must_use]
    pub const fn record(mut self, record: RecordId) -> Self {
        self.record = Some(record);
        self
    }

    /// What there is to know about it, as JSON.
    #[must_use]
    pub fn payload(mut self, payload: impl Serialize) -> Self {
        self.payload = serde_json::to_value(payload).unwrap_or(Value::Null);
        self
    }

    /// What takes it back.
    #[must_use]
    pub fn undo(mut self, undo: impl Serialize) -> Self {
        self.undo = serde_json::to_value(undo).ok();
        self
    }

    /// Writes it down in the transaction of the change that it tells of.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn record_in(self, tx: &mut Tx, actor: &Actor) -> Result<EventId> {
        let id = EventId::new();
        store::insert(tx, id, actor, &self).await?;
        Ok(id)
    }
}

/// Writes down that the same happened to many records at once.
///
/// # Errors
/// Those of the database.
pub async fn record_many(
    tx: &mut Tx,
    actor: &Actor,
    kind: EventKind,
    records: &[RecordId],
    payload: &Value,
) -> Result<()> {
    store::insert_many(tx, actor, kind, records, payload).await
}

/// Takes an event's undo payload, once, if this actor may: who did it, or anybody when Kurier did.
///
/// # Errors
/// [`Error::NotFound`] when it is not this actor's, [`Error::Conflict`] when it was undone already or cannot be.
pub async fn take_undo<T: DeserializeOwned>(
    tx: &mut Tx,
    actor: &Actor,
    event: EventId,
    kinds: &[EventKind],
) -> Result<T> {
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    let undo = store::take_undo(tx, actor, event, &kinds).await?.ok_or(Error::NotFound)?;
    Ok(serde_json::from_value(undo.ok_or(Error::Conflict)?)?)
}

/// Tells open pages of the workspace, when the transaction commits.
///
/// # Errors
/// Those of the database.
pub async fn notify(tx: &mut Tx, workspace: WorkspaceId, news: &News) -> Result<()> {
    store::notify(tx, workspace, news, None).await
}

/// Tells the open pages of one person to read everything again: what they may see is something else from now on.
///
/// # Errors
/// Those of the database.
pub async fn notify_of_sight(tx: &mut Tx, workspace: WorkspaceId, person: UserId) -> Result<()> {
    store::notify(tx, workspace, &News::Resync, Some(person)).await
}

/// Wakes workers when the transaction commits: `channel` says which.
///
/// # Errors
/// Those of the database.
pub async fn wake(tx: &mut Tx, channel: WorkerChannel, subject: impl std::fmt::Display) -> Result<()> {
    store::wake(tx, channel.as_str(), &subject.to_string()).await
}

/// What workers listen to. A hint, always followed by a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerChannel {
    /// A mailbox has operations waiting, was added, or is asked to sync; the payload is its id.
    Mailbox,
}

impl WorkerChannel {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mailbox => "kurier_mailbox",
        }
    }
}
