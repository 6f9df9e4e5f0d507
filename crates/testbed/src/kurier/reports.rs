//! What the binary says as JSON. These forms are a promise to administrators: a change here is a break.

use serde::Deserialize;

/// `kurier mailbox sync A --json`
#[derive(Debug, Clone, Deserialize)]
pub struct SyncReport {
    /// Stored by this run.
    pub messages: u64,
    pub bytes: u64,
    pub seconds: f64,
    pub set_aside: u64,
}

/// `kurier doctor --json`
#[derive(Debug, Clone, Deserialize)]
pub struct Doctor {
    pub mailboxes: Vec<MailboxReport>,
    pub outbox: Outbox,
    /// Jobs that were given up.
    pub dead_jobs: Vec<DeadJob>,
    /// Messages that are stored and cannot be found by their words yet.
    pub not_searchable: u64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct DeadJob {
    pub id: i64,
    pub job: String,
    pub attempts: u32,
    pub error: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct MailboxReport {
    pub address: String,
    /// A word, or an object when the state carries data.
    pub state: serde_json::Value,
    pub folders: Vec<FolderReport>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct FolderReport {
    pub path: String,
    pub role: Option<String>,
    pub uidvalidity: Option<u32>,
    pub server_count: u64,
    pub stored_count: u64,
    pub set_aside: u64,
    pub unread: u64,
    pub last_synced_at: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Outbox {
    pub waiting: u64,
    pub failed: u64,
    pub unknown: u64,
}

/// `kurier routes --json`: something that the web server answers to.
#[derive(Debug, Clone, Deserialize)]
pub struct Endpoint {
    pub kind: EndpointKind,
    pub method: String,
    /// With parameters in braces.
    pub path: String,
    /// Of a server function.
    pub name: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointKind {
    Page,
    ServerFunction,
    Route,
}

/// A line of `kurier export`.
#[derive(Debug, Clone, Deserialize)]
pub struct Exported {
    pub message_id: Option<String>,
    pub thread_id: String,
    #[serde(alias = "folder_paths", alias = "folder paths")]
    pub folders: Vec<String>,
    #[serde(default)]
    pub flags: Vec<String>,
    #[serde(default)]
    pub subject: Option<String>,
    #[serde(default)]
    pub date: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub attachments: Vec<ExportedAttachment>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ExportedAttachment {
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: String,
    pub bytes: u64,
}

impl Doctor {
    pub fn mailbox(&self, address: &str) -> Option<&MailboxReport> {
        self.mailboxes.iter().find(|mailbox| mailbox.address == address)
    }
}

impl MailboxReport {
    pub fn folder(&self, path: &str) -> Option<&FolderReport> {
        self.folders.iter().find(|folder| folder.path == path)
    }

    /// Stored in all folders.
    pub fn stored(&self) -> u64 {
        self.folders.iter().map(|folder| folder.stored_count).sum()
    }
}
