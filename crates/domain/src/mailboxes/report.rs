//! The sync ledger: the server's counts against ours, for `kurier doctor`.

mod store;

use super::{Mailboxes, seen};
use crate::lines::repair;
use crate::{actor::Actor, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::mailbox::{FolderLedger, FolderRole, MailboxState, Trouble};
use kurier_model::wish::FolderKept;
use kurier_model::{MailboxId, WorkspaceId};
use serde::Serialize;

/// All mailboxes of a workspace and its outbox.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    pub mailboxes: Vec<MailboxReport>,
    pub outbox: OutboxReport,
    /// Messages that are stored and cannot be found by their words yet.
    pub not_searchable: i64,
}

/// One mailbox.
#[derive(Clone, Debug, Serialize)]
pub struct MailboxReport {
    pub id: MailboxId,
    pub address: String,
    /// The state's name: `waiting`, `syncing`, `idle`, `incomplete`, `needs_password`, `retrying`, `paused` or `unwatched`.
    pub state: String,
    /// The state with what it carries.
    pub detail: MailboxState,
    /// The workers that hold it now.
    pub watched_by: Option<String>,
    pub folders: Vec<FolderReport>,
    /// Changes that the server refused and nobody has answered.
    pub refused: i64,
    /// Threads and folders whose lines or counts are not what their placements say; its watcher mends them.
    pub differences: usize,
}

impl MailboxReport {
    /// Whether everything agrees: the server's counts with ours, and ours with each other; and whether somebody looks.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        let is_over = matches!(
            self.detail,
            MailboxState::NeedsPassword { .. }
                | MailboxState::Retrying { .. }
                | MailboxState::Unwatched { .. }
        );
        !is_over && self.differences == 0 && self.folders.iter().all(FolderReport::is_in_order)
    }
}

/// One folder. In order: `stored_count + set_aside = server_count`.
#[derive(Clone, Debug, Serialize)]
pub struct FolderReport {
    pub path: String,
    pub role: Option<FolderRole>,
    pub uidvalidity: Option<i64>,
    /// Messages on the server at the last pass.
    pub server_count: i64,
    /// Messages stored here.
    pub stored_count: i64,
    /// Messages kept raw because they could not be stored.
    pub set_aside: i64,
    /// Some messages are not here, because the server does not hand them out for now.
    pub not_handed_out: bool,
    /// Messages that were moved here and have no UID yet.
    pub waiting: i64,
    /// Messages of which something is wanted that the server has not done yet.
    pub wishes: i64,
    /// Stored messages that are not read.
    pub unread: i64,
    /// Why it could not be opened the last time.
    pub trouble: Option<Trouble>,
    /// Why it is still there though somebody wanted it deleted.
    pub kept: Option<FolderKept>,
    pub last_synced_at: Option<DateTime<Utc>>,
}

impl FolderReport {
    /// Whether every message of the server is stored or set aside, nothing else is, and the folder can be opened.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        self.stored_count + self.set_aside == self.server_count
            && !self.not_handed_out
            && self.waiting == 0
            && self.trouble.is_none()
    }
}

/// Mail that has not gone out.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct OutboxReport {
    pub waiting: i64,
    pub failed: i64,
    /// May have gone out or not: a person has to decide.
    pub unknown: i64,
}

/// What is stored of a mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub messages: u64,
    /// Of the raw messages.
    pub bytes: u64,
    pub set_aside: u64,
}

impl Mailboxes<'_> {
    /// Counts everything, for administrators.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn report(&self, workspace: WorkspaceId) -> Result<Report> {
        let mut tx = self.db().tx(&Actor::system(workspace)).await?;
        let (mut mailboxes, outbox) =
            (store::mailboxes(&mut tx, self.kurier.now()).await?, store::outbox(&mut tx).await?);
        let not_searchable = store::not_searchable(&mut tx).await?;
        drop(tx);
        for mailbox in &mut mailboxes {
            let found = repair::look(self.db(), workspace, mailbox.id).await?;
            mailbox.differences = found.threads.len() + found.folders.len();
        }
        Ok(Report { mailboxes, outbox, not_searchable })
    }

    /// The ledger of one mailbox, for whoever may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn ledger(&self, actor: &Actor, mailbox: MailboxId) -> Result<Vec<FolderLedger>> {
        let mut tx = self.db().tx(actor).await?;
        seen(&mut tx, actor, mailbox).await?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let folders = store::folders(&mut tx, mailbox.0).await?.into_iter();
        Ok(folders
            .map(|folder| FolderLedger {
                path: folder.path,
                role: folder.role,
                server_count: count(folder.server_count),
                stored_count: count(folder.stored_count),
                set_aside: count(folder.set_aside),
                waiting: count(folder.waiting),
                wishes: count(folder.wishes),
                trouble: folder.trouble,
                kept: folder.kept,
                last_synced_at: folder.last_synced_at,
            })
            .collect())
    }

    /// Counts what is stored of one mailbox, for telling what a synchronisation did.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn totals(&self, workspace: WorkspaceId, mailbox: MailboxId) -> Result<Totals> {
        let mut tx = self.db().tx(&Actor::system(workspace)).await?;
        store::totals(&mut tx, mailbox).await
    }
}
