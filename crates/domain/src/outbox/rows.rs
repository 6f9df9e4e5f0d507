//! Rows of the outbox, as people see them.

mod store;

pub(crate) use store::refused_in;
pub(super) use store::{get, open, under_way};

use kurier_model::compose::Outgoing;
use kurier_model::{MailboxId, OutboxId, UserId};

/// An outgoing message with what only this floor needs.
#[derive(Clone, Debug)]
pub struct Row {
    pub outgoing: Outgoing,
    pub mailbox: MailboxId,
    pub author: UserId,
    /// Of which message these are the rest of the recipients, by the addresses of the envelope.
    pub rest: Option<(OutboxId, Vec<String>)>,
}
