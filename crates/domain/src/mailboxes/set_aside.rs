//! Messages that came off the server and could not be stored as mail: kept raw, and shown.

mod store;

use super::{Mailboxes, managed};
use crate::{Actor, Error, Result};
use kurier_model::account::SetAside;
use kurier_model::{MailboxId, SetAsideId};

impl Mailboxes<'_> {
    /// What was set aside in a mailbox, newest first, at most 1,000.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Forbidden`].
    pub async fn set_aside(&self, actor: &Actor, mailbox: MailboxId) -> Result<Vec<SetAside>> {
        let mut tx = self.db().tx(actor).await?;
        managed(&mut tx, actor, mailbox).await?;
        store::list(&mut tx, mailbox).await
    }

    /// The raw bytes of a message that was set aside; empty when the server did not hand it out.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Forbidden`].
    pub async fn set_aside_raw(&self, actor: &Actor, id: SetAsideId) -> Result<Vec<u8>> {
        let mut tx = self.db().tx(actor).await?;
        let (mailbox, raw) = store::raw(&mut tx, id).await?.ok_or(Error::NotFound)?;
        managed(&mut tx, actor, mailbox).await?;
        drop(tx);
        match raw {
            None => Ok(Vec::new()),
            Some(raw) => tokio::task::spawn_blocking(move || zstd::decode_all(raw.as_slice()))
                .await
                .map_err(Error::internal)?
                .map_err(Error::internal),
        }
    }
}
