//! Which thread a message belongs to: by Message-ID, In-Reply-To and References (RFC 5322 §3.6.4), never by subject.

mod store;

use super::{Destination, prepare::Prepared, store::NewMessage};
use crate::{db::Tx, error::Result, lines};
use chrono::{DateTime, Utc};
use kurier_model::{ContentId, MessageId, ThreadId};
use std::collections::{BTreeSet, HashMap};

/// The threads of a batch.
#[derive(Debug, Default)]
pub struct Assignment {
    /// Of each message of the batch that is new, by its content.
    of: HashMap<ContentId, ThreadId>,
    /// Threads that turned out to be one: loser to winner.
    merged: HashMap<ThreadId, ThreadId>,
}

impl Assignment {
    /// The thread that `thread` is now part of.
    pub fn current(&self, thread: ThreadId) -> ThreadId {
        self.merged.get(&thread).copied().unwrap_or(thread)
    }

    /// Threads that other threads were merged into.
    pub fn touched(&self) -> impl Iterator<Item = ThreadId> + '_ {
        self.merged.values().copied()
    }
}

/// Messages joined by the ids they share: a union-find over positions.
struct Groups(Vec<usize>);

impl Groups {
    fn root(&mut self, mut of: usize) -> usize {
        while let Some(&up) = self.0.get(of) {
            if up == of {
                break;
            }
            let higher = self.0.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(of) {
                *slot = higher;
            }
            of = higher;
        }
        of
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(slot) = self.0.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}

/// The ids that tie a message to a thread: its own and those it refers to.
fn thread_ids(message: &Prepared) -> Vec<&str> {
    let Some(facts) = message.facts() else { return Vec::new() };
    let mut ids: Vec<&str> =
        std::iter::once(&facts.message_id).chain(&facts.references).map(String::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The new messages of a batch, tied together by the ids that they share.
struct Ties<'a> {
    groups: Groups,
    /// The first message that ties itself to an id.
    first_with: HashMap<&'a str, usize>,
}

impl<'a> Ties<'a> {
    fn of(fresh: &[(&'a Prepared, ContentId)]) -> Self {
        let mut groups = Groups((0..fresh.len()).collect());
        let mut first_with = HashMap::new();
        for (index, (message, _)) in fresh.iter().enumerate() {
            for id in thread_ids(message) {
                let first = *first_with.entry(id).or_insert(index);
                groups.join(first, index);
            }
        }
        Self { groups, first_with }
    }

    /// The threads that know an id of a group, by its root.
    fn threads_by_root(&mut self, known: Vec<(String, ThreadId)>) -> HashMap<usize, BTreeSet<ThreadId>> {
        let mut threads: HashMap<usize, BTreeSet<ThreadId>> = HashMap::new();
        for (id, thread) in known {
            if let Some(&index) = self.first_with.get(id.as_str()) {
                threads.entry(self.groups.root(index)).or_default().insert(thread);
            }
        }
        threads
    }
}

/// Which threads turn out to be one, loser to winner: those that one group knows. A thread that two groups share joins them; the
/// oldest wins, and merges of merges are followed.
fn joined(existing: &HashMap<usize, BTreeSet<ThreadId>>) -> HashMap<ThreadId, ThreadId> {
    let mut merged: HashMap<ThreadId, ThreadId> = HashMap::new();
    for threads in existing.values() {
        let settled: BTreeSet<ThreadId> =
            threads.iter().map(|thread| merged.get(thread).copied().unwrap_or(*thread)).collect();
        let Some(winner) = settled.first().copied() else { continue };
        for loser in settled.into_iter().skip(1) {
            for target in merged.values_mut().filter(|target| **target == loser) {
                *target = winner;
            }
            merged.insert(loser, winner);
        }
    }
    merged
}

/// Finds or makes the thread of every new message, merges threads that the batch shows to be one, and remembers the ids.
pub async fn assign(
    tx: &mut Tx,
    to: &Destination,
    mail: &[&Prepared],
    contents: &HashMap<[u8; 32], ContentId>,
    known: &HashMap<ContentId, (MessageId, ThreadId)>,
    now: DateTime<Utc>,
) -> Result<Assignment> {
    let fresh: Vec<(&Prepared, ContentId)> = mail
        .iter()
        .filter_map(|message| Some((*message, *contents.get(&message.digest)?)))
        .filter(|(_, content)| !known.contains_key(content))
        .collect();
    if fresh.is_empty() {
        return Ok(Assignment::default());
    }

    let mut ties = Ties::of(&fresh);
    let ids: Vec<String> = ties.first_with.keys().map(|id| (*id).to_owned()).collect();
    let known_ids = store::threads_of_ids(tx, to.mailbox, &ids).await?;
    let existing = ties.threads_by_root(known_ids);
    let mut assignment = Assignment { merged: joined(&existing), ..Assignment::default() };
    let mut made = Vec::new();
    let mut thread_of_root: HashMap<usize, ThreadId> = HashMap::new();
    for (index, (_, content)) in fresh.iter().enumerate() {
        let root = ties.groups.root(index);
        let found =
            existing.get(&root).and_then(|threads| threads.first()).map(|thread| assignment.current(*thread));
        let thread = *thread_of_root.entry(root).or_insert_with(|| {
            found.unwrap_or_else(|| {
                let thread = ThreadId::new();
                made.push(thread);
                thread
            })
        });
        assignment.of.insert(*content, thread);
    }
    store::put_threads(tx, to, &made).await?;
    for (&loser, &winner) in &assignment.merged {
        merge(tx, to, loser, winner, now).await?;
    }
    let references: Vec<(String, ThreadId)> = ties
        .first_with
        .iter()
        .filter_map(|(id, &index)| Some(((*id).to_owned(), *thread_of_root.get(&ties.groups.root(index))?)))
        .collect();
    store::put_references(tx, to, &references).await?;
    Ok(assignment)
}

/// Makes two threads one. The loser keeps its row and points to the winner: whatever else belongs to a thread stays where it is,
/// and is found by following that (`thread_and_merged`, `current_thread`).
async fn merge(
    tx: &mut Tx,
    to: &Destination,
    loser: ThreadId,
    winner: ThreadId,
    now: DateTime<Utc>,
) -> Result<()> {
    let lock = lines::lock(tx, to.workspace, [loser, winner]).await?;
    let messages = store::messages_of(tx, loser).await?;
    let change = lock.change(tx, messages).await?;
    store::point(tx, loser, winner).await?;
    change.apply(tx).await?;
    crate::triage::merged(tx, to.workspace, loser, winner, now).await
}

/// The messages of the batch that are not stored yet, each once.
pub fn new_messages<'a>(
    mail: &[&'a Prepared],
    contents: &HashMap<[u8; 32], ContentId>,
    known: &HashMap<ContentId, (MessageId, ThreadId)>,
    threads: &Assignment,
) -> Vec<NewMessage<'a>> {
    let mut seen = std::collections::HashSet::new();
    mail.iter()
        .filter_map(|prepared| {
            let content = *contents.get(&prepared.digest)?;
            let facts = prepared.facts()?;
            let thread = *threads.of.get(&content)?;
            (!known.contains_key(&content) && seen.insert(content)).then(|| NewMessage {
                id: MessageId::new(),
                thread,
                content,
                received_at: facts.received_at,
                // Decided when it is placed (`mine`).
                is_mine: false,
                facts,
                prepared,
            })
        })
        .collect()
}
