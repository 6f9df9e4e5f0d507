//! Photos of records that are people.

use crate::ids::RecordId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most bytes of a picture of which a photo is made.
pub const MOST_BYTES: u64 = 5_000_000;

/// So many hexadecimal digits name a photo.
pub const HASH: usize = 32;

/// Which photo it is, by what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhotoHash(pub String);

impl PhotoHash {
    /// Whether there can be such a photo. In an address anything may stand.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.0.len() == HASH && self.0.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// Where a record's photo is. Another photo is elsewhere, so browsers may keep it.
    #[must_use]
    pub fn url(&self, record: RecordId) -> String {
        format!("/photos/{record}/{self}")
    }
}

impl fmt::Display for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a record's photo was, and is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoChange {
    pub before: Option<PhotoHash>,
    pub now: Option<PhotoHash>,
}
