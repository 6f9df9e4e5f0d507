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
pub use operations::{MailOperation, Moving, cancel, enqueue, take_back};

use crate::{Actor, Error, Kurier, Result, intake::Taken, mailboxes::imap_trouble};
use kurier_mail::imap::{ImapAccount, ImapError, ImapSession};
use kurier_model::{
    MailboxId, WorkspaceId,
    account::{MailboxState, Server, Trouble},
    address::address_key,
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
    pub account: ImapAccount,
    pub imap: Server,
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
                let state = match &error {
                    Error::Mail(mail) => match &**mail {
                        ImapError::AuthenticationFailed { reason } => {
                            MailboxState::NeedsPassword { answer: reason.clone() }
                        }
                        _ => MailboxState::Waiting,
                    },
                    _ => MailboxState::Waiting,
                };
                progress.settle(state).await?;
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
        let actor = Actor::system(lease.workspace);
        let credentials = self.kurier.mailboxes().credentials(&actor, lease.mailbox).await?;
        Ok(Watched {
            id: lease.mailbox,
            workspace: lease.workspace,
            address_key: address_key(&credentials.address),
            account: credentials.imap_account(),
            imap: credentials.imap,
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
fn trouble_of(error: &Error, watched: &Watched) -> Trouble {
    match error {
        Error::Mail(error) => imap_trouble(error, &watched.imap),
        other => Trouble::Other { detail: other.to_string() },
    }
}
