//! What there is to know of a client at a glance, beside their mail.

use crate::ids::{RecordId, ThreadId};
use crate::inbox::ClientBadge;
use crate::pipeline::StageName;
use crate::record::KindKey;
use crate::task::Task;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A client's open work, what is to be done next, and when there was mail last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    pub client: ClientBadge,
    /// The company that they belong to.
    pub company: Option<ClientBadge>,
    /// What is under way with them, the latest active first, then what is with their company.
    pub open: Vec<OpenWork>,
    /// So much more is.
    pub more: u32,
    /// The most urgent task about any of these.
    pub next_task: Option<Task>,
    /// Of what whoever asks may see.
    pub last_mail: Option<LastMail>,
}

/// A record of a kind with a pipeline that is still worked on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenWork {
    pub record: RecordId,
    pub kind: KindKey,
    pub name: String,
    pub stage: StageName,
    /// `1200.5 PLN`.
    pub amount: Option<String>,
    pub owner: Option<String>,
    /// With the company, not with the person.
    pub of_company: bool,
}

/// The latest mail with a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMail {
    pub thread: ThreadId,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}
