//! Mail comes in: raw messages become contents, messages, threads and placements, a batch at a time.
//!
//! **Architecture Invariant:** every message handed in is stored or set aside, exactly once, in the transaction that says
//! so; the same batch handed in again changes nothing.

mod mine;
mod prepare;
pub mod store;
mod threading;

pub use prepare::{Preparation, Prepared, Recipients, prepare};

use crate::{
    db::{Db, Tx},
    error::{Error, Result, again},
    events,
    leases::Lease,
    lines, queue, wishes,
};
use chrono::{DateTime, Utc};
use kurier_model::mailbox::SetAsideReason;
use kurier_model::{FolderId, MailboxId, MessageId, ThreadId, WorkspaceId, live::News};
use std::collections::{BTreeSet, HashMap};

/// A batch of so many messages is part of a large synchronisation.
const MANY: usize = 100;

/// Where a batch goes.
#[derive(Clone, Debug)]
pub struct Destination {
    pub workspace: WorkspaceId,
    pub mailbox: MailboxId,
    pub folder: FolderId,
    /// The mailbox's own address, lower case.
    pub own_key: String,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub stored: u64,
    pub set_aside: u64,
    pub bytes: u64,
    /// Incoming messages that were not known before.
    pub arrived: u32,
}

impl std::ops::AddAssign for Taken {
    fn add_assign(&mut self, other: Self) {
        self.stored += other.stored;
        self.set_aside += other.set_aside;
        self.bytes += other.bytes;
        self.arrived += other.arrived;
    }
}

/// Stores a batch in one transaction. When the database does not take its data, each message is tried alone, and one whose
/// data are refused alone is set aside, so that one bad message never stops the rest. Any other trouble is the moment's, not
/// the message's: the whole batch comes again.
pub async fn take(
    db: &Db,
    lease: &Lease,
    to: &Destination,
    batch: Vec<Prepared>,
    now: DateTime<Utc>,
) -> Result<Taken> {
    match together(db, lease, to, &batch, now).await {
        Ok(taken) => {
            // The batch is stored, whatever comes of this.
            if batch.len() >= MANY
                && let Err(error) = look_at_growth(db, to.workspace).await
            {
                tracing::debug!(%error, "Postgres has not looked at its tables again");
            }
            return Ok(taken);
        }
        Err(Error::BadData(why)) => {
            tracing::warn!(%why, messages = batch.len(), "a batch was refused; storing one message at a time");
        }
        Err(error) => return Err(error),
    }
    let mut taken = Taken::default();
    for mut message in batch {
        match together(db, lease, to, std::slice::from_ref(&message), now).await {
            Err(Error::BadData(why)) => {
                let told = format!("the database refused it: {why}");
                message.what = Preparation::SetAside { kind: SetAsideReason::NotStored, told };
                taken += together(db, lease, to, std::slice::from_ref(&message), now).await?;
            }
            other => taken += other?,
        }
    }
    Ok(taken)
}

async fn look_at_growth(db: &Db, workspace: WorkspaceId) -> Result<()> {
    let mut tx = db.workspace_tx(workspace).await?;
    store::analyze_grown(&mut tx).await?;
    Ok(tx.commit().await?)
}

async fn together(
    db: &Db,
    lease: &Lease,
    to: &Destination,
    batch: &[Prepared],
    now: DateTime<Utc>,
) -> Result<Taken> {
    again(|| async {
        let mut tx = lease.tx(db).await?;
        let taken = take_in(&mut tx, to, batch, now).await?;
        tx.commit().await?;
        Ok(taken)
    })
    .await
}

async fn take_in(tx: &mut Tx, to: &Destination, batch: &[Prepared], now: DateTime<Utc>) -> Result<Taken> {
    let mut taken =
        Taken { bytes: batch.iter().map(|message| message.size as u64).sum(), ..Taken::default() };
    let aside: Vec<&Prepared> = batch.iter().filter(|message| message.set_aside().is_some()).collect();
    if !aside.is_empty() {
        store::set_aside(tx, to, &aside).await?;
        taken.set_aside = aside.len() as u64;
    }
    let mail: Vec<&Prepared> = batch.iter().filter(|message| message.facts().is_some()).collect();
    if mail.is_empty() {
        return Ok(taken);
    }
    taken.stored = mail.len() as u64;

    let contents = store::put_contents(tx, to.workspace, &mail).await?;
    let known = store::known_messages(tx, to.mailbox, &contents).await?;
    let threads = threading::assign(tx, to, &mail, &contents, &known, now).await?;
    let new: Vec<store::NewMessage<'_>> = threading::new_messages(&mail, &contents, &known, &threads);

    let mut message_of: HashMap<&[u8; 32], (MessageId, ThreadId)> = HashMap::new();
    for message in &mail {
        let Some(content) = contents.get(&message.digest) else { continue };
        if let Some(&found) = known.get(content) {
            message_of.insert(&message.digest, (found.0, threads.current(found.1)));
        }
    }
    message_of.extend(new.iter().map(|message| (&message.prepared.digest, (message.id, message.thread))));

    // Copies with the same Message-ID are decided on together (`mine`), so they may change too.
    let copies = mine::copies(tx, to, &mail).await?;
    let concerned = || message_of.values().chain(&copies);
    let lock = lines::lock(tx, to.workspace, concerned().map(|(_, thread)| *thread)).await?;
    let change = lock.change(tx, concerned().map(|(message, _)| *message)).await?;
    store::put_messages(tx, to, &new).await?;
    store::put_attachments(tx, to.workspace, &new).await?;
    store::queue_for_search(tx, to.workspace, &new).await?;
    if !new.is_empty() {
        let index = queue::Index { workspace: to.workspace, mailbox: to.mailbox };
        queue::enqueue(tx, &index, std::time::Duration::ZERO).await?;
    }
    store::put_placements(tx, to, &mail, &message_of).await?;
    let placed: Vec<MessageId> = message_of.values().map(|(message, _)| *message).collect();
    wishes::store::hand_over(tx, &placed).await?;
    let ours = mine::decide(tx, to, &new, &placed).await?;
    let mut touched: BTreeSet<ThreadId> = change.apply(tx).await?.into_iter().collect();
    touched.extend(threads.touched());

    let arrived = new.iter().filter(|message| !ours.contains(&message.id)).count();
    taken.arrived = u32::try_from(arrived).unwrap_or(u32::MAX);
    let ids: Vec<MessageId> = new.iter().map(|message| message.id).collect();
    // Threads that others were merged into may belong to somebody else now.
    let joined: Vec<ThreadId> = threads.touched().collect();
    crate::triage::offer(tx, to.workspace, &ids, &joined, now).await?;
    let touched: Vec<ThreadId> = touched.into_iter().collect();
    let named = lines::names(tx, &touched).await?;
    let folders = if named.is_empty() { Vec::new() } else { vec![to.folder] };
    let news = News::Threads { mailbox: to.mailbox, folders, threads: named, arrived: taken.arrived };
    events::notify(tx, to.workspace, &news).await?;
    Ok(taken)
}
