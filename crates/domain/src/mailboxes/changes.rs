//! Changing a mailbox that is connected: password, members, removal, "sync now".

use super::credentials::SECRET_COLUMN;
use super::{Mailboxes, managed, seen, store};
use crate::events::{WorkerChannel, notify, wake};
use crate::queue::{self, ForgetMailbox};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events::{Event, EventKind},
};
use kurier_model::live::News;
use kurier_model::mailbox::MailboxKind;
use kurier_model::{Field, MailboxId, Reason, UserId};
use std::time::Duration;

/// Until then the watcher of a removed mailbox has put down what it had in its hands.
const WATCHER_STOPS: Duration = Duration::from_secs(30);

impl Mailboxes<'_> {
    /// Keeps a new password and tries again with it at once.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`], and [`Error::Invalid`] when it is empty.
    pub async fn update_password(&self, actor: &Actor, mailbox: MailboxId, password: &str) -> Result<()> {
        if password.is_empty() {
            return Err(Error::invalid(Field::Password, Reason::Required));
        }
        let sealed = self.kurier.parts().secrets.seal(mailbox, SECRET_COLUMN, password)?;
        let mut tx = self.db().tx(actor).await?;
        managed(&mut tx, actor, mailbox).await?;
        store::set_secret(&mut tx, mailbox, &sealed).await?;
        store::forget_changes(&mut tx, mailbox).await?;
        store::request_sync(&mut tx, mailbox, self.kurier.now()).await?;
        changed(&mut tx, actor, mailbox, serde_json::json!({ "changed": "password" })).await?;
        Ok(tx.commit().await?)
    }

    /// Who sees a team mailbox beside its owner.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`], and [`Error::Invalid`] (members) when somebody is not in the workspace, or
    /// the mailbox is private.
    pub async fn set_members(&self, actor: &Actor, mailbox: MailboxId, members: Vec<UserId>) -> Result<()> {
        let mut tx = self.db().tx(actor).await?;
        let access = managed(&mut tx, actor, mailbox).await?;
        if access.kind == MailboxKind::Private {
            return Err(Error::invalid(Field::Members, Reason::NotAllowed));
        }
        let members = checked_members(&mut tx, members).await?;
        store::replace_members(&mut tx, actor.workspace, mailbox, &members).await?;
        changed(&mut tx, actor, mailbox, serde_json::json!({ "changed": "members", "members": members }))
            .await?;
        Ok(tx.commit().await?)
    }

    /// Disconnects a mailbox: nobody sees it any more, its watcher stops, its password is forgotten, and a moment later what
    /// was in it. Nothing changes on the mail server.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Forbidden`].
    pub async fn remove(&self, actor: &Actor, mailbox: MailboxId) -> Result<()> {
        again(|| async {
            let mut tx = self.db().tx(actor).await?;
            managed(&mut tx, actor, mailbox).await?;
            store::remove(&mut tx, mailbox, self.kurier.now()).await?;
            Event::new(EventKind::MailboxRemoved).mailbox(mailbox).record_in(&mut tx, actor).await?;
            notify(&mut tx, actor.workspace, &News::Mailbox { mailbox }).await?;
            wake(&mut tx, WorkerChannel::Mailbox, mailbox).await?;
            let forget = ForgetMailbox { workspace: actor.workspace, mailbox };
            queue::enqueue(&mut tx, &forget, WATCHER_STOPS).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Asks the mailbox's watcher for a full pass now; after a refused password, to try it once more.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn sync_now(&self, actor: &Actor, mailbox: MailboxId) -> Result<()> {
        let mut tx = self.db().tx(actor).await?;
        seen(&mut tx, actor, mailbox).await?;
        store::try_again(&mut tx, mailbox).await?;
        store::request_sync(&mut tx, mailbox, self.kurier.now()).await?;
        wake(&mut tx, WorkerChannel::Mailbox, mailbox).await?;
        Ok(tx.commit().await?)
    }
}

/// The members, each once.
///
/// # Errors
/// [`Error::Invalid`] (members: unknown) when somebody is not in the workspace, or disabled.
pub(super) async fn checked_members(tx: &mut Tx, mut members: Vec<UserId>) -> Result<Vec<UserId>> {
    members.sort_unstable();
    members.dedup();
    let known = store::count_people(tx, &members).await?;
    if usize::try_from(known).ok() == Some(members.len()) {
        Ok(members)
    } else {
        Err(Error::invalid(Field::Members, Reason::Unknown))
    }
}

/// Writes down what has changed of a mailbox, and tells pages and its watcher.
pub(super) async fn changed(
    tx: &mut Tx,
    actor: &Actor,
    mailbox: MailboxId,
    what: serde_json::Value,
) -> Result<()> {
    Event::new(EventKind::MailboxChanged).mailbox(mailbox).payload(what).record_in(tx, actor).await?;
    notify(tx, actor.workspace, &News::Mailbox { mailbox }).await?;
    wake(tx, WorkerChannel::Mailbox, mailbox).await
}
