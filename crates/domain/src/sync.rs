//! Keeps mailboxes the same here and on their IMAP servers.
//!
//! **Architecture Invariant:** what is missing is found by comparing the server's UIDs with ours, never by a cursor that
//! could run ahead of what was stored.

mod changes;
mod claiming;
mod folder_deletion;
mod folder_pass;
mod folders;
mod progress;
mod store;
mod watch;
mod wishes;

pub use crate::leases::Lease;
pub use watch::Ended;

use crate::{
    actor::Actor,
    db::{Db, Tx},
    error::{Error, Result},
    intake::Taken,
    kurier::Kurier,
    mailboxes::imap_trouble,
};
use kurier_mail::imap::{ImapAccount, ImapError, ImapSession};
use kurier_model::{
    address::address_key,
    mailbox::{MailboxState, Server, Trouble},
};
use std::time::{Duration, Instant};

/// How soon a connection is made again that was lost while it brought mail.
const GO_ON_AFTER: Duration = Duration::from_secs(1);

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
    pub lease: Lease,
    pub address_key: String,
    pub account: ImapAccount,
    pub imap: Server,
    /// The sealed password that it signs in with: what is said of it is said of no other.
    sealed: Vec<u8>,
}

impl Watched {
    /// Every transaction of a watcher begins here, and so with the lease ([`Lease::tx`]).
    pub async fn tx(&self, db: &Db) -> Result<Tx> {
        self.lease.tx(db).await
    }
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
    /// Synchronises every folder until caught up. Needs the mailbox's lease. A connection that is lost is made again, as
    /// long as each one brought something.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the server cannot be reached or another worker has the mailbox.
    pub async fn once(&self, lease: &Lease) -> Result<SyncReport> {
        let started = Instant::now();
        let watched = self.open(lease).await?.ok_or(Error::NotFound)?;
        let progress = progress::Progress::new(self.kurier.clone(), &watched);
        let mut before = Taken::default();
        let outcome = loop {
            let outcome = self.one_connection(&watched, &progress).await;
            let taken = progress.taken();
            match outcome {
                Err(error) if connection_lost(&error) && taken != before => {
                    tracing::info!(mailbox = %lease.mailbox, %error, messages = taken.stored, "going on where it was");
                    before = taken;
                    tokio::time::sleep(GO_ON_AFTER).await;
                }
                other => break other,
            }
        };
        match outcome {
            Ok(()) => {
                progress.in_order().await?;
                let taken = progress.taken();
                Ok(SyncReport {
                    messages: taken.stored,
                    bytes: taken.bytes,
                    seconds: started.elapsed().as_secs_f64(),
                    set_aside: taken.set_aside,
                })
            }
            Err(error) => {
                match refused_password(&error) {
                    Some(answer) => progress.refused(&answer).await?,
                    None => progress.ends(MailboxState::Waiting).await?,
                }
                Err(error)
            }
        }
    }

    async fn one_connection(&self, watched: &Watched, progress: &progress::Progress) -> Result<()> {
        let mut session = self.connect(watched).await?;
        self.pass(watched, &mut session, progress).await?;
        session.logout().await;
        Ok(())
    }

    /// One pass over everything: the folder tree, each folder, and what people want of their mail. What comes in is first:
    /// nothing that cannot be done holds it up.
    pub(crate) async fn pass(
        &self,
        watched: &Watched,
        session: &mut ImapSession,
        progress: &progress::Progress,
    ) -> Result<()> {
        let began = self.kurier.now();
        let folders = folders::reconcile(self.kurier, watched, session).await?;
        let mut unchanged = Vec::new();
        // The inbox first: that is what people look at.
        for folder in &folders {
            if folder_pass::nothing_happened(folder) {
                unchanged.push(folder.id);
                continue;
            }
            // As it stands now: what was wanted of mail may have led here before.
            let Some(folder) = folders::store::folder(self.kurier.db(), watched, folder.id).await? else {
                continue;
            };
            folder_pass::run(self.kurier, watched, session, &folder, progress).await?;
            wishes::perform(self.kurier, watched, session, progress).await?;
        }
        folders::store::seen_unchanged(self.kurier.db(), watched, &unchanged, began).await?;
        wishes::perform(self.kurier, watched, session, progress).await?;
        store::finished(self.kurier.db(), watched, began).await
    }

    /// `None`: the mailbox was removed.
    pub(crate) async fn open(&self, lease: &Lease) -> Result<Option<Watched>> {
        let actor = Actor::system(lease.workspace);
        let credentials = self.kurier.mailboxes().credentials_of(&actor, lease.mailbox).await?;
        Ok(credentials.map(|credentials| Watched {
            lease: lease.clone(),
            address_key: address_key(&credentials.address),
            account: credentials.imap_account(),
            imap: credentials.imap,
            sealed: credentials.sealed,
        }))
    }

    pub(crate) async fn connect(&self, watched: &Watched) -> Result<ImapSession> {
        Ok(ImapSession::connect(&self.kurier.parts().dialer, &watched.account).await?)
    }
}

/// The connection is gone, which says nothing of what the server would answer on the next one.
fn connection_lost(error: &Error) -> bool {
    matches!(error, Error::Mail(mail) if mail.is_transient() && !mail.leaves_session_usable())
}

/// The server's words, when it refused the password.
fn refused_password(error: &Error) -> Option<String> {
    match error {
        Error::Mail(mail) => match &**mail {
            ImapError::AuthenticationFailed { reason } => Some(reason.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// What went wrong, in kinds that the interface can explain.
fn trouble_of(error: &Error, watched: &Watched) -> Trouble {
    match error {
        Error::Mail(error) => imap_trouble(error, &watched.imap),
        other => Trouble::Other { detail: other.to_string() },
    }
}
