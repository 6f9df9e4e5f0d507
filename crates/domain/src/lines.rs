//! A thread's line in the lists, and the counts of threads and folders: kept by one writer, by differences.
//!
//! Whoever changes placements or messages goes this way, all of it in one transaction:
//!
//! 1. [`lock`] the threads, in the order of their ids, so that two who change the same threads wait for each other instead of
//!    dead-locking, and so that what is read next is not changed by anybody else;
//! 2. read what is to be changed, and say which messages it concerns: [`Lock::change`] notes what they count now;
//! 3. change them;
//! 4. [`Change::apply`]: what they count now is compared with before, and the difference goes into lines and counts.
//!
//! The cost is that of the messages that change, not of those that the thread has.
//!
//! **Architecture Invariant:** nobody else writes `thread_folders`, the counts of `threads` and the counts of `folders`;
//! `repair` compares them with the placements.

mod head;
pub mod repair;
mod store;
mod tally;

use crate::{db::Tx, error::Result};
use head::Latests;
use kurier_model::{FolderId, MessageId, ThreadId, WorkspaceId};
use std::collections::{BTreeMap, BTreeSet};
use tally::{Fact, LineKey, Tally};

/// Locked threads. Held until the transaction ends.
#[derive(Debug)]
pub struct Lock {
    workspace: WorkspaceId,
    threads: Vec<ThreadId>,
}

/// Locked threads of which some messages are about to change.
#[derive(Debug)]
pub struct Change {
    workspace: WorkspaceId,
    messages: BTreeSet<MessageId>,
    before: Vec<Fact>,
}

/// Locks these threads, or those that they were merged into.
///
/// # Errors
/// Those of the database; [`crate::Error::Crossed`] when the transaction has to be tried again.
pub async fn lock(
    tx: &mut Tx,
    workspace: WorkspaceId,
    threads: impl IntoIterator<Item = ThreadId>,
) -> Result<Lock> {
    let mut threads: BTreeSet<ThreadId> = threads.into_iter().collect();
    loop {
        let current = store::current(tx, &threads).await?;
        threads = store::lock(tx, &current).await?;
        // A merge that was under way is over now that its rows are ours.
        if store::current(tx, &threads).await? == threads {
            break;
        }
    }
    Ok(Lock { workspace, threads: threads.into_iter().collect() })
}

