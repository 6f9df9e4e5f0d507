//! What is done to threads: marked, moved, archived, deleted, and taken back. Shown at once, queued for the server.

mod store;

use super::Threads;
use crate::{
    actor::Actor,
    error::{Error, Result, again},
    events,
    events::{Event, EventKind},
    lines,
    wishes::{self, Place, Wanted},
};
use kurier_model::{
    EventId, Field, FolderId, MailboxId, PlacementId, Reason, ThreadId,
    inbox::{Done, ThreadAction},
    mailbox::FolderRole,
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
    Moved { mailbox: MailboxId, to: FolderId, moves: Vec<MovedFrom> },
}

/// Messages of one folder that were moved away.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MovedFrom {
    folder: FolderId,
    placements: Vec<PlacementId>,
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
            let mailbox = store::mailbox_of(&mut tx, actor, &threads).await?;
            if let Some(from) = from {
                store::require_folder(&mut tx, mailbox, from).await?;
            }
            mailbox
        };
        let to = match action {
            ThreadAction::MarkRead => return self.mark(actor, mailbox, &threads, Some(true), None).await,
            ThreadAction::MarkUnread => return self.mark(actor, mailbox, &threads, Some(false), None).await,
            ThreadAction::Flag => return self.mark(actor, mailbox, &threads, None, Some(true)).await,
            ThreadAction::Unflag => return self.mark(actor, mailbox, &threads, None, Some(false)).await,
            ThreadAction::Move { to } => to,
            ThreadAction::Archive => self.folder_for(actor, mailbox, FolderRole::Archive, "Archive").await?,
            ThreadAction::Delete => self.folder_for(actor, mailbox, FolderRole::Trash, "Trash").await?,
        };
        again(|| self.file(actor, mailbox, &threads, from, to)).await
    }

    /// Takes back what [`Self::act`] did, or what attached threads to a lead.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor did not do it, [`Error::Conflict`] when it was taken back already or nothing of it can
    /// be taken back any more, [`Error::FolderGone`].
    pub async fn undo(&self, actor: &Actor, event: EventId) -> Result<Done> {
        again(|| self.take_back(actor, event)).await
    }

    async fn take_back(&self, actor: &Actor, event: EventId) -> Result<Done> {
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
                let lock = self.lock_placements(&mut tx, actor, &placements).await?;
                let places = store::places(&mut tx, &placements).await?;
                let wanted = Wanted {
                    seen: seen.map(|value| !value),
                    flagged: flagged.map(|value| !value),
                    ..Wanted::default()
                };
                wishes::want(&mut tx, actor.workspace, mailbox, lock, &places, wanted).await?.len()
            }
            Undo::Moved { mailbox, to, moves } => {
                store::require_mailbox(&mut tx, actor, mailbox).await?;
                let mut all = BTreeSet::new();
                for moved in moves {
                    let lock = self.lock_placements(&mut tx, actor, &moved.placements).await?;
                    store::require_target(&mut tx, mailbox, moved.folder).await?;
                    // What was moved on since stays where it was put last.
                    let mut places = store::places(&mut tx, &moved.placements).await?;
                    places.retain(|place| place.folder == to);
                    let wanted = Wanted { folder: Some(moved.folder), ..Wanted::default() };
                    all.extend(wishes::want(&mut tx, actor.workspace, mailbox, lock, &places, wanted).await?);
                }
                all.len()
            }
        };
        if threads == 0 {
            return Err(Error::Conflict);
        }
        tx.commit().await?;
        Ok(Done { threads: u32::try_from(threads).unwrap_or(u32::MAX), to_folder: None, undo: None })
    }

    async fn lock_placements(
        &self,
        tx: &mut crate::db::Tx,
        actor: &Actor,
        placements: &[PlacementId],
    ) -> Result<lines::Lock> {
        let threads = store::places(tx, placements).await?.into_iter().map(|place| place.thread);
        lines::lock(tx, actor.workspace, threads).await
    }

    async fn mark(
        &self,
        actor: &Actor,
        mailbox: MailboxId,
        threads: &[ThreadId],
        seen: Option<bool>,
        flagged: Option<bool>,
    ) -> Result<Done> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let lock = lines::lock(&mut tx, actor.workspace, threads.iter().copied()).await?;
            let places = store::to_mark(&mut tx, lock.threads(), seen, flagged).await?;
            if places.is_empty() {
                return Ok(Done { threads: 0, to_folder: None, undo: None });
            }
            let wanted = Wanted { seen, flagged, ..Wanted::default() };
            let changed = wishes::want(&mut tx, actor.workspace, mailbox, lock, &places, wanted).await?;
            let placements = places.iter().map(|place| place.placement).collect();
            let event = Event::new(EventKind::ThreadsMarked)
                .mailbox(mailbox)
                .undo(Undo::Marked { mailbox, seen, flagged, placements })
                .record_in(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(Done {
                threads: u32::try_from(changed.len()).unwrap_or(u32::MAX),
                to_folder: None,
                undo: Some(event),
            })
        })
        .await
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
        let lock = lines::lock(&mut tx, actor.workspace, threads.iter().copied()).await?;
        let name = store::require_target(&mut tx, mailbox, to).await?;
        let places = store::to_move(&mut tx, lock.threads(), from, to).await?;
        if places.is_empty() {
            return Ok(Done { threads: 0, to_folder: Some(name), undo: None });
        }
        let wanted = Wanted { folder: Some(to), ..Wanted::default() };
        let changed = wishes::want(&mut tx, actor.workspace, mailbox, lock, &places, wanted).await?;
        let event = Event::new(EventKind::ThreadsMoved)
            .mailbox(mailbox)
            .payload(serde_json::json!({ "to": to, "threads": changed }))
            .undo(Undo::Moved { mailbox, to, moves: by_folder(&places) })
            .record_in(&mut tx, actor)
            .await?;
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
}

/// Where each message was shown before it was moved.
fn by_folder(places: &[Place]) -> Vec<MovedFrom> {
    let mut folders: BTreeMap<FolderId, Vec<PlacementId>> = BTreeMap::new();
    for place in places {
        folders.entry(place.folder).or_default().push(place.placement);
    }
    folders.into_iter().map(|(folder, placements)| MovedFrom { folder, placements }).collect()
}
