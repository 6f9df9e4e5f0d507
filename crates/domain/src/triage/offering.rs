//! What the synchronisation hands to the queue.

mod store;

use super::{returning, senders};
use crate::links::{self, LinkUndo};
use crate::{
    actor::Actor,
    badges,
    db::Tx,
    error::Result,
    events,
    events::{Event, EventKind},
    followers, notifications,
};
use chrono::{DateTime, Utc};
use kurier_model::inbox::LinkReason;
use kurier_model::live::News;
use kurier_model::{MessageId, RecordId, ThreadId, WorkspaceId};
use serde_json::json;

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Threads that now wait for a decision.
    pub ready: u32,
    /// Threads that found the only open record with their sender's address.
    pub linked: u32,
}

/// A thread to decide on.
#[derive(Clone, Debug)]
struct Candidate {
    thread: ThreadId,
    message: MessageId,
    subject: String,
    /// The person in From, or the author whom our own house names (a form of ours, a group). Nobody for a machine, whose address is shared
    /// by all for whom it sends; and nobody on a stranger's word: whom a foreign sender names is asked about, not linked unasked.
    from_key: Option<String>,
    /// The machine whose message it is.
    machine: Option<String>,
}

/// A thread of ours to somebody outside, and what it is about.
#[derive(Clone, Debug)]
struct Written {
    thread: ThreadId,
    subject: String,
    record: RecordId,
    reason: LinkReason,
}

/// Call this in the transaction that stored `messages` (with their placements), for every batch and every folder: it puts
/// incoming mail of the inbox into the queue, links what belongs to an open record, and keeps badges and activity right; the badges also of
/// threads that others have `joined`.
/// Costs two small queries when there is nothing to do.
///
/// # Errors
/// Those of the database.
pub async fn offer(
    tx: &mut Tx,
    workspace: WorkspaceId,
    messages: &[MessageId],
    joined: &[ThreadId],
    now: DateTime<Utc>,
) -> Result<Offered> {
    // The synchronisation itself tells of the threads that it stored into.
    Ok(look_at(tx, workspace, messages, Came::Now { joined }, now).await?.0)
}

/// The same for messages that are there already, of threads that the caller has locked: what belongs to an open record by now is linked, by the
/// same rule; nothing waits in the queue that did not wait. Answers how many threads were linked.
pub(super) async fn look_again(
    tx: &mut Tx,
    workspace: WorkspaceId,
    messages: &[MessageId],
    now: DateTime<Utc>,
) -> Result<u32> {
    let (offered, changed) = look_at(tx, workspace, messages, Came::Before, now).await?;
    badges::tell(tx, workspace, changed).await?;
    Ok(offered.linked)
}

/// When messages came that are looked at.
#[derive(Clone, Copy)]
enum Came<'a> {
    /// With these threads, others have become one.
    Now {
        joined: &'a [ThreadId],
    },
    Before,
}

/// What came of it, and the threads whose badge changed.
async fn look_at(
    tx: &mut Tx,
    workspace: WorkspaceId,
    messages: &[MessageId],
    came: Came<'_>,
    now: DateTime<Utc>,
) -> Result<(Offered, Vec<badges::Changed>)> {
    let actor = Actor::system(workspace);
    let candidates = store::candidates(tx, messages).await?;
    let keys: Vec<String> = candidates.iter().filter_map(|candidate| candidate.from_key.clone()).collect();
    let mut open = only_open(tx, workspace, &keys).await?;
    let mut written = store::written(tx, messages).await?;
    let mut concerned = store::concerned(tx, messages).await?;
    let is_concerned = !open.is_empty() || !written.is_empty() || !concerned.is_empty();
    if is_concerned {
        (open, written) = hold(tx, workspace, messages, open, written).await?;
    }
    let mut offered = Offered::default();
    let mut waiting = Vec::new();
    for candidate in candidates {
        let record =
            open.iter().find(|(key, _)| candidate.from_key.as_ref() == Some(key)).map(|(_, record)| *record);
        match record {
            // What somebody has taken off stays off, and is asked about.
            Some(record) if !store::was_taken_off(tx, candidate.thread, record).await? => {
                // Out of the ignored first, so that it waits again when it is taken off the record.
                store::enqueue(tx, &candidate).await?;
                let address = candidate.from_key.clone().unwrap_or_default();
                let reason = LinkReason::Address { address };
                concerned.push(candidate.thread);
                match link(tx, &actor, candidate.thread, &candidate.subject, record, reason, now).await? {
                    true => offered.linked += 1,
                    false => offered.ready += 1,
                }
            }
            _ if matches!(came, Came::Now { .. }) => waiting.push(candidate),
            _ => {}
        }
    }
    offered.ready += ask(tx, &actor, waiting, now).await?;
    for Written { thread, subject, record, reason } in written {
        concerned.push(thread);
        offered.linked += u32::from(link(tx, &actor, thread, &subject, record, reason, now).await?);
    }
    if offered != Offered::default() {
        events::notify(tx, workspace, &News::Ready).await?;
    }
    if is_concerned {
        touch(tx, workspace, messages).await?;
    }
    if let Came::Now { joined } = came {
        concerned.extend(joined);
    }
    let changed = match concerned.is_empty() {
        true => Vec::new(),
        false => badges::refresh(tx, &concerned).await?,
    };
    // Whose mail it is, the badges say.
    if is_concerned && matches!(came, Came::Now { .. }) {
        followers::tell_of_mail(tx, workspace, messages, now).await?;
    }
    Ok((offered, changed))
}

