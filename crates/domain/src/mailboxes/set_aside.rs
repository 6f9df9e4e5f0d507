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

/// What a row keeps of a reason: its kind, which the interface says in words of its own, and what was told, for administrators.
pub(crate) fn kept(kind: SetAsideReason, told: &str) -> String {
    format!("{}: {told}", name(kind))
}

const fn name(kind: SetAsideReason) -> &'static str {
    match kind {
        SetAsideReason::Unreadable => "unreadable",
        SetAsideReason::NotHandedOut => "not_handed_out",
        SetAsideReason::NotStored => "not_stored",
    }
}

/// The kind of what a row keeps.
fn kind(kept: &str) -> SetAsideReason {
    let kinds = [SetAsideReason::Unreadable, SetAsideReason::NotHandedOut, SetAsideReason::NotStored];
    let begins = kept.split(':').next().unwrap_or_default();
    kinds.into_iter().find(|kind| name(*kind) == begins).unwrap_or_else(|| kind_of_words(kept))
}

/// Rows from before kinds were kept have words only.
fn kind_of_words(told: &str) -> SetAsideReason {
    if told.starts_with("the server did not hand it out") {
        SetAsideReason::NotHandedOut
    } else if told.starts_with("the database refused it") || told.starts_with("it could not be compressed") {
        SetAsideReason::NotStored
    } else {
        SetAsideReason::Unreadable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_kept_with_their_kind() {
        for reason in [SetAsideReason::Unreadable, SetAsideReason::NotHandedOut, SetAsideReason::NotStored] {
            for told in ["", "NO: not now", "the database refused it: 22P05"] {
                assert_eq!(kind(&kept(reason, told)), reason, "{told}");
            }
        }
    }

    #[test]
    fn reasons_kept_in_words_have_a_kind() {
        assert_eq!(kind("the server did not hand it out: NO"), SetAsideReason::NotHandedOut);
        assert_eq!(kind("the database refused it: 22P05"), SetAsideReason::NotStored);
        assert_eq!(kind("it could not be compressed"), SetAsideReason::NotStored);
        assert_eq!(kind("the parser broke off on it"), SetAsideReason::Unreadable);
    }
}
