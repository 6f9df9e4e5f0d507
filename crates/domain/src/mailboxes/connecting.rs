//! Connecting a mailbox: the form is kept, checked against the servers step by step, and becomes a mailbox.

mod guess;
mod store;
mod verify;

use super::changes::{changed, checked_members};
use super::credentials::SECRET_COLUMN;
use super::store::{self as mailboxes, SealedCredentials};
use super::{Mailboxes, managed};
use crate::events::{WorkerChannel, notify, wake};
use crate::{
    actor::Actor,
    error::{Error, Result},
    events::{Event, EventKind},
};
use futures::Stream;
use kurier_model::address::{address_key, plausible};
use kurier_model::live::News;
use kurier_model::mailbox::{
    Connection, MailboxForm, MailboxKind, Security, Server, ServerGuess, ServersForm, Verification,
};
use kurier_model::{ConnectionId, Field, Invalid, MailboxId, Reason};
use secrecy::ExposeSecret;

/// The column that a form's password is sealed for.
const FORM_COLUMN: &str = "connections.secret";
/// Longest password or user name in characters; app passwords and keys are far shorter.
const LONGEST_WORD: u32 = 1_000;

impl Mailboxes<'_> {
    /// Servers for an address: a well-known provider's, the domain's own records, or common names.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the address is none.
    pub async fn guess(&self, actor: &Actor, address: &str) -> Result<ServerGuess> {
        actor.person()?;
        let address = address.trim();
        if !plausible(address) {
            return Err(Error::invalid(
                Field::Email,
                Reason::NotAnAddress { text: address.chars().take(254).collect() },
            ));
        }
        Ok(guess::guess(address).await)
    }

    /// Checks the form and keeps it, with its password sealed.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a team mailbox unless the actor is an admin; [`Error::Invalid`] about fields, and when the
    /// address is connected already.
    pub async fn begin_connection(&self, actor: &Actor, form: MailboxForm) -> Result<Connection> {
        if form.kind == MailboxKind::Team && !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        let mut form = checked(form)?;
        let now = self.kurier.now();
        let mut tx = self.db().tx(actor).await?;
        form.members = match form.kind {
            MailboxKind::Team => checked_members(&mut tx, form.members).await?,
            MailboxKind::Private => Vec::new(),
        };
        if store::is_connected(&mut tx, actor.person()?, form.kind, &address_key(&form.address)).await? {
            return Err(Error::invalid(Field::Email, Reason::Taken));
        }
        let id = ConnectionId::new();
        let password = std::mem::take(&mut form.password);
        let sealed = self.kurier.parts().secrets.seal(id, FORM_COLUMN, &password)?;
        store::clear_old(&mut tx, actor.person()?, now).await?;
        store::insert(&mut tx, actor, id, &form, &sealed, None, now).await?;
        tx.commit().await?;
        Ok(Connection { id })
    }

    /// Keeps other servers for a mailbox that is connected, to be tried like those of a new one; until then it goes on with those it
    /// has. Without a password it is the one that is known, as long as the hosts are.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`], and [`Error::Invalid`] about fields.
    pub async fn begin_change(
        &self,
        actor: &Actor,
        mailbox: MailboxId,
        change: ServersForm,
    ) -> Result<Connection> {
        let now = self.kurier.now();
        let mut tx = self.db().tx(actor).await?;
        managed(&mut tx, actor, mailbox).await?;
        let has = mailboxes::credentials(&mut tx, mailbox).await?.ok_or(Error::NotFound)?;
        let secrets = &self.kurier.parts().secrets;
        let is_known = same_hosts(&has, &change) && !mailboxes::is_refused(&mut tx, mailbox).await?;
        let password = match change.password {
            // The one that is known goes to no other host, to none in clear that had it sealed, and not again where it was refused.
            empty if empty.is_empty() && is_known => {
                secrets.open(mailbox, SECRET_COLUMN, &has.secret)?.expose_secret().to_owned()
            }
            given => given,
        };
        let form = MailboxForm {
            address: has.address,
            imap: change.imap,
            smtp: change.smtp,
            username: change.username,
            password,
            kind: MailboxKind::Private,
            members: Vec::new(),
        };
        let mut form = checked(form)?;
        let id = ConnectionId::new();
        let sealed = secrets.seal(id, FORM_COLUMN, &std::mem::take(&mut form.password))?;
        store::clear_old(&mut tx, actor.person()?, now).await?;
        store::insert(&mut tx, actor, id, &form, &sealed, Some(mailbox), now).await?;
        tx.commit().await?;
        Ok(Connection { id })
    }

    /// Tries the mailbox against its servers and tells each step. The trial goes on when nobody listens any more.
    ///
    /// # Errors
    /// [`Error::NotFound`] when this person began no such connection.
    pub async fn verify(
        &self,
        actor: &Actor,
        connection: ConnectionId,
    ) -> Result<impl Stream<Item = Verification> + Send + 'static + use<>> {
        let mut tx = self.db().tx(actor).await?;
        let kept = store::find(&mut tx, actor.person()?, connection).await?.ok_or(Error::NotFound)?;
        drop(tx);
        let password = self.kurier.parts().secrets.open(connection, FORM_COLUMN, &kept.secret)?;
        Ok(verify::run(self.kurier.clone(), actor.clone(), connection, kept.form, password))
    }

    /// Makes the mailbox of a connection that was verified, or gives one its other servers; a worker begins to synchronise it at once.
    ///
    /// # Errors
    /// [`Error::NotFound`], and [`Error::Conflict`] before the verification succeeded.
    pub async fn connect(&self, actor: &Actor, connection: ConnectionId) -> Result<MailboxId> {
        self.connect_if(actor, connection, true).await
    }

    /// The same for an administrator at the command line, who may connect what could not be tried whole.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn connect_unverified(&self, actor: &Actor, connection: ConnectionId) -> Result<MailboxId> {
        self.connect_if(actor, connection, false).await
    }

    async fn connect_if(&self, actor: &Actor, connection: ConnectionId, verified: bool) -> Result<MailboxId> {
        let owner = actor.person()?;
        let now = self.kurier.now();
        let mut tx = self.db().tx(actor).await?;
        let kept = store::take(&mut tx, owner, connection).await?.ok_or(Error::NotFound)?;
        if verified && kept.verified_at.is_none() {
            return Err(Error::Conflict);
        }
        let secrets = &self.kurier.parts().secrets;
        let password = secrets.open(connection, FORM_COLUMN, &kept.secret)?;
        if let Some(mailbox) = kept.mailbox {
            managed(&mut tx, actor, mailbox).await?;
            let sealed = secrets.seal(mailbox, SECRET_COLUMN, password.expose_secret())?;
            let has = mailboxes::credentials(&mut tx, mailbox).await?.ok_or(Error::NotFound)?;
            let is_elsewhere = has.imap.host != kept.form.imap.host
                || has.imap.port != kept.form.imap.port
                || has.username != kept.form.username;
            if is_elsewhere {
                store::begin_anew(&mut tx, mailbox).await?;
            }
            store::change_servers(&mut tx, mailbox, &kept, &sealed).await?;
            mailboxes::forget_changes(&mut tx, mailbox).await?;
            mailboxes::request_sync(&mut tx, mailbox, now).await?;
            changed(&mut tx, actor, mailbox, serde_json::json!({ "changed": "servers" })).await?;
            tx.commit().await?;
            return Ok(mailbox);
        }
        let mailbox = MailboxId::new();
        let sealed = secrets.seal(mailbox, SECRET_COLUMN, password.expose_secret())?;
        if store::is_connected(&mut tx, owner, kept.form.kind, &address_key(&kept.form.address)).await? {
            return Err(Error::invalid(Field::Email, Reason::Taken));
        }
        store::insert_mailbox(&mut tx, actor, mailbox, &kept, &sealed, now).await?;
        mailboxes::replace_members(&mut tx, actor.workspace, mailbox, &kept.form.members).await?;
        Event::new(EventKind::MailboxConnected)
            .mailbox(mailbox)
            .payload(serde_json::json!({ "address": kept.form.address, "kind": kept.form.kind }))
            .record_in(&mut tx, actor)
            .await?;
        notify(&mut tx, actor.workspace, &News::Mailbox { mailbox }).await?;
        wake(&mut tx, WorkerChannel::Mailbox, mailbox).await?;
        tx.commit().await?;
        Ok(mailbox)
    }
}

