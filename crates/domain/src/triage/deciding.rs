//! Create, Attach, Ignore.

mod store;

use crate::leads;
use crate::links::{self, Link, LinkUndo};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
    lines,
};
use chrono::{DateTime, Utc};
use kurier_model::inbox::LinkReason;
use kurier_model::live::News;
use kurier_model::ready::Decision;
use kurier_model::{EventId, RecordId, ThreadId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What takes a decision back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct DecisionUndo {
    thread: ThreadId,
    /// How the thread stood in the queue; `None` when it was not in it.
    before: Option<Standing>,
    link: Option<Link>,
    created: Option<RecordId>,
    /// The same mail in other mailboxes of the person, decided along with it.
    #[serde(default)]
    twins: Vec<Twin>,
}

/// A thread that was decided along with another.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Twin {
    thread: ThreadId,
    before: Option<Standing>,
    link: Option<Link>,
}

/// How a thread stands in the queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) state: String,
    pub(super) by: Option<UserId>,
    pub(super) at: Option<DateTime<Utc>>,
}

pub(super) async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    decision: Decision,
    now: DateTime<Utc>,
) -> Result<(EventId, Option<RecordId>)> {
    // All that is decided together is locked together, in one order.
    let twins = links::twins(tx, actor, &[thread]).await?;
    lines::lock(tx, actor.workspace, twins.into_iter().chain([thread])).await?;
    let (thread, subject) = lock(tx, actor, thread).await?.ok_or(Error::NotFound)?;
    let before = store::standing(tx, thread).await?;
    let spares_persons = decision == Decision::IgnoreAutomatic;
    if is_decided(before.as_ref(), &decision) || (spares_persons && store::has_a_person(tx, thread).await?) {
        return Err(Error::Conflict);
    }
    let by = actor.user.map(|_| actor.name.clone());
    let (name, state, record, created, reason) = match decision {
        Decision::Ignore | Decision::IgnoreAutomatic => {
            ("ignore", "ignored", None, None, LinkReason::ByHand { by })
        }
        Decision::Create { lead: form } => {
            let lead = leads::create(tx, actor, &form, now).await?;
            ("create", "linked", Some(lead), Some(lead), LinkReason::Created { by })
        }
        Decision::Attach { record } => {
            links::lock(tx, record).await?;
            ("attach", "linked", Some(record), None, LinkReason::ByHand { by })
        }
    };
    let mut twins = Vec::new();
    for twin in links::twins(tx, actor, &[thread]).await? {
        let Some((twin, _)) = lock(tx, actor, twin).await? else { continue };
        if !(spares_persons && store::has_a_person(tx, twin).await?) {
            let before = store::standing(tx, twin).await?;
            let link = decide_one(tx, actor, twin, record, &reason, state, now).await?;
            twins.push(Twin { thread: twin, before, link });
        }
    }
    let link = decide_one(tx, actor, thread, record, &reason, state, now).await?;
    let mut event = Event::new(EventKind::ThreadDecided)
        .thread(thread)
        .payload(json!({ "decision": name, "subject": subject }));
    if let Some(record) = record {
        if created.is_none() {
            let attached = Event::new(EventKind::ThreadAttached).record(record).thread(thread);
            attached.payload(json!({ "subject": subject })).record_in(tx, actor).await?;
        }
        event = event.record(record);
        let mut links = link.iter().chain(twins.iter().filter_map(|twin| twin.link.as_ref()));
        let has_other_addresses = links.any(|link| link.address.is_some());
        let threads: Vec<ThreadId> =
            std::iter::once(thread).chain(twins.iter().map(|twin| twin.thread)).collect();
        links::tell_of_links(tx, actor, record, &threads, has_other_addresses).await?;
    }
    let event =
        event.undo(DecisionUndo { thread, before, link, created, twins }).record_in(tx, actor).await?;
    events::notify(tx, actor.workspace, &News::Ready).await?;
    Ok((event, record))
}

/// Locks a thread that the actor may see, so that two people cannot decide at once and it becomes part of no other meanwhile, and
/// tells its subject; of one that has become part of another, that one.
async fn lock(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<(ThreadId, String)>> {
    let lock = lines::lock(tx, actor.workspace, [thread]).await?;
    let Some(&thread) = lock.threads().first() else { return Ok(None) };
    Ok(store::subject(tx, actor, thread).await?.map(|subject| (thread, subject)))
}

fn is_decided(standing: Option<&Standing>, decision: &Decision) -> bool {
    let ignores = matches!(decision, Decision::Ignore | Decision::IgnoreAutomatic);
    standing.is_some_and(|standing| standing.state == "linked" || (ignores && standing.state == "ignored"))
}

/// One thread is decided on: on the record, when there is one, and out of the queue.
async fn decide_one(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    record: Option<RecordId>,
    reason: &LinkReason,
    state: &str,
    now: DateTime<Utc>,
) -> Result<Option<Link>> {
    let link = match record {
        Some(record) => links::link(tx, actor, thread, record, reason, now).await?,
        None => None,
    };
    store::decide(tx, actor, thread, state, now).await?;
    Ok(link)
}

pub(super) async fn undo(tx: &mut Tx, actor: &Actor, undo: DecisionUndo, now: DateTime<Utc>) -> Result<()> {
    let twins = undo.twins.iter().map(|twin| twin.thread);
    lines::lock(tx, actor.workspace, twins.chain([undo.thread])).await?;
    lock(tx, actor, undo.thread).await?.ok_or(Error::NotFound)?;
    let first = Twin { thread: undo.thread, before: undo.before, link: undo.link };
    for Twin { thread, before, link } in std::iter::once(first).chain(undo.twins) {
        if let Some(link) = link {
            // The queue is put back below, as it was.
            let link = Link { was_ready: false, ..link };
            links::undo_link(tx, actor, LinkUndo::Unlink { links: vec![link] }, now).await?;
        }
        match before {
            Some(standing) => store::restore(tx, thread, &standing).await?,
            None => store::forget(tx, thread).await?,
        }
    }
    if let Some(lead) = undo.created {
        leads::remove_untouched(tx, actor, lead, now).await?;
    }
    events::notify(tx, actor.workspace, &News::Ready).await
}
