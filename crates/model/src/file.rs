//! Files of records: what came with their mail, and what people have put beside them.

use crate::address::Address;
use crate::ids::{AttachmentId, FileId, ThreadId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The most bytes of one file that is put beside a record: what most mail servers take.
pub const MOST_BYTES: u64 = 25_000_000;
/// The most files that people put beside one record.
pub const MOST_FILES: u32 = 1_000;
/// The longest name, in characters.
pub const LONGEST_NAME: u32 = 150;

/// A file of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFile {
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    pub origin: FileOrigin,
}

/// How a file came to be a record's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileOrigin {
    /// With a mail that the person may see.
    Mail { attachment: AttachmentId, thread: ThreadId, from: Option<Address>, subject: String },
    /// Somebody has put it there.
    Added { file: FileId, by: String },
}

/// What can happen to a file of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileStep {
    Added,
    Renamed,
    Removed,
    Restored,
}
