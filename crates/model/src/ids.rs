//! One registry of every identifier: newtypes over UUIDv7, so that a thread's id can never be passed for a lead's.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, ordered by the time it was made (RFC 9562 §5.7).
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// A workspace: the wall between customers.
    WorkspaceId,
    /// A person who can sign in.
    UserId,
    /// An invitation that has been sent.
    InvitationId,
    /// A mailbox that is being connected and verified.
    ConnectionId,
    /// A connected IMAP account ("mailbox" as people say it, not an IMAP folder).
    MailboxId,
    /// A folder on the IMAP server (RFC 9051 calls it a mailbox).
    FolderId,
    /// A thread in one mailbox.
    ThreadId,
    /// One message in one mailbox, in however many folders it lies.
    MessageId,
    /// A file in a received message.
    AttachmentId,
    /// The raw bytes of a message, stored once per workspace.
    ContentId,
    /// A message in one folder.
    PlacementId,
    /// A message that could not be stored as mail and was kept raw.
    SetAsideId,
    /// Something that happened; undo refers to it.
    EventId,
    /// A message being written.
    DraftId,
    /// A file added to a draft.
    DraftAttachmentId,
    /// A message on its way out.
    OutboxId,
    /// A CRM record of any kind.
    RecordId,
    /// A field that a kind of records has.
    FieldId,
    /// A stage of a pipeline.
    StageId,
    /// Something that somebody has written down about a record.
    NoteId,
    /// A file that somebody has put beside a record.
    FileId,
    /// A list of records that somebody has saved.
    ViewId,
    /// Something that somebody has to do.
    TaskId,
    /// Something that somebody is told.
    NotificationId,
    /// People who work together.
    TeamId,
    /// Records brought in from a file.
    ImportId,
    /// One change of all records that a list has.
    SweepId,
    /// Something that a person agreed to or wants no more, as it was written down.
    ConsentId,
    /// The way out that a message offers to whom it went.
    WayOutId,
    /// Something that one can be subscribed to.
    SubscriptionId,
    /// That several records became one.
    MergeId,
    /// Something that was done for the protection of data.
    ActId,
    /// A sender whose automatic mail is ignored.
    SenderRuleId,
}
