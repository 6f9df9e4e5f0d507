//! The rights of the people whose data is stored: what there is of them, handing it out, erasing it, and how long it is kept.

use crate::ids::{ActId, RecordId};
use crate::record::KindKey;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whom somebody means: records that are one person, and words by which they are mentioned elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// From whose page it was asked.
    pub record: RecordId,
    /// Other records that are the same person.
    pub others: Vec<RecordId>,
    /// Names to look for in what people have written down, beside the addresses.
    pub names: Vec<String>,
}

/// What is kept of a person, by its kind; also the sections of what is handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataKind {
    /// Records with what stands in their fields.
    Records,
    /// What happened to them.
    History,
    /// Records that name them in a field.
    Links,
    Notes,
    /// Files that people have put beside them.
    RecordFiles,
    Tasks,
    Consents,
    /// Mail that was sent to them, with what it relied on.
    Sends,
    Drafts,
    Outbox,
    Notifications,
    /// Lines of files out of which records were made.
    ImportLines,
    /// Threads that are attached to them.
    Threads,
    /// Where they are mentioned elsewhere.
    Mentions,
    /// Mail from and to them.
    Mail,
    /// Files in that mail.
    Files,
}

impl DataKind {
    pub const ALL: [Self; 16] = [
        Self::Records,
        Self::History,
        Self::Links,
        Self::Notes,
        Self::RecordFiles,
        Self::Tasks,
        Self::Consents,
        Self::Sends,
        Self::Drafts,
        Self::Outbox,
        Self::Notifications,
        Self::ImportLines,
        Self::Threads,
        Self::Mentions,
        Self::Mail,
        Self::Files,
    ];

    /// As it is kept and handed out.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::History => "history",
            Self::Links => "links",
            Self::Notes => "notes",
            Self::RecordFiles => "record_files",
            Self::Tasks => "tasks",
            Self::Consents => "consents",
            Self::Sends => "sends",
            Self::Drafts => "drafts",
            Self::Outbox => "outbox",
            Self::Notifications => "notifications",
            Self::ImportLines => "import_lines",
            Self::Threads => "threads",
            Self::Mentions => "mentions",
            Self::Mail => "mail",
            Self::Files => "files",
        }
    }
}

/// How much there is of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub what: DataKind,
    pub count: u32,
}

/// A record that is, or may be, the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    pub id: RecordId,
    pub kind: KindKey,
    pub name: String,
    /// It was chosen.
    pub chosen: bool,
}

/// No rule takes a record away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub reason: String,
    pub by: Option<String>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}

/// What there is of a person, before it is handed out or erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalData {
    pub record: PersonRecord,
    /// Others that have one of their addresses.
    pub others: Vec<PersonRecord>,
    pub addresses: Vec<String>,
    /// By which they may be mentioned elsewhere.
    pub names: Vec<String>,
    pub counts: Vec<Counted>,
    /// Mail by the mailbox.
    pub mailboxes: Vec<MailboxMail>,
    /// Messages to them that are on their way: nothing is erased meanwhile.
    pub on_the_way: u32,
    pub hold: Option<Hold>,
}

/// How much mail of a person lies in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxMail {
    pub address: String,
    /// Somebody's own, which others do not see.
    pub private: bool,
    pub count: u32,
    /// Of these, what lies in no folder any more.
    pub gone: u32,
}

/// What becomes of mail when a person is erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailWish {
    /// It stays where it is, on its servers and here.
    #[default]
    Leave,
    /// It goes to the trash of its mailboxes; here it is forgotten when their servers have emptied it.
    Trash,
}

/// What kind of act it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    Exported,
    Erased,
    /// What a rule did on a day.
    Retained,
    Held,
    Released,
    RuleChanged,
}

impl ActKind {
    pub const ALL: [Self; 6] =
        [Self::Exported, Self::Erased, Self::Retained, Self::Held, Self::Released, Self::RuleChanged];

    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exported => "exported",
            Self::Erased => "erased",
            Self::Retained => "retained",
            Self::Held => "held",
            Self::Released => "released",
            Self::RuleChanged => "rule_changed",
        }
    }

    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What else there is to say of an act.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Matter {
    /// Of an erasure: what was found afterwards, by the same search; `None` while it is going on.
    pub found: Option<u32>,
    /// Messages that were put into the trash of their mailboxes.
    pub trashed: u32,
    /// Messages that are still here.
    pub mail_left: u32,
    pub mail: MailWish,
    /// The person's names were looked for too.
    pub names: bool,
    /// Of a rule.
    pub rule: Option<RetentionRule>,
    /// It was switched off.
    pub off: bool,
    /// What a rule did: how many records, and how many it left, with the reason.
    pub done: u32,
    pub left: Vec<(LeftWhy, u32)>,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    pub id: ActId,
    pub what: ActKind,
    pub going: bool,
    pub by: Option<String>,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub finished_at: Option<DateTime<Utc>>,
    /// Keyed hashes of the addresses.
    pub hashes: Vec<String>,
    pub counts: Vec<Counted>,
    pub matter: Matter,
}

/// What a rule keeps for a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum RetentionOf {
    /// People of a kind with whom nothing happened.
    People(KindKey),
    /// Leads that were lost.
    LostLeads,
}

impl From<String> for RetentionOf {
    fn from(text: String) -> Self {
        match text.as_str() {
            "lost_leads" => Self::LostLeads,
            _ => Self::People(KindKey(text)),
        }
    }
}

impl From<RetentionOf> for String {
    fn from(what: RetentionOf) -> Self {
        match what {
            RetentionOf::People(kind) => kind.0,
            RetentionOf::LostLeads => "lost_leads".to_owned(),
        }
    }
}

/// What a rule does with what was kept long enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It only says how much there is.
    #[default]
    Report,
    /// The record stays, without whose it is.
    Anonymise,
    Erase,
}

impl Deed {
    pub const ALL: [Self; 3] = [Self::Report, Self::Anonymise, Self::Erase];

    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Anonymise => "anonymise",
            Self::Erase => "erase",
        }
    }

    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == text)
    }
}

/// How long something is kept, and what happens then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionRule {
    pub what: RetentionOf,
    pub months: u32,
    pub deed: Deed,
}

/// Why something is kept that a rule would take away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftWhy {
    /// Somebody said that it stays.
    Held,
    /// There is something to be done about it.
    Task,
    /// A deal, a ticket or a project with it is open.
    Work,
    /// There was mail with it lately.
    Mail,
}

impl LeftWhy {
    pub const ALL: [Self; 4] = [Self::Held, Self::Task, Self::Work, Self::Mail];
}

/// What a rule would do now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionPreview {
    pub goes: u32,
    /// A few of those that would go.
    pub names: Vec<String>,
    pub left: Vec<(LeftWhy, u32)>,
    /// There are more; so many were looked at.
    pub more: bool,
}

/// A rule as the settings show it; `None`: it is off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionLine {
    pub what: RetentionOf,
    pub rule: Option<RetentionRule>,
}
