//! What opens a mailbox at its provider, for the floors' workers. Never leaves the process.

use super::{Mailboxes, store};
use crate::events::notify;
use crate::{
    actor::Actor,
    error::{Error, Result},
};
use kurier_mail::imap::{ImapAccount, ImapError, ImapSession, Secret};
use kurier_mail::smtp::SmtpAccount;
use kurier_mail::stream::Security as Protection;
use kurier_model::live::News;
use kurier_model::mailbox::{MailboxState, Security, Server};
use kurier_model::{MailboxId, UserId, WorkspaceId};
use secrecy::SecretString;

/// The column that the secret is sealed for.
pub(super) const SECRET_COLUMN: &str = "mailboxes.secret";

/// Servers, name and password of a mailbox.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub mailbox: MailboxId,
    pub workspace: WorkspaceId,
    pub owner: UserId,
    pub address: String,
    pub imap: Server,
    pub smtp: Server,
    pub username: String,
    pub password: SecretString,
    /// The password as it is stored.
    pub(crate) sealed: Vec<u8>,
}

impl Credentials {
    /// The IMAP side.
    #[must_use]
    pub fn imap_account(&self) -> ImapAccount {
        imap_account(&self.imap, &self.username, self.password.clone())
    }

    /// The sending side.
    #[must_use]
    pub fn smtp_account(&self) -> SmtpAccount {
        smtp_account(&self.smtp, &self.username, self.password.clone(), &self.address)
    }
}

impl Mailboxes<'_> {
    /// Opens the sealed password of a mailbox of the actor's workspace. Whether the actor may see the mailbox has been asked
    /// before.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was removed, [`Error::Internal`] when the secret key is not the one it was sealed with.
    pub async fn credentials(&self, actor: &Actor, mailbox: MailboxId) -> Result<Credentials> {
        self.credentials_of(actor, mailbox).await?.ok_or(Error::NotFound)
    }

    /// The same; `None`: the mailbox was removed.
    ///
    /// # Errors
    /// [`Error::Internal`] when the secret key is not the one it was sealed with.
    pub async fn credentials_of(&self, actor: &Actor, mailbox: MailboxId) -> Result<Option<Credentials>> {
        let mut tx = self.db().tx(actor).await?;
        let Some(sealed) = store::credentials(&mut tx, mailbox).await? else { return Ok(None) };
        let password = self.kurier.parts().secrets.open(mailbox, SECRET_COLUMN, &sealed.secret)?;
        Ok(Some(Credentials {
            mailbox,
            workspace: sealed.workspace,
            owner: sealed.owner,
            address: sealed.address,
            imap: sealed.imap,
            smtp: sealed.smtp,
            username: sealed.username,
            password,
            sealed: sealed.secret,
        }))
    }

    /// What the server answered to the password of a mailbox that is paused for it. Nobody signs in there, by whatever protocol,
    /// before a person gives another password or asks to try this one again.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn refusal(&self, actor: &Actor, mailbox: MailboxId) -> Result<Option<String>> {
        let mut tx = self.db().tx(actor).await?;
        store::refusal(&mut tx, mailbox).await
    }

    /// A short-lived connection to the mailbox's IMAP server. Not tried while the password is known to be refused: providers
    /// lock accounts for that.
    ///
    /// # Errors
    /// [`Error::MailboxPaused`] while a person has to give the password again, [`Error::Mail`].
    pub async fn session(&self, actor: &Actor, mailbox: MailboxId) -> Result<ImapSession> {
        let credentials = self.credentials(actor, mailbox).await?;
        let mut tx = self.db().tx(actor).await?;
        if store::is_refused(&mut tx, mailbox).await? {
            return Err(Error::MailboxPaused);
        }
        drop(tx);
        match ImapSession::connect(&self.kurier.parts().dialer, &credentials.imap_account()).await {
            Ok(session) => Ok(session),
            Err(ImapError::AuthenticationFailed { reason }) => {
                let mut tx = self.db().tx(actor).await?;
                let state = MailboxState::NeedsPassword { answer: reason };
                store::set_refused(&mut tx, mailbox, &credentials.sealed, &state).await?;
                notify(&mut tx, actor.workspace, &News::Mailbox { mailbox }).await?;
                tx.commit().await?;
                Err(Error::MailboxPaused)
            }
            Err(error) => Err(error.into()),
        }
    }
}

pub(super) fn imap_account(server: &Server, username: &str, password: SecretString) -> ImapAccount {
    ImapAccount {
        host: server.host.clone(),
        port: server.port,
        security: protection(server.security),
        username: username.to_owned(),
        secret: Secret::Password(password),
    }
}

pub(super) fn smtp_account(
    server: &Server,
    username: &str,
    password: SecretString,
    address: &str,
) -> SmtpAccount {
    SmtpAccount {
        host: server.host.clone(),
        port: server.port,
        security: protection(server.security),
        username: Some(username.to_owned()),
        secret: Secret::Password(password),
        hello: address.rsplit('@').next().unwrap_or_default().to_owned(),
    }
}

/// The protocols' own word for it.
const fn protection(security: Security) -> Protection {
    match security {
        Security::Tls => Protection::Tls,
        Security::StartTls => Protection::StartTls,
        Security::None => Protection::None,
    }
}
