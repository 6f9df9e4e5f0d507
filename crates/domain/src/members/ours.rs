//! Which addresses are ours: those of the workspace's people and of its mailboxes. Nobody of us is a client.

mod store;

use kurier_mail::message::without_tag;
use std::collections::HashSet;

pub(crate) use store::{all, of_person};

/// Addresses in lower case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ours(pub(crate) HashSet<String>);

impl Ours {
    /// Whether an address in lower case is one of them; the database asks the same by `is_ours`.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.contains(key) || self.0.contains(&without_tag(key))
    }
}
