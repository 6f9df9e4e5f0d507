//! What opens a mailbox at its provider, for the floors' workers. Never leaves the process.

use super::{Mailboxes, store};
use crate::{Actor, Error, Result};
use kurier_mail::imap::{ImapAccount, Secret};
use kurier_mail::smtp::SmtpAccount;
use kurier_mail::stream::Security as Protection;
use kurier_model::account::{Security, Server};
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
        let mut tx = self.db().tx(actor).await?;
        let sealed = store::credentials(&mut tx, mailbox).await?.ok_or(Error::NotFound)?;
        let password = self.kurier.parts().secrets.open(mailbox, SECRET_COLUMN, &sealed.secret)?;
        Ok(Credentials {
            mailbox,
            workspace: sealed.workspace,
            owner: sealed.owner,
            address: sealed.address,
            imap: sealed.imap,
            smtp: sealed.smtp,
            username: sealed.username,
            password,
        })
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
