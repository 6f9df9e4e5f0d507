//! The Ready queue.
use crate::{Actor, Result, Tx};
use kurier_model::{MailboxId, MessageId, ThreadId, account::FolderRole};
/// An incoming message to decide on.
#[derive(Clone, Debug)]
pub struct Offer {
    pub thread: ThreadId,
    pub message: MessageId,
    pub from_key: Option<String>,
    pub received_at: chrono::DateTime<chrono::Utc>,
}
/// Offers.
pub async fn offer(_tx: &mut Tx, _actor: &Actor, _mailbox: MailboxId, _role: Option<FolderRole>, _created: chrono::DateTime<chrono::Utc>, _offers: &[Offer]) -> Result<()> {
    Ok(())
}
