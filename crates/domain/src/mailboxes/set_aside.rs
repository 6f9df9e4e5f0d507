//! Messages that came off the server and could not be stored as mail: kept raw, and shown.

mod store;

use super::{Mailboxes, managed};
use crate::{
    actor::Actor,
    error::{Error, Result},
};
use kurier_model::mailbox::{SetAside, SetAsideReason};
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

/// The kind of a reason. The column keeps words, for administrators; the interface says the kind in its own.
fn kind(reason: &str) -> SetAsideReason {
    if reason.starts_with("the server did not hand it out") {
        SetAsideReason::NotHandedOut
    } else if reason.starts_with("the database refused it")
        || reason.starts_with("it could not be compressed")
    {
        SetAsideReason::NotStored
    } else {
        SetAsideReason::Unreadable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_kept_in_words_have_a_kind() {
        assert_eq!(kind("the server did not hand it out: NO"), SetAsideReason::NotHandedOut);
        assert_eq!(kind("the database refused it: 22P05"), SetAsideReason::NotStored);
        assert_eq!(kind("it could not be compressed"), SetAsideReason::NotStored);
        assert_eq!(kind("the parser broke off on it"), SetAsideReason::Unreadable);
    }
}
