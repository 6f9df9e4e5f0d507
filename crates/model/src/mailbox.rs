//! Mailboxes (people's e-mail accounts): servers, verification, synchronisation state.

use crate::wish::{FolderKept, Refusal};
use crate::{
    ids::{ConnectionId, FolderId, MailboxId, SetAsideId, UserId},
    read_tagged,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (RFC 8314 §3).
    #[default]
    Tls,
    StartTls,
    None,
}

impl Security {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::StartTls => "starttls",
            Self::None => "none",
        }
    }
}

impl FromStr for Security {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "tls" => Ok(Self::Tls),
            "starttls" => Ok(Self::StartTls),
            "none" => Ok(Self::None),
            other => Err(format!("no security is called {other:?}: tls, starttls or none")),
        }
    }
}

/// One server of a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
}

/// Who may see a mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailboxKind {
    /// Only its owner.
    #[default]
    Private,
    /// Its owner and chosen members.
    Team,
}

impl MailboxKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Team => "team",
        }
    }
}

impl FromStr for MailboxKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "private" => Ok(Self::Private),
            "team" => Ok(Self::Team),
            other => Err(format!("no kind of mailbox is called {other:?}: private or team")),
        }
    }
}

/// Servers guessed for an address, to be edited by the person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerGuess {
    pub imap: Server,
    pub smtp: Server,
    pub username: String,
    /// Where it comes from, for the person: a provider's name, or `None` for SRV records or common names.
    pub provider: Option<String>,
}

/// The form of "Add account → Other".
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MailboxForm {
    pub address: String,
    pub imap: Server,
    pub smtp: Server,
    pub username: String,
    /// Sent once, kept encrypted, never sent back.
    pub password: String,
    pub kind: MailboxKind,
    /// Members of a team mailbox beside its owner.
    pub members: Vec<UserId>,
}

/// Other servers for a mailbox that is connected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServersForm {
    pub imap: Server,
    pub smtp: Server,
    pub username: String,
    /// Empty: the one that is known. Sent once, kept encrypted, never sent back.
    pub password: String,
}

/// The steps of verifying a mailbox, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifyStep {
    ImapResolve,
    ImapConnect,
    ImapTls,
    ImapSignIn,
    ImapFolders,
    SmtpConnect,
    SmtpTls,
    SmtpSignIn,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StepState {
    Running,
    Done,
    Failed { trouble: Trouble },
}

/// One line of the verification as it is streamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub step: VerifyStep,
    #[serde(flatten)]
    pub state: StepState,
}

/// What went wrong with a mailbox, in kinds that the interface can explain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum Trouble {
    HostNotFound {
        host: String,
    },
    PrivateNetwork {
        host: String,
    },
    Refused {
        host: String,
        port: u16,
    },
    TimedOut {
        host: String,
        port: u16,
    },
    Tls {
        detail: String,
    },
    /// The server refused the name or the password.
    WrongPassword {
        answer: String,
    },
    /// The server speaks, but not what we need.
    Protocol {
        detail: String,
    },
    Disconnected,
    /// The provider limits us; we wait.
    Throttled,
    Other {
        detail: String,
    },
}

read_tagged!(Trouble by "trouble", fields { host: String, port: u16, detail: String, answer: String }, {
    HostNotFound { host },
    PrivateNetwork { host },
    Refused { host, port },
    TimedOut { host, port },
    Tls { detail },
    WrongPassword { answer },
    Protocol { detail },
    Disconnected,
    Throttled,
    Other { detail },
});

/// The state of a mailbox, as the interface and `doctor` show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MailboxState {
    /// Waiting for a worker.
    Waiting,
    /// First or catching-up synchronisation.
    Syncing {
        progress: SyncProgress,
    },
    /// Caught up; news arrives by itself.
    Idle,
    /// Caught up but for so many folders that cannot be opened, or of which the counts differ from the server's.
    Incomplete {
        folders: u32,
    },
    /// The server refused the password: the owner has to give it again.
    NeedsPassword {
        answer: String,
    },
    /// Tried again at `retry_at`, the `attempt`-th time in a row.
    Retrying {
        trouble: Trouble,
        attempt: u32,
        #[serde(with = "chrono::serde::ts_microseconds")]
        retry_at: DateTime<Utc>,
    },
    Paused,
    /// What was said last is that all is well; but nobody has looked at some folder since. Never stored.
    Unwatched {
        #[serde(with = "chrono::serde::ts_microseconds")]
        since: DateTime<Utc>,
    },
}

