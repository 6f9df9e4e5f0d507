//! What people want of mail that its server has to do: other flags, another folder. A wish stands on the placement, beside what
//! is; pages show what is wanted. The mailbox's watcher makes it so (`sync/wishes.rs`), in any order, each with attempts of
//! its own. What the server refuses for good is taken back here, and kept as a refusal until somebody tries it again or gives
//! it up.
//!
//! **Architecture Invariant:** only the watcher ends a wish, by comparing it with what it has just done: a wish that changed
//! meanwhile stays.

pub mod store;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events,
    kurier::Kurier,
    lines,
};
use kurier_model::{
    FolderId, MailboxId, MessageId, PlacementId, ThreadId, WorkspaceId,
    live::News,
    wish::{Refusal, RefusalReason},
};
use serde::{Deserialize, Serialize};

/// What is wanted; `None` leaves a thing as it is, or as it was wanted before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub folder: Option<FolderId>,
    pub seen: Option<bool>,
    pub flagged: Option<bool>,
    pub answered: Option<bool>,
}

/// A message in a folder that something is wanted of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub placement: PlacementId,
    pub message: MessageId,
    pub thread: ThreadId,
    /// The folder in which it is shown.
    pub folder: FolderId,
}

/// A wish that was given up, as its placement keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedWish {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderId>,
    /// The path of that folder, for when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flagged: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
    pub reason: Option<RefusalReason>,
    #[serde(default)]
    pub answer: String,
    pub at: Option<chrono::DateTime<chrono::Utc>>,
}

/// Wants something of messages whose threads are locked; tells pages and wakes the watcher. Returns the threads concerned.
///
/// # Errors
/// Those of the database.
pub async fn want(
    tx: &mut Tx,
    workspace: WorkspaceId,
    mailbox: MailboxId,
    lock: lines::Lock,
    places: &[Place],
    wanted: Wanted,
) -> Result<Vec<ThreadId>> {
    let change = lock.change(tx, places.iter().map(|place| place.message)).await?;
    let placements: Vec<PlacementId> = places.iter().map(|place| place.placement).collect();
    store::want(tx, &placements, wanted).await?;
    let threads = change.apply(tx).await?;
    told(tx, workspace, mailbox, &threads).await?;
    events::wake(tx, events::WorkerChannel::Mailbox, mailbox).await?;
    Ok(threads)
}

/// Tells open pages that threads look otherwise.
async fn told(tx: &mut Tx, workspace: WorkspaceId, mailbox: MailboxId, threads: &[ThreadId]) -> Result<()> {
    let threads = lines::names(tx, threads).await?;
    events::notify(tx, workspace, &News::Threads { mailbox, folders: Vec::new(), threads, arrived: 0 }).await
}

/// What was refused in mailboxes that the actor may see, alike ones together, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn refused(tx: &mut Tx, actor: &Actor) -> Result<Vec<Refusal>> {
    let mut refusals: Vec<Refusal> = Vec::new();
    for one in store::refused(tx, actor).await? {
        let alike = refusals.iter_mut().find(|other| {
            (other.mailbox, other.reason) == (one.mailbox, one.reason)
                && (&other.wish, &other.answer) == (&one.wish, &one.answer)
        });
        match alike {
            Some(other) => {
                other.messages += one.messages;
                for thread in one.threads {
                    if other.threads.len() < NAMED && !other.threads.contains(&thread) {
                        other.threads.push(thread);
                    }
                }
            }
            None => refusals.push(one),
        }
    }
    Ok(refusals)
}

/// Verbs about wishes that were refused.
#[derive(Debug)]
pub struct Wishes<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// What people wanted of mail and its server refused.
    #[must_use]
    pub const fn wishes(&self) -> Wishes<'_> {
        Wishes { kurier: self }
    }
}

impl Wishes<'_> {
    /// Wants again what was refused for these threads of one mailbox.
    ///
    /// # Errors
    /// [`Error::NotFound`] when any of them is not the actor's to see.
    pub async fn try_again(&self, actor: &Actor, threads: &[ThreadId]) -> Result<()> {
        self.answer(actor, threads, true).await
    }

    /// Leaves these threads of one mailbox as they are.
    ///
    /// # Errors
    /// [`Error::NotFound`] when any of them is not the actor's to see.
    pub async fn give_up(&self, actor: &Actor, threads: &[ThreadId]) -> Result<()> {
        self.answer(actor, threads, false).await
    }

    async fn answer(&self, actor: &Actor, threads: &[ThreadId], once_more: bool) -> Result<()> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let seen = store::visible(&mut tx, actor, threads).await?;
            let Some(&(mailbox, _)) = seen.first() else { return Err(Error::NotFound) };
            if seen.len() != threads.len() || seen.iter().any(|(other, _)| *other != mailbox) {
                return Err(Error::NotFound);
            }
            let lock = lines::lock(&mut tx, actor.workspace, threads.iter().copied()).await?;
            let places = store::refused_places(&mut tx, lock.threads()).await?;
            if places.is_empty() {
                // A colleague has answered already.
                return Ok(());
            }
            let change = lock.change(&mut tx, places.iter().map(|place| place.message)).await?;
            let placements: Vec<PlacementId> = places.iter().map(|place| place.placement).collect();
            store::answer(&mut tx, &placements, once_more).await?;
            let threads = change.apply(&mut tx).await?;
            told(&mut tx, actor.workspace, mailbox, &threads).await?;
            events::notify(&mut tx, actor.workspace, &News::Mailbox { mailbox }).await?;
            events::wake(&mut tx, events::WorkerChannel::Mailbox, mailbox).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// More threads than this are not named in a refusal.
const NAMED: usize = 100;
