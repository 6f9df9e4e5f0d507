//! Changes made here that have to be made on the server: kept in order until they are, made again after a crash.

mod store;

use super::{Watched, folder_pass, progress::Progress};
use crate::{Error, Kurier, Result, Tx, events};
use kurier_mail::imap::{FlagChange, Flags, ImapError, ImapSession, UidSet};
use kurier_model::{EventId, FolderId, MailboxId, OperationId, PlacementId, WorkspaceId, live::News};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A change to be made on the IMAP server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum MailOperation {
    /// Sets or clears flags; `None` leaves one alone.
    SetFlags {
        placements: Vec<PlacementId>,
        seen: Option<bool>,
        flagged: Option<bool>,
        answered: Option<bool>,
    },
    /// Moves messages: each leaves its placement (`from`) for one that waits for its UID (`to`).
    Move { folder: FolderId, messages: Vec<Moving> },
}

/// One message on the move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    pub from: PlacementId,
    pub to: PlacementId,
}

/// A placement as the server knows it.
#[derive(Clone, Debug)]
pub struct Placed {
    pub placement: PlacementId,
    pub folder: FolderId,
    pub raw_name: String,
    /// `None`: it was moved there and its UID is not known yet.
    pub uid: Option<u32>,
}

/// Queues a change in the transaction that made it here, and wakes the mailbox's worker.
///
/// # Errors
/// Those of the database.
pub async fn enqueue(
    tx: &mut Tx,
    workspace: WorkspaceId,
    mailbox: MailboxId,
    event: Option<EventId>,
    operation: &MailOperation,
) -> Result<OperationId> {
    let id = OperationId::new();
    store::insert(tx, id, workspace, mailbox, event, operation).await?;
    events::wake(tx, events::WorkerChannel::Mailbox, mailbox).await?;
    Ok(id)
}

/// Takes a change back before it was made on the server. `false`: too late, it is being made or was.
pub async fn cancel(tx: &mut Tx, event: EventId) -> Result<bool> {
    store::cancel(tx, event).await
}

/// Makes every waiting change, oldest first. A change that the server refuses for good is taken back here, visibly.
pub async fn perform_waiting(kurier: &Kurier, watched: &Watched, session: &mut ImapSession) -> Result<()> {
    while let Some((id, operation)) = store::next(kurier.db(), watched).await? {
        match perform(kurier, watched, session, &operation).await {
            Ok(()) => store::finish(kurier.db(), watched, id, None).await?,
            Err(Error::Mail(error)) if !error.is_transient() && error.leaves_session_usable() => {
                refuse(kurier, watched, id, &operation, &error).await?;
            }
            Err(error) => {
                store::wait_again(kurier.db(), watched, id).await?;
                return Err(error);
            }
        }
    }
    Ok(())
}

async fn refuse(
    kurier: &Kurier,
    watched: &Watched,
    id: OperationId,
    operation: &MailOperation,
    error: &ImapError,
) -> Result<()> {
    tracing::warn!(mailbox = %watched.id, operation = %id, %error, "the server refused a change; it is taken back");
    let mut tx = kurier.db().workspace_tx(watched.workspace).await?;
    if let MailOperation::Move { messages, .. } = operation {
        take_back(&mut tx, watched.workspace, messages).await?;
    }
    events::notify(&mut tx, watched.workspace, &News::Mailbox { mailbox: watched.id }).await?;
    tx.commit().await?;
    store::finish(kurier.db(), watched, id, Some(&error.to_string())).await
}

/// Undoes a move that has not happened on the server.
pub async fn take_back(tx: &mut Tx, workspace: WorkspaceId, messages: &[Moving]) -> Result<()> {
    let threads = store::take_back(tx, messages).await?;
    crate::intake::refresh(tx, workspace, &threads).await
}

async fn perform(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    operation: &MailOperation,
) -> Result<()> {
    match operation {
        MailOperation::SetFlags { placements, seen, flagged, answered } => {
            let placed = resolve(kurier, watched, session, placements).await?;
            for (raw_name, uids) in by_folder(&placed) {
                session.select(&raw_name).await?;
                for value in [true, false] {
                    let flags = Flags {
                        seen: *seen == Some(value),
                        flagged: *flagged == Some(value),
                        answered: *answered == Some(value),
                        ..Flags::default()
                    };
                    if flags != Flags::default() {
                        let change = if value { FlagChange::Add } else { FlagChange::Remove };
                        session.store_flags(&uids, change, &flags).await?;
                    }
                }
            }
            Ok(())
        }
        MailOperation::Move { folder, messages } => {
            move_messages(kurier, watched, session, *folder, messages).await
        }
    }
}

async fn move_messages(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: FolderId,
    messages: &[Moving],
) -> Result<()> {
    let from: Vec<PlacementId> = messages.iter().map(|moving| moving.from).collect();
    let placed = resolve(kurier, watched, session, &from).await?;
    let target = super::store::folder(kurier.db(), watched, folder).await?.ok_or(Error::NotFound)?;
    let mut all_told = true;
    for (raw_name, uids) in by_folder(&placed) {
        session.select(&raw_name).await?;
        let moved = session.move_messages(&uids, &target.raw_name).await?;
        let new_uids: BTreeMap<u32, u32> = moved.uids.iter().copied().collect();
        let done: Vec<(Moving, Option<u32>)> = placed
            .iter()
            .filter(|place| place.raw_name == raw_name)
            .filter_map(|place| {
                let moving = messages.iter().find(|moving| moving.from == place.placement)?;
                Some((*moving, place.uid.and_then(|uid| new_uids.get(&uid).copied())))
            })
            .collect();
        all_told &= done.iter().all(|(_, uid)| uid.is_some());
        store::moved(kurier.db(), watched, folder, &done).await?;
    }
    if !all_told {
        // The server did not say where they went (no UIDPLUS, or they were moved before a crash): the next look at the
        // folder finds them by their bytes.
        let progress = Progress::new(kurier.clone(), watched);
        Box::pin(folder_pass::run(kurier, watched, session, &target, &progress)).await?;
    }
    Ok(())
}

/// Where the placements are on the server. Those that wait for their UID get it by looking at their folder first.
async fn resolve(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    placements: &[PlacementId],
) -> Result<Vec<Placed>> {
    let placed = store::placed(kurier.db(), watched, placements).await?;
    let unknown: std::collections::BTreeSet<FolderId> =
        placed.iter().filter(|place| place.uid.is_none()).map(|place| place.folder).collect();
    if unknown.is_empty() {
        return Ok(placed);
    }
    let progress = Progress::new(kurier.clone(), watched);
    for folder in unknown {
        if let Some(folder) = super::store::folder(kurier.db(), watched, folder).await? {
            Box::pin(folder_pass::run(kurier, watched, session, &folder, &progress)).await?;
        }
    }
    store::placed(kurier.db(), watched, placements).await
}

fn by_folder(placed: &[Placed]) -> BTreeMap<String, UidSet> {
    let mut uids: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for place in placed {
        if let Some(uid) = place.uid {
            uids.entry(place.raw_name.clone()).or_default().push(uid);
        }
    }
    uids.into_iter().map(|(folder, uids)| (folder, UidSet::from_uids(uids))).collect()
}