read_tagged!(MailboxState by "state", fields {
    progress: SyncProgress,
    answer: String,
    trouble: Trouble,
    attempt: u32,
    #[serde(default, with = "chrono::serde::ts_microseconds_option")]
    retry_at: DateTime<Utc>,
    folders: u32,
    #[serde(default, with = "chrono::serde::ts_microseconds_option")]
    since: DateTime<Utc>,
}, {
    Waiting,
    Syncing { progress },
    Idle,
    Incomplete { folders },
    NeedsPassword { answer },
    Retrying { trouble, attempt, retry_at },
    Paused,
    Unwatched { since },
});

/// How far a synchronisation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncProgress {
    /// Messages stored or set aside in this run.
    pub done: u64,
    /// Messages to fetch in this run.
    pub total: u64,
    /// Messages per second, lately.
    pub per_second: u32,
    /// Seconds left at this speed.
    pub seconds_left: Option<u32>,
}

/// A mailbox in the folder tree and in settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub id: MailboxId,
    pub address: String,
    pub kind: MailboxKind,
    pub owner: UserId,
    pub owner_name: String,
    /// May the person who asks change its settings?
    pub may_manage: bool,
    pub state: MailboxState,
    pub folders: Vec<Folder>,
    /// What was wanted of its mail and its server refused, until somebody answers.
    pub refusals: Vec<Refusal>,
}

/// Settings of a mailbox, for whoever manages it. There is no password in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxSettings {
    pub id: MailboxId,
    pub address: String,
    pub kind: MailboxKind,
    pub imap: Server,
    pub smtp: Server,
    pub username: String,
    pub members: Vec<UserId>,
}

/// What a folder is for (RFC 6154).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FolderRole {
    /// Where mail arrives.
    Inbox,
    /// Copies of what was sent.
    Sent,
    /// Unfinished messages.
    Drafts,
    /// Deleted messages.
    Trash,
    /// Suspected spam.
    Junk,
    /// Out of the inbox, kept.
    Archive,
    /// A view of every message (Gmail): its messages are also elsewhere.
    All,
    /// A view of flagged messages: its messages are also elsewhere.
    Flagged,
}

impl FolderRole {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Sent => "sent",
            Self::Drafts => "drafts",
            Self::Trash => "trash",
            Self::Junk => "junk",
            Self::Archive => "archive",
            Self::All => "all",
            Self::Flagged => "flagged",
        }
    }
}

impl FromStr for FolderRole {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [
            Self::Inbox,
            Self::Sent,
            Self::Drafts,
            Self::Trash,
            Self::Junk,
            Self::Archive,
            Self::All,
            Self::Flagged,
        ]
        .into_iter()
        .find(|role| role.as_str() == text)
        .ok_or_else(|| format!("no folder role is called {text:?}"))
    }
}

/// A folder of the tree, in the order in which it is shown (roles first, then by name; children after their parent).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    pub id: FolderId,
    pub parent: Option<FolderId>,
    /// The last part of the path.
    pub name: String,
    /// The whole path with the server's delimiter, for tooltips and tests.
    pub path: String,
    pub depth: u16,
    pub role: Option<FolderRole>,
    /// Can hold messages (`\Noselect` folders cannot).
    pub selectable: bool,
    pub unread: u32,
    pub total: u32,
    /// Why it is still there though somebody wanted it deleted.
    pub kept: Option<FolderKept>,
}

/// The sync ledger of one folder: the server's count against ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderLedger {
    pub path: String,
    pub role: Option<FolderRole>,
    /// Messages on the server when it was last asked.
    pub server_count: u64,
    /// Messages stored.
    pub stored_count: u64,
    /// Messages kept raw because they could not be stored.
    pub set_aside: u64,
    /// Messages that we moved here and have not found on the server yet.
    pub waiting: u64,
    /// Messages of which something is wanted that the server has not done yet.
    pub wishes: u64,
    /// Why it could not be opened the last time.
    pub trouble: Option<Trouble>,
    /// Why it is still there though somebody wanted it deleted.
    pub kept: Option<FolderKept>,
    /// When it was last in order; `None`: never yet.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub last_synced_at: Option<DateTime<Utc>>,
}

impl FolderLedger {
    /// Whether every message of the server is stored or set aside, and nothing else is.
    #[must_use]
    pub const fn is_even(&self) -> bool {
        self.stored_count + self.set_aside == self.server_count && self.waiting == 0 && self.trouble.is_none()
    }
}

/// Why a message could not be stored as mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetAsideReason {
    /// It is no mail that anybody could read.
    Unreadable,
    /// The mail server names it and does not hand it out.
    NotHandedOut,
    /// It was read and could not be stored.
    NotStored,
}

/// A message that was kept raw because it could not be stored as mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    pub id: SetAsideId,
    pub mailbox: MailboxId,
    pub folder_path: String,
    pub uid: u32,
    pub reason: SetAsideReason,
    pub bytes: u64,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}

/// Where a connection stands between the form and the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    pub id: ConnectionId,
}