/// By which ids open pages may know these threads: their own, and those of threads that were merged into them. Empty when there
/// are too many to name; whoever hears of that reads everything.
///
/// # Errors
/// Those of the database.
pub async fn names(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<ThreadId>> {
    if threads.is_empty() || threads.len() > NAMED {
        Ok(Vec::new())
    } else {
        store::known_as(tx, threads).await
    }
}

/// News name so many threads at most.
const NAMED: usize = 50;

impl Lock {
    /// The threads, in order; merged ones are replaced by those that they are part of.
    pub fn threads(&self) -> &[ThreadId] {
        &self.threads
    }

    /// These messages of the locked threads (or new ones) are about to change.
    pub async fn change(self, tx: &mut Tx, messages: impl IntoIterator<Item = MessageId>) -> Result<Change> {
        let messages: BTreeSet<MessageId> = messages.into_iter().collect();
        let before = store::facts(tx, &messages).await?;
        Ok(Change { workspace: self.workspace, messages, before })
    }

    /// Computes the lines and counts of the locked threads from nothing, as if all their messages had just come.
    async fn rebuild(self, tx: &mut Tx) -> Result<()> {
        let mut folders = Folders::default();
        for old in store::clear(tx, &self.threads).await? {
            folders.line(old.folder, Some(old.unread), None);
        }
        let messages = store::messages_of(tx, &self.threads).await?;
        let after = Tally::of(&store::facts(tx, &messages).await?);
        apply(tx, self.workspace, &Tally::default(), &after, &mut folders).await?;
        folders.lying.clear();
        folders.store(tx).await
    }
}

impl Change {
    /// Brings lines and counts up to date with what was changed.
    ///
    /// Returns the threads concerned, in order.
    pub async fn apply(self, tx: &mut Tx) -> Result<Vec<ThreadId>> {
        let after = store::facts(tx, &self.messages).await?;
        let threads: BTreeSet<ThreadId> = self.before.iter().chain(&after).map(|fact| fact.thread).collect();
        let mut folders = Folders::default();
        apply(tx, self.workspace, &Tally::of(&self.before), &Tally::of(&after), &mut folders).await?;
        folders.store(tx).await?;
        Ok(threads.into_iter().collect())
    }
}

/// Writes the difference between two tallies of the same messages.
async fn apply(
    tx: &mut Tx,
    workspace: WorkspaceId,
    before: &Tally,
    after: &Tally,
    folders: &mut Folders,
) -> Result<()> {
    for (folder, (stored, waiting)) in after.lying_since(before) {
        *folders.lying.entry(folder).or_default() = (stored, waiting);
    }
    let changed = after.lines_since(before);
    let old = store::lines(tx, changed.keys()).await?;
    let mut kept = BTreeMap::new();
    let (mut ended, mut unsure) = (Vec::new(), Vec::new());
    for (&key, change) in &changed {
        let line = old.get(&key).copied();
        let new = change.applied_to(line);
        folders.line(key.1, line.map(|line| line.is_unread()), new.map(|line| line.is_unread()));
        match new {
            Some(new) => {
                if line.is_some_and(|line| change.took_away_newest(&line)) {
                    unsure.push(key);
                }
                kept.insert(key, new);
            }
            None if line.is_some() => ended.push(key),
            None => {}
        }
    }
    for (key, newest) in store::newest(tx, &unsure).await? {
        if let Some(line) = kept.get_mut(&key) {
            line.last_at = newest;
        }
    }
    store::put_lines(tx, workspace, &kept).await?;
    store::end_lines(tx, &ended).await?;
    let latest = Latests::of(store::latest(tx, &after.told_anew(before)).await?);
    let first = store::first_subjects(tx, &latest.long()).await?;
    let heads = head::of(latest, &first);
    store::put_threads(tx, &after.sums_since(before), &heads).await
}

/// Changes of folders' counts.
#[derive(Debug, Default)]
struct Folders {
    /// Threads shown, and threads with something unread.
    listed: BTreeMap<FolderId, (i32, i32)>,
    /// Placements with a UID, and those that wait for one.
    lying: BTreeMap<FolderId, (i32, i32)>,
}

impl Folders {
    /// A line was (unread or not) and is now; `None`: it was or is not there.
    fn line(&mut self, folder: FolderId, was: Option<bool>, is: Option<bool>) {
        let entry = self.listed.entry(folder).or_default();
        entry.0 += i32::from(is.is_some()) - i32::from(was.is_some());
        entry.1 += i32::from(is == Some(true)) - i32::from(was == Some(true));
    }

    /// The folders' rows are the last to be locked, in the order of their ids.
    async fn store(self, tx: &mut Tx) -> Result<()> {
        let folders: BTreeSet<FolderId> = self.listed.keys().chain(self.lying.keys()).copied().collect();
        let changes: Vec<store::FolderChange> = folders
            .into_iter()
            .map(|folder| {
                let (total, unread) = self.listed.get(&folder).copied().unwrap_or_default();
                let (stored, waiting) = self.lying.get(&folder).copied().unwrap_or_default();
                store::FolderChange { folder, total, unread, stored, waiting }
            })
            .filter(|change| !change.is_nothing())
            .collect();
        store::count_folders(tx, &changes).await
    }
}

/// Line of a thread in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    messages: i32,
    unread: i32,
    flagged: i32,
    last_at: chrono::DateTime<chrono::Utc>,
}

impl Line {
    const fn is_unread(&self) -> bool {
        self.unread > 0
    }
}

type Lines = BTreeMap<LineKey, Line>;
