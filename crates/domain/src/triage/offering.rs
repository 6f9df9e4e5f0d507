//! What the synchronisation hands to the queue.

mod store;

use crate::leads::{self, LinkUndo};
use crate::{
    actor::Actor,
    badges,
    db::Tx,
    error::Result,
    events,
    events::{Event, EventKind},
};
use chrono::{DateTime, Utc};
use kurier_model::inbox::LinkReason;
use kurier_model::live::News;
use kurier_model::{LeadId, MessageId, ThreadId, WorkspaceId};
use serde_json::json;

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Threads that now wait for a decision.
    pub ready: u32,
    /// Threads that found the only open lead with their sender's address.
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
}

/// Call this in the transaction that stored `messages` (with their placements), for every batch and every folder: it puts
/// incoming mail of the inbox into the queue, links what belongs to an open lead, and keeps badges and activity right.
/// Costs one small query when there is nothing to do.
///
/// # Errors
/// Those of the database.
pub async fn offer(
    tx: &mut Tx,
    workspace: WorkspaceId,
    messages: &[MessageId],
    now: DateTime<Utc>,
) -> Result<Offered> {
    let actor = Actor::system(workspace);
    let candidates = store::candidates(tx, messages).await?;
    let keys: Vec<String> = candidates.iter().filter_map(|candidate| candidate.from_key.clone()).collect();
    let find = async |tx: &mut Tx| match keys.is_empty() {
        true => Ok(Vec::new()),
        false => store::only_open_leads(tx, workspace, &keys).await,
    };
    let mut leads = find(tx).await?;
    let is_concerned = !leads.is_empty() || store::are_concerned(tx, messages).await?;
    if is_concerned {
        // In one order, before any of them changes: others bring mail of the same leads. What was found before waiting is looked at again.
        let found: Vec<LeadId> = leads.iter().map(|(_, lead)| *lead).collect();
        let locked = store::lock_leads(tx, &found, messages).await?;
        leads = find(tx).await?;
        leads.retain(|(_, lead)| locked.contains(lead));
    }
    let mut offered = Offered::default();
    for candidate in candidates {
        let lead =
            leads.iter().find(|(key, _)| candidate.from_key.as_ref() == Some(key)).map(|(_, lead)| *lead);
        match lead {
            Some(lead) => {
                // Out of the ignored first, so that it waits again when it is taken off the lead.
                store::enqueue(tx, &candidate).await?;
                match link(tx, &actor, &candidate, lead, now).await? {
                    true => offered.linked += 1,
                    false => offered.ready += 1,
                }
            }
            None => offered.ready += u32::from(store::enqueue(tx, &candidate).await?),
        }
    }
    if offered != Offered::default() {
        events::notify(tx, workspace, &News::Ready).await?;
    }
    if is_concerned {
        let concerned = store::concerned(tx, messages).await?;
        for lead in store::touch_leads(tx, messages).await? {
            events::notify(tx, workspace, &News::Record { record: lead }).await?;
        }
        // The synchronisation itself tells of the threads that it stored into.
        badges::refresh(tx, &concerned).await?;
    }
    Ok(offered)
}

async fn link(
    tx: &mut Tx,
    actor: &Actor,
    candidate: &Candidate,
    lead: LeadId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let address = candidate.from_key.clone().unwrap_or_default();
    let Some(link) =
        leads::link(tx, actor, candidate.thread, lead, &LinkReason::Address { address }, now).await?
    else {
        return Ok(false);
    };
    if link.address.is_some() {
        badges::refresh_soon(tx, actor.workspace, lead).await?;
    }
    Event::new(EventKind::ThreadAttached)
        .record(lead)
        .thread(candidate.thread)
        .payload(json!({ "subject": candidate.subject }))
        .undo(LinkUndo::Unlink { links: vec![link] })
        .record_in(tx, actor)
        .await?;
    events::notify(tx, actor.workspace, &News::Record { record: lead }).await?;
    Ok(true)
}
