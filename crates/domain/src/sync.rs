//! Keeps mailboxes the same here and on their IMAP servers.
//!
//! **Architecture Invariant:** what is missing is found by comparing the server's UIDs with ours, never by a cursor that
//! could run ahead of what was stored.

mod changes;
mod folder_pass;
mod folders;
mod leases;
mod operations;
mod progress;
mod store;
mod watch;

pub use leases::Lease;
pub use operations::{MailOperation, Placed, enqueue};

use crate::{Error, Kurier, Result, intake::Taken};
use chrono::{DateTime, Utc};
use kurier_mail::imap::{ImapAccount, ImapError, ImapSession, Secret};
use kurier_model::{
    MailboxId, WorkspaceId,
    account::{MailboxState, Security, Trouble},
};
use std::time::Instant;

/// Verbs of synchronisation, for workers and the command line.
#[derive(Debug)]
pub struct Sync<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Synchronisation.
    #[must_use]
    pub const fn sync(&self) -> Sync<'_> {
        Sync { kurier: self }
    }
}

/// A mailbox as its worker knows it.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    pub id: MailboxId,
    pub workspace: WorkspaceId,
    pub address_key: String,
    pub created_at: DateTime<Utc>,
    pub account: ImapAccount,
    pub holder: String,
}

/// What a synchronisation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct SyncReport {
    /// Messages stored in this run.
    pub messages: u64,
    pub bytes: u64,
    pub seconds: f64,
    pub set_aside: u64,
}

impl Sync<'_> {
    /// Synchronises every folder until caught up. Needs the mailbox's lease.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the server cannot be reached or another worker has the mailbox.
    pub async fn once(&self, lease: &Lease) -> Result<SyncReport> {
        let started = Instant::now();
        let watched = self.open(lease).await?;
        let progress = progress::Progress::new(self.kurier.clone(), &watched);
        let outcome = async {
            let mut session = self.connect(&watched).await?;
            let taken = self.pass(&watched, &mut session, &progress).await?;
            session.logout().await;
            Ok::<Taken, Error>(taken)
        }
        .await;
        match outcome {
            Ok(taken) => {
                progress.settle(MailboxState::Idle).await?;
                Ok(SyncReport {
                    messages: taken.stored,
                    bytes: taken.bytes,
                    seconds: started.elapsed().as_secs_f64(),
                    set_aside: taken.set_aside,
                })
            }
            Err(error) => {
                progress.settle(MailboxState::Waiting).await?;
                Err(error)
            }
        }
    }

    /// One pass over everything: operations that wait, the folder tree, each folder, what happened meanwhile.
    pub(crate) async fn pass(
        &self,
        watched: &Watched,
        session: &mut ImapSession,
        progress: &progress::Progress,
    ) -> Result<Taken> {
        let began = self.kurier.now();
        operations::perform_waiting(self.kurier, watched, session).await?;
        let folders = folders::reconcile(self.kurier, watched, session).await?;
        let mut taken = Taken::default();
        // The inbox first: that is what people look at.
        for folder in &folders {
            taken += folder_pass::run(self.kurier, watched, session, folder, progress).await?;
            operations::perform_waiting(self.kurier, watched, session).await?;
        }
        store::finished(self.kurier.db(), watched, began).await?;
        Ok(taken)
    }

    pub(crate) async fn open(&self, lease: &Lease) -> Result<Watched> {
        let row = store::mailbox(self.kurier.db(), lease.workspace, lease.mailbox).await?.ok_or(Error::NotFound)?;
        let secret = self.kurier.parts().secrets.open(lease.mailbox, "mailboxes.secret", &row.secret)?;
        Ok(Watched {
            id: lease.mailbox,
            workspace: lease.workspace,
            address_key: row.address_key,
            created_at: row.created_at,
            account: ImapAccount {
                host: row.imap_host,
                port: u16::try_from(row.imap_port).map_err(Error::internal)?,
                security: match row.imap_security.parse().map_err(Error::internal)? {
                    Security::Tls => kurier_mail::stream::Security::Tls,
                    Security::StartTls => kurier_mail::stream::Security::StartTls,
                    Security::None => kurier_mail::stream::Security::None,
                },
                username: row.username,
                secret: Secret::Password(secret),
            },
            holder: lease.holder.clone(),
        })
    }

    pub(crate) async fn connect(&self, watched: &Watched) -> Result<ImapSession> {
        Ok(ImapSession::connect(&self.kurier.parts().dialer, &watched.account).await?)
    }
}

impl From<ImapError> for Error {
    fn from(error: ImapError) -> Self {
        match error {
            ImapError::InvalidName(_) => {
                Self::invalid(kurier_model::Field::FolderName, kurier_model::Reason::BadCharacters)
            }
            other => Self::Mail(Box::new(other)),
        }
    }
}

/// What went wrong, in kinds that the interface can explain.
#[must_use]
pub fn trouble_of(error: &Error, host: &str, port: u16) -> Trouble {
    let Error::Mail(error) = error else { return Trouble::Other { detail: error.to_string() } };
    let host = host.to_owned();
    match &**error {
        ImapError::Dial(error) => dial_trouble(error, host, port),
        ImapError::Tls(error) => Trouble::Tls { detail: error.to_string() },
        ImapError::AuthenticationFailed { reason } => Trouble::WrongPassword { answer: reason.clone() },
        ImapError::SignInUnavailable { .. } => Trouble::Throttled,
        ImapError::Disconnected | ImapError::Bye(_) | ImapError::Io(_) => Trouble::Disconnected,
        ImapError::Timeout => Trouble::TimedOut { host, port },
        other => Trouble::Protocol { detail: other.to_string() },
    }
}

/// The same for a connection that did not come about.
#[must_use]
pub fn dial_trouble(error: &kurier_mail::dialer::DialError, host: String, port: u16) -> Trouble {
    use kurier_mail::dialer::DialError as E;
    match error {
        E::Resolve { .. } => Trouble::HostNotFound { host },
        E::Forbidden { .. } => Trouble::PrivateNetwork { host },
        E::Refused { .. } => Trouble::Refused { host, port },
        E::Timeout { .. } => Trouble::TimedOut { host, port },
        other => Trouble::Other { detail: other.to_string() },
    }
}