impl Mailboxes<'_> {
    /// Clears away forms that came to nothing, of everybody.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_away(&self) -> Result<()> {
        let mut tx = self.db().system_tx().await?;
        store::clear_all_old(&mut tx, self.kurier.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// Whether other servers are the same hosts, and as well protected.
fn same_hosts(has: &SealedCredentials, change: &ServersForm) -> bool {
    let is_same = |has: &Server, other: &Server| {
        other.host.trim().trim_end_matches('.').eq_ignore_ascii_case(&has.host)
            && (other.security == has.security || has.security == Security::None)
    };
    is_same(&has.imap, &change.imap) && is_same(&has.smtp, &change.smtp)
}

/// The form, tidied; complains about each field that cannot be used.
fn checked(mut form: MailboxForm) -> Result<MailboxForm> {
    let mut invalid = Invalid::default();
    form.address = form.address.trim().to_owned();
    if form.address.is_empty() {
        invalid.add(Field::Email, Reason::Required);
    } else if !plausible(&form.address) {
        invalid.add(Field::Email, Reason::NotAnAddress { text: form.address.chars().take(254).collect() });
    }
    check_word(&mut invalid, Field::Password, &form.password);
    check_server(&mut invalid, &mut form.imap, Field::ImapHost, Field::ImapPort);
    check_server(&mut invalid, &mut form.smtp, Field::SmtpHost, Field::SmtpPort);
    if form.username.trim().is_empty() {
        form.username.clone_from(&form.address);
    }
    check_word(&mut invalid, Field::Username, &form.username);
    Ok(invalid.or(form)?)
}

fn check_word(invalid: &mut Invalid, field: Field, word: &str) {
    if word.is_empty() {
        invalid.add(field, Reason::Required);
    } else if word.chars().count() > LONGEST_WORD as usize {
        invalid.add(field, Reason::TooLong { max: LONGEST_WORD });
    } else if let Some(reason) = Reason::characters(word, |c| matches!(c, '\r' | '\n' | '\0')) {
        invalid.add(field, reason);
    }
}

fn check_server(invalid: &mut Invalid, server: &mut Server, host: Field, port: Field) {
    server.host = server.host.trim().trim_end_matches('.').to_owned();
    if server.host.is_empty() {
        invalid.add(host, Reason::Required);
    } else if server.host.len() > 255 {
        invalid.add(host, Reason::TooLong { max: 255 });
    } else if let Some(reason) = Reason::characters(&server.host, |c| {
        c.is_whitespace() || c.is_control() || matches!(c, '/' | '@' | '"' | '\\')
    }) {
        invalid.add(host, reason);
    }
    if server.port == 0 {
        invalid.add(port, Reason::Required);
    }
}
