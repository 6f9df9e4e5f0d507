//! What is done to threads: marked, moved, archived, deleted, and taken back. Shown at once, queued for the server.

mod store;

use super::Threads;
use crate::{
    Actor, Error, Event, EventKind, Result, Tx, events, intake,
    sync::{MailOperation, Moving, cancel, enqueue, take_back},
};
use kurier_model::{
    EventId, Field, FolderId, MailboxId, PlacementId, Reason, ThreadId, WorkspaceId,
    account::FolderRole,
    inbox::{Done, ThreadAction},
    live::News,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// More threads than this are not acted on at once.
const MOST: usize = 5_000;

/// What takes an action back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "was", rename_all = "snake_case")]
enum Undo {
    Marked { mailbox: MailboxId, seen: Option<bool>, flagged: Option<bool>, placements: Vec<PlacementId> },
    Moved { mailbox: MailboxId, moves: Vec<MovedFrom> },
}

/// Messages of one folder that were moved away.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MovedFrom {
    folder: FolderId,
    messages: Vec<Moving>,
}

impl Threads<'_> {
    /// Does something to threads of one mailbox. `from`: the folder whose list they were chosen in; its messages are meant.
    ///
    /// # Errors
    /// [`Error::NotFound`] when any of them is not the actor's to see: then none is touched.
    pub async fn act(
        &self,
        actor: &Actor,
        threads: Vec<ThreadId>,
        from: Option<FolderId>,
        action: ThreadAction,
    ) -> Result<Done> {
        let threads: Vec<ThreadId> = threads.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        if threads.is_empty() || threads.len() > MOST {
            return Err(Error::invalid(Field::Query, Reason::TooLong { max: 5_000 }));
        }
        let mailbox = {
            let mut tx = self.kurier.db().tx(actor).await?;
            store::mailbox_of(&mut tx, actor, &threads).await?
        };
        match action {
            ThreadAction::MarkRead => self.mark(actor, mailbox, &threads, Some(true), None).await,
            ThreadAction::MarkUnread => self.mark(actor, mailbox, &threads, Some(false), None).await,
            ThreadAction::Flag => self.mark(actor, mailbox, &threads, None, Some(true)).await,
            ThreadAction::Unflag => self.mark(actor, mailbox, &threads, None, Some(false)).await,
            ThreadAction::Move { to } => self.file(actor, mailbox, &threads, from, to).await,
            ThreadAction::Archive => {
                let to = self.folder_for(actor, mailbox, FolderRole::Archive, "Archive").await?;
                self.file(actor, mailbox, &threads, from, to).await
            }
            ThreadAction::Delete => {
                let to = self.folder_for(actor, mailbox, FolderRole::Trash, "Trash").await?;
                self.file(actor, mailbox, &threads, from, to).await
            }
        }
    }

    /// Takes back what [`Self::act`] did, or what attached threads to a lead.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor did not do it, [`Error::Conflict`] when it was taken back already.
    pub async fn undo(&self, actor: &Actor, event: EventId) -> Result<Done> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let kinds = [EventKind::ThreadsMarked, EventKind::ThreadsMoved];
        let undo: Undo = match events::take_undo(&mut tx, actor, event, &kinds).await {
            // Dropping threads onto a lead answers with the same `Done`.
            Err(Error::NotFound) => {
                drop(tx);
                return self.kurier.ready().undo(actor, event).await;
            }
            undo => undo?,
        };
        let threads = match undo {
            Undo::Marked { mailbox, seen, flagged, placements } => {
                store::require_mailbox(&mut tx, actor, mailbox).await?;
                let (seen, flagged) = (seen.map(|value| !value), flagged.map(|value| !value));
                let changed = store::mark(&mut tx, &placements, seen, flagged).await?;
                let operation = MailOperation::SetFlags { placements, seen, flagged, answered: None };
                enqueue(&mut tx, actor.workspace, mailbox, None, &operation).await?;
                self.changed(&mut tx, actor.workspace, mailbox, &changed).await?;
                changed.len()
            }
            Undo::Moved { mailbox, moves } => {
                store::require_mailbox(&mut tx, actor, mailbox).await?;
                let mut all = Vec::new();
                if cancel(&mut tx, event).await? {
                    for moved in moves {
                        all.extend(store::threads_of(&mut tx, &moved.messages).await?);
                        take_back(&mut tx, actor.workspace, &moved.messages).await?;
                    }
                } else {
                    for moved in moves {
                        let back: Vec<PlacementId> = moved.messages.iter().map(|moving| moving.to).collect();
                        let (threads, messages) = store::move_to(&mut tx, &back, moved.folder).await?;
                        let operation = MailOperation::Move { folder: moved.folder, messages };
                        enqueue(&mut tx, actor.workspace, mailbox, None, &operation).await?;
                        all.extend(threads);
                    }
                }
                let all: Vec<ThreadId> = all.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
                self.changed(&mut tx, actor.workspace, mailbox, &all).await?;
                all.len()
            }
        };
        tx.commit().await?;
        Ok(Done { threads: u32::try_from(threads).unwrap_or(u32::MAX), to_folder: None, undo: None })
    }

    async fn mark(
        &self,
        actor: &Actor,
        mailbox: MailboxId,
        threads: &[ThreadId],
        seen: Option<bool>,
        flagged: Option<bool>,
    ) -> Result<Done> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let placements = store::to_mark(&mut tx, threads, seen, flagged).await?;
        if placements.is_empty() {
            return Ok(Done { threads: 0, to_folder: None, undo: None });
        }
        let changed = store::mark(&mut tx, &placements, seen, flagged).await?;
        let event = Event::new(EventKind::ThreadsMarked)
            .mailbox(mailbox)
            .undo(Undo::Marked { mailbox, seen, flagged, placements: placements.clone() })
            .record_in(&mut tx, actor)
            .await?;
        let operation = MailOperation::SetFlags { placements, seen, flagged, answered: None };
        enqueue(&mut tx, actor.workspace, mailbox, Some(event), &operation).await?;
        self.changed(&mut tx, actor.workspace, mailbox, &changed).await?;
        tx.commit().await?;
        Ok(Done {
            threads: u32::try_from(changed.len()).unwrap_or(u32::MAX),
            to_folder: None,
            undo: Some(event),
        })
    }

    async fn file(
        &self,
        actor: &Actor,
        mailbox: MailboxId,
        threads: &[ThreadId],
        from: Option<FolderId>,
        to: FolderId,
    ) -> Result<Done> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let name = store::require_target(&mut tx, mailbox, to).await?;
        let placements = store::to_move(&mut tx, threads, from, to).await?;
        if placements.is_empty() {
            return Ok(Done { threads: 0, to_folder: Some(name), undo: None });
        }
        let mut by_folder: BTreeMap<FolderId, Vec<PlacementId>> = BTreeMap::new();
        for (placement, folder) in placements {
            by_folder.entry(folder).or_default().push(placement);
        }
        let mut moves = Vec::new();
        let mut messages = Vec::new();
        let mut changed = BTreeSet::new();
        for (folder, placements) in by_folder {
            let (threads, moving) = store::move_to(&mut tx, &placements, to).await?;
            changed.extend(threads);
            messages.extend(moving.iter().copied());
            moves.push(MovedFrom { folder, messages: moving });
        }
        let event = Event::new(EventKind::ThreadsMoved)
            .mailbox(mailbox)
            .payload(serde_json::json!({ "to": name, "threads": changed }))
            .undo(Undo::Moved { mailbox, moves })
            .record_in(&mut tx, actor)
            .await?;
        let operation = MailOperation::Move { folder: to, messages };
        enqueue(&mut tx, actor.workspace, mailbox, Some(event), &operation).await?;
        let changed: Vec<ThreadId> = changed.into_iter().collect();
        self.changed(&mut tx, actor.workspace, mailbox, &changed).await?;
        tx.commit().await?;
        Ok(Done {
            threads: u32::try_from(changed.len()).unwrap_or(u32::MAX),
            to_folder: Some(name),
            undo: Some(event),
        })
    }

    /// The folder of a role; made on the server when there is none.
    async fn folder_for(
        &self,
        actor: &Actor,
        mailbox: MailboxId,
        role: FolderRole,
        name: &str,
    ) -> Result<FolderId> {
        let found = {
            let mut tx = self.kurier.db().tx(actor).await?;
            store::folder_of_role(&mut tx, mailbox, role).await?
        };
        if let Some(folder) = found {
            return Ok(folder);
        }
        let folder = self.kurier.mailboxes().create_folder(actor, mailbox, None, name).await?;
        let mut tx = self.kurier.db().tx(actor).await?;
        store::give_role(&mut tx, folder, role).await?;
        tx.commit().await?;
        Ok(folder)
    }

    async fn changed(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        mailbox: MailboxId,
        threads: &[ThreadId],
    ) -> Result<()> {
        intake::refresh(tx, workspace, threads).await?;
        let folders = Vec::new();
        let threads = if threads.len() > 50 { Vec::new() } else { threads.to_vec() };
        events::notify(tx, workspace, &News::Threads { mailbox, folders, threads, arrived: 0 }).await
    }
}
