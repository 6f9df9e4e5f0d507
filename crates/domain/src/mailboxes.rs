//! Mailboxes (people's e-mail accounts): who may see them, how they are reached, what folders they have.

mod changes;
mod connecting;
mod credentials;
mod export;
mod folders;
mod forgetting;
mod report;
mod set_aside;
mod store;
mod tree;
pub(crate) mod trouble;

pub use credentials::Credentials;
pub use export::ExportedMessage;
pub use report::{FolderReport, MailboxReport, OutboxReport, Report, Totals};
pub(crate) use set_aside::kept as set_aside_kept;
pub use trouble::{imap_trouble, smtp_trouble};

use crate::{
    actor::Actor,
    db::{Db, Tx},
    error::{Error, Result},
    events,
    kurier::Kurier,
    wishes,
};
use kurier_model::live::News;
use kurier_model::mailbox::{Mailbox, MailboxKind, MailboxSettings};
use kurier_model::{MailboxId, UserId, WorkspaceId};

/// Verbs about mailboxes.
#[derive(Debug)]
pub struct Mailboxes<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Mailboxes and their folders.
    #[must_use]
    pub const fn mailboxes(&self) -> Mailboxes<'_> {
        Mailboxes { kurier: self }
    }
}

impl Mailboxes<'_> {
    /// Tells open pages of mailboxes that nobody has looked at lately: nothing else would.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn tell_of_unwatched(&self) -> Result<()> {
        let mut tx = self.db().system_tx().await?;
        for (workspace, mailbox) in store::unwatched(&mut tx, self.kurier.now()).await? {
            events::notify(&mut tx, workspace, &News::Mailbox { mailbox }).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The mailboxes that the actor may see, by address, with folder trees and counts.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Mailbox>> {
        let mut tx = self.db().tx(actor).await?;
        let mut mailboxes = store::visible(&mut tx, actor, self.kurier.now()).await?;
        let ids: Vec<_> = mailboxes.iter().map(|mailbox| mailbox.id).collect();
        let mut folders = store::folders(&mut tx, &ids).await?;
        for mailbox in &mut mailboxes {
            let own = folders.remove(&mailbox.id).unwrap_or_default();
            mailbox.folders = tree::in_order(own);
        }
        for refusal in wishes::refused(&mut tx, actor).await? {
            if let Some(mailbox) = mailboxes.iter_mut().find(|mailbox| mailbox.id == refusal.mailbox) {
                mailbox.refusals.push(refusal);
            }
        }
        Ok(mailboxes)
    }

    /// The settings of a mailbox, without its password.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see it, [`Error::Forbidden`] when they may not manage it.
    pub async fn settings(&self, actor: &Actor, mailbox: MailboxId) -> Result<MailboxSettings> {
        let mut tx = self.db().tx(actor).await?;
        managed(&mut tx, actor, mailbox).await?;
        store::settings(&mut tx, mailbox).await?.ok_or(Error::NotFound)
    }

    /// Every mailbox of the workspace with this address, for commands. A private address may be connected by several people.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn with_address(&self, workspace: WorkspaceId, address: &str) -> Result<Vec<MailboxId>> {
        let mut tx = self.db().tx(&Actor::system(workspace)).await?;
        let found = store::with_address(&mut tx, &kurier_model::address::address_key(address)).await?;
        if found.is_empty() { Err(Error::NotFound) } else { Ok(found) }
    }

    fn db(&self) -> &Db {
        self.kurier.db()
    }
}

/// What decides about access to a mailbox.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    pub owner: UserId,
    pub kind: MailboxKind,
}

impl Access {
    /// A private mailbox is its owner's; a team's is its owner's and, for members of it, the admins'.
    fn may_manage(self, actor: &Actor) -> bool {
        actor.is_system()
            || actor.user == Some(self.owner)
            || (self.kind == MailboxKind::Team && actor.is_admin())
    }
}

/// The mailbox, if the actor may see it.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub(crate) async fn seen(tx: &mut Tx, actor: &Actor, mailbox: MailboxId) -> Result<Access> {
    store::access(tx, actor, mailbox).await?.ok_or(Error::NotFound)
}

/// The mailbox, if the actor may change its settings.
///
/// # Errors
/// [`Error::NotFound`] when they may not even see it, [`Error::Forbidden`] otherwise.
pub(crate) async fn managed(tx: &mut Tx, actor: &Actor, mailbox: MailboxId) -> Result<Access> {
    let access = seen(tx, actor, mailbox).await?;
    if access.may_manage(actor) { Ok(access) } else { Err(Error::Forbidden) }
}
