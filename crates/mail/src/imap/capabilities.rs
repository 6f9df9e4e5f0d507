//! What a server says it can do.

use std::collections::BTreeSet;

use super::lexer::Value;

/// A server's capabilities, in upper case (RFC 9051 §7.2.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities(BTreeSet<String>);

impl Capabilities {
    pub(super) fn from_values(values: &[Value]) -> Self {
        Self(values.iter().filter_map(Value::text).map(str::to_ascii_uppercase).collect())
    }

    /// Whether the server has `name` (upper case), for example `IDLE` or `AUTH=PLAIN`.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every capability.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// New mail is announced (RFC 2177).
    pub fn idle(&self) -> bool {
        self.has("IDLE")
    }

    /// Messages can be moved in one step (RFC 6851).
    pub fn moves(&self) -> bool {
        self.has("MOVE") || self.has("IMAP4REV2")
    }

    /// UIDs are reported for copies and appends, and can be expunged alone (RFC 4315).
    pub fn uidplus(&self) -> bool {
        self.has("UIDPLUS") || self.has("IMAP4REV2")
    }

    /// Changes are numbered (RFC 7162).
    pub fn condstore(&self) -> bool {
        self.has("CONDSTORE") || self.has("QRESYNC")
    }

    /// Removals since a number can be asked for (RFC 7162).
    pub fn qresync(&self) -> bool {
        self.has("QRESYNC")
    }

    /// The largest message that APPEND takes, in bytes, where the server says so (RFC 7889).
    pub fn append_limit(&self) -> Option<u64> {
        self.iter().find_map(|name| name.strip_prefix("APPENDLIMIT=")?.parse().ok())
    }
}
