//! The badge "CRM client" of threads: which record a correspondence belongs to.
//!
//! Which one is said by `clients_of` (migration `companies_by_domain`): what the thread is attached to, who has the address of somebody in it, or
//! else the company whose domain theirs is. Of threads that a verb has locked it is worked out at once ([`refresh`]). Of all
//! others that a record has to do with it is worked out soon, by a job ([`refresh_soon`]): a client may have thousands, which others are
//! changing, and who decides on one thread waits for none. What two who cross leave behind is found by comparing ([`Badges::mend`]).

mod store;

use crate::error::again;
use crate::kurier::Kurier;
use crate::queue::{self, Badges as BadgesJob};
use crate::{db::Tx, error::Result, events, lines, veil};
use kurier_model::live::News;
use kurier_model::{FolderId, MailboxId, RecordId, ThreadId, WorkspaceId};
use std::time::{Duration, Instant};

/// So many threads are looked at together, and those locked whose badge is not right.
const AT_ONCE: i64 = 500;

/// A thread whose badge changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Changed {
    pub(crate) thread: ThreadId,
    pub(crate) mailbox: MailboxId,
}

/// Works out the badges of threads again that the caller has locked (`lines::lock`).
pub(crate) async fn refresh(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<Changed>> {
    // A client is one also when whoever decides on the thread may not see them.
    let lifted = veil::lift(tx).await?;
    let changed = store::refresh(tx, threads).await?;
    lifted.back(tx).await?;
    Ok(changed)
}

/// The same for all threads that a record has to do with, when this transaction is over: to be asked for by whoever changes its
/// addresses or its domain, opens, closes or removes it.
pub(crate) async fn refresh_soon(tx: &mut Tx, workspace: WorkspaceId, record: RecordId) -> Result<()> {
    queue::enqueue(tx, &BadgesJob { workspace, record }, Duration::ZERO).await
}

/// The same for those of many records whose addresses occur in mail.
pub(crate) async fn refresh_known_soon(
    tx: &mut Tx,
    workspace: WorkspaceId,
    records: &[RecordId],
) -> Result<()> {
    for record in store::in_mail(tx, records).await? {
        refresh_soon(tx, workspace, record).await?;
    }
    Ok(())
}

/// Tells open pages which rows to read again.
pub(crate) async fn tell(tx: &mut Tx, workspace: WorkspaceId, changed: Vec<Changed>) -> Result<()> {
    let mut mailboxes: Vec<MailboxId> = changed.iter().map(|changed| changed.mailbox).collect();
    mailboxes.sort_unstable();
    mailboxes.dedup();
    for mailbox in mailboxes {
        let threads: Vec<ThreadId> = changed
            .iter()
            .filter(|changed| changed.mailbox == mailbox)
            .map(|changed| changed.thread)
            .collect();
        let folders: Vec<FolderId> = store::folders(tx, &threads).await?;
        events::notify(tx, workspace, &News::Threads { mailbox, folders, threads, arrived: 0 }).await?;
    }
    Ok(())
}

/// Verbs about badges, for jobs.
#[derive(Debug)]
pub struct Badges<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// The badges of threads.
    #[must_use]
    pub const fn badges(&self) -> Badges<'_> {
        Badges { kurier: self }
    }
}

impl Badges<'_> {
    /// Works out the badges of all threads that a record has to do with, some at a time. Whether all are right; when `turn` is over before,
    /// somebody has to go on.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn refresh(&self, workspace: WorkspaceId, record: RecordId, turn: Duration) -> Result<bool> {
        let began = Instant::now();
        let mut after = None;
        loop {
            (after, _) = self.next(workspace, Some(record), after).await?;
            if after.is_none() || began.elapsed() >= turn {
                return Ok(after.is_none());
            }
        }
    }

    /// Compares all badges with what they are made of, and mends what differs: mail and a lead with its address that came in the same
    /// moment have not seen each other. How many there were.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn mend(&self) -> Result<usize> {
        let mut tx = self.kurier.db().system_tx().await?;
        let workspaces = store::all_workspaces(&mut tx).await?;
        tx.commit().await?;
        let mut mended = 0;
        for workspace in workspaces {
            let mut after = None;
            loop {
                let (last, changed) = self.next(workspace, None, after).await?;
                (after, mended) = (last, mended + changed);
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(mended)
    }

    /// The same for the threads of one workspace behind one, until `turn` is over. Where to go on, unless all are right, and how many there were.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn mend_in(
        &self,
        workspace: WorkspaceId,
        mut after: Option<ThreadId>,
        turn: Duration,
    ) -> Result<(Option<ThreadId>, usize)> {
        let began = Instant::now();
        let mut mended = 0;
        loop {
            let (last, changed) = self.next(workspace, None, after).await?;
            (after, mended) = (last, mended + changed);
            if after.is_none() || began.elapsed() >= turn {
                return Ok((after, mended));
            }
        }
    }

    /// Puts the badges of some threads right, behind one: of those that a record has to do with, or of all. Where to go on, and how many were wrong.
    async fn next(
        &self,
        workspace: WorkspaceId,
        record: Option<RecordId>,
        after: Option<ThreadId>,
    ) -> Result<(Option<ThreadId>, usize)> {
        again(|| async {
            let mut tx = self.kurier.db().workspace_tx(workspace).await?;
            let threads = match record {
                Some(record) => store::of_record(&mut tx, record, after, AT_ONCE).await?,
                None => store::of_workspace(&mut tx, workspace, after, AT_ONCE).await?,
            };
            let last = threads.last().copied();
            let wrong = store::wrong_among(&mut tx, &threads).await?;
            let changed = put_right(&mut tx, workspace, wrong).await?;
            tx.commit().await?;
            Ok((last, changed))
        })
        .await
    }
}

async fn put_right(tx: &mut Tx, workspace: WorkspaceId, threads: Vec<ThreadId>) -> Result<usize> {
    let lock = lines::lock(tx, workspace, threads).await?;
    let changed = refresh(tx, lock.threads()).await?;
    let count = changed.len();
    tell(tx, workspace, changed).await?;
    Ok(count)
}