/// Locks the records that mail belongs to, in one order, before any of them changes: others bring mail of the same records. What was found
/// before waiting is looked at again.
async fn hold(
    tx: &mut Tx,
    workspace: WorkspaceId,
    messages: &[MessageId],
    open: Vec<(String, RecordId)>,
    mut written: Vec<Written>,
) -> Result<(Vec<(String, RecordId)>, Vec<Written>)> {
    let found = open.iter().map(|(_, record)| *record).chain(written.iter().map(|one| one.record));
    let locked = store::lock_records(tx, &found.collect::<Vec<_>>(), messages).await?;
    let keys: Vec<String> = open.into_iter().map(|(key, _)| key).collect();
    let mut open = only_open(tx, workspace, &keys).await?;
    open.retain(|(_, record)| locked.contains(record));
    if !written.is_empty() {
        written = store::written(tx, messages).await?;
        written.retain(|one| locked.contains(&one.record));
    }
    Ok((open, written))
}

async fn only_open(tx: &mut Tx, workspace: WorkspaceId, keys: &[String]) -> Result<Vec<(String, RecordId)>> {
    if keys.is_empty() { Ok(Vec::new()) } else { store::only_open(tx, workspace, keys).await }
}

/// Puts threads into the queue; those of machines that nobody wants to be asked about are ignored, unless they wait already. How many wait.
async fn ask(tx: &mut Tx, actor: &Actor, candidates: Vec<Candidate>, now: DateTime<Utc>) -> Result<u32> {
    let machines: Vec<String> = candidates.iter().filter_map(|one| one.machine.clone()).collect();
    let ruled = senders::ruled(tx, &machines).await?;
    let mut waiting = Vec::new();
    for candidate in candidates {
        let rule = ruled.iter().find(|(key, _)| candidate.machine.as_ref() == Some(key));
        let is_ignored = match rule {
            Some((_, by)) => store::ignore(tx, &candidate, *by, now).await?,
            None => false,
        };
        if !is_ignored && store::enqueue(tx, &candidate).await? {
            waiting.push(candidate.thread);
        }
    }
    // Whoever writes again ends what somebody has left.
    returning::tell_all(tx, actor, &waiting, now).await?;
    Ok(u32::try_from(waiting.len()).unwrap_or(u32::MAX))
}

/// New mail is activity of the records whose threads it is in.
async fn touch(tx: &mut Tx, workspace: WorkspaceId, messages: &[MessageId]) -> Result<()> {
    for record in store::touch_records(tx, messages).await? {
        events::notify(tx, workspace, &News::Record { record }).await?;
    }
    Ok(())
}

async fn link(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    subject: &str,
    record: RecordId,
    reason: LinkReason,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(link) = links::link(tx, actor, thread, record, &reason, now).await? else {
        return Ok(false);
    };
    notifications::heard(tx, actor, &[thread]).await?;
    if link.address.is_some() {
        badges::refresh_soon(tx, actor.workspace, record).await?;
    }
    Event::new(EventKind::ThreadAttached)
        .record(record)
        .thread(thread)
        .payload(json!({ "subject": subject }))
        .undo(LinkUndo::Unlink { links: vec![link] })
        .record_in(tx, actor)
        .await?;
    events::notify(tx, actor.workspace, &News::Record { record }).await?;
    Ok(true)
}
