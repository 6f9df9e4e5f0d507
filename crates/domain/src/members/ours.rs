//! Which addresses are ours: those of the workspace's people and of its mailboxes. Nobody of us is a client.

mod store;

pub(crate) use store::{all, of_person};
