//! Mail comes in: raw messages become contents, messages, threads and placements, a batch at a time.
//!
//! **Architecture Invariant:** every message handed in is stored or set aside, exactly once, in the transaction that says
//! so; the same batch handed in again changes nothing.

mod mine;
mod prepare;
pub mod store;
mod summary;
mod threading;

pub use prepare::{Preparation, Prepared, prepare};
pub use summary::refresh;

use crate::{Db, Error, Result, Tx, events};
use chrono::{DateTime, Utc};
use kurier_model::{FolderId, MailboxId, MessageId, ThreadId, WorkspaceId, live::News};
use std::collections::{BTreeSet, HashMap};

/// Where a batch goes.
#[derive(Clone, Debug)]
pub struct Destination {
    pub workspace: WorkspaceId,
    pub mailbox: MailboxId,
    pub folder: FolderId,
    /// The mailbox's own address, lower case.
    pub own_key: String,
    /// Who must hold the mailbox's lease for the batch to count.
    pub holder: String,
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// Stores a batch in one transaction. When the database refuses it, each message is tried alone, and what is refused
/// alone is set aside, so that one bad message never stops the rest.
pub async fn take(db: &Db, to: &Destination, batch: Vec<Prepared>, now: DateTime<Utc>) -> Result<Taken> {
    for attempt in 0..3 {
        match take_together(db, to, &batch, now).await {
            // Two mailboxes that store the same contents at once can cross: the next attempt finds them stored.
            Err(Error::Conflict) if attempt < 2 => {}
            Err(Error::Internal(why)) => {
                tracing::warn!(%why, messages = batch.len(), "a batch was refused; storing one message at a time");
                break;
            }
            other => return other,
        }
    }
    let mut taken = Taken::default();
    for mut message in batch {
        let alone = std::slice::from_ref(&message);
        match take_together(db, to, alone, now).await {
            Err(Error::Internal(why)) => {
                message.what = Preparation::SetAside { reason: format!("the database refused it: {why}") };
                taken += take_together(db, to, std::slice::from_ref(&message), now).await?;
            }
            other => taken += other?,
        }
    }
    Ok(taken)
}

async fn take_together(db: &Db, to: &Destination, batch: &[Prepared], now: DateTime<Utc>) -> Result<Taken> {
    let mut tx = db.workspace_tx(to.workspace).await?;
    store::hold_lease(&mut tx, to).await?;
    let taken = take_in(&mut tx, to, batch, now).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn take_in(tx: &mut Tx, to: &Destination, batch: &[Prepared], now: DateTime<Utc>) -> Result<Taken> {
    let mut taken =
        Taken { bytes: batch.iter().map(|message| message.size as u64).sum(), ..Taken::default() };
    let aside: Vec<&Prepared> = batch.iter().filter(|message| message.set_aside_reason().is_some()).collect();
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
    let threads = threading::assign(tx, to, &mail, &contents, &known).await?;
    let new: Vec<store::NewMessage<'_>> = threading::new_messages(&mail, &contents, &known, &threads);
    store::put_messages(tx, to, &new).await?;
    store::put_attachments(tx, to.workspace, &new).await?;
    store::queue_for_search(tx, to.workspace, &new).await?;

    let mut message_of: HashMap<&[u8; 32], (MessageId, ThreadId)> = HashMap::new();
    for message in &mail {
        let Some(content) = contents.get(&message.digest) else { continue };
        if let Some(&found) = known.get(content) {
            message_of.insert(&message.digest, (found.0, threads.current(found.1)));
        }
    }
    message_of.extend(new.iter().map(|message| (&message.prepared.digest, (message.id, message.thread))));
    store::put_placements(tx, to, &mail, &message_of).await?;
    let placed: Vec<MessageId> = message_of.values().map(|(message, _)| *message).collect();
    let ours = mine::settle(tx, to, &new, &placed).await?;

    let touched: BTreeSet<ThreadId> =
        message_of.values().map(|(_, thread)| *thread).chain(threads.touched()).collect();
    let touched: Vec<ThreadId> = touched.into_iter().collect();
    refresh(tx, to.workspace, &touched).await?;

    let arrived = new.iter().filter(|message| !ours.contains(&message.id)).count();
    taken.arrived = u32::try_from(arrived).unwrap_or(u32::MAX);
    let ids: Vec<MessageId> = new.iter().map(|message| message.id).collect();
    crate::triage::offer(tx, to.workspace, &ids, now).await?;
    let named = if touched.len() > 50 { Vec::new() } else { touched };
    let folders = if named.is_empty() { Vec::new() } else { vec![to.folder] };
    let news = News::Threads { mailbox: to.mailbox, folders, threads: named, arrived: taken.arrived };
    events::notify(tx, to.workspace, &news).await?;
    Ok(taken)
}
