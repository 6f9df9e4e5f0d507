//! Create, Attach, Ignore.

mod store;

use crate::records::{self, Link, LinkUndo};
use crate::{Actor, Error, Event, EventKind, Result, Tx, events};
use chrono::{DateTime, Utc};
use kurier_model::inbox::LinkReason;
use kurier_model::live::News;
use kurier_model::ready::Decision;
use kurier_model::{EventId, LeadId, ThreadId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What takes a decision back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct DecisionUndo {
    thread: ThreadId,
    /// How the thread stood in the queue; `None` when it was not in it.
    before: Option<Standing>,
    link: Option<Link>,
    created: Option<LeadId>,
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
) -> Result<(EventId, Option<LeadId>)> {
    let subject = store::lock(tx, actor, thread).await?.ok_or(Error::NotFound)?;
    let before = store::standing(tx, thread).await?;
    let decided = match (&before, &decision) {
        (Some(standing), _) if standing.state == "linked" => true,
        (Some(standing), Decision::Ignore) => standing.state == "ignored",
        _ => false,
    };
    if decided {
        return Err(Error::Conflict);
    }
    let by = actor.user.map(|_| actor.name.clone());
    let (name, state, lead, created, link) = match decision {
        Decision::Ignore => ("ignore", "ignored", None, None, None),
        Decision::Create { lead: form } => {
            let lead = records::create(tx, actor, &form, now).await?;
            let link = records::link(tx, actor, thread, lead, &LinkReason::Created { by }, now).await?;
            ("create", "linked", Some(lead), Some(lead), link)
        }
        Decision::Attach { lead } => {
            records::lock(tx, lead).await?;
            let link = records::link(tx, actor, thread, lead, &LinkReason::ByHand { by }, now).await?;
            Event::new(EventKind::ThreadAttached)
                .record(lead)
                .thread(thread)
                .payload(json!({ "subject": subject }))
                .record_in(tx, actor)
                .await?;
            ("attach", "linked", Some(lead), None, link)
        }
    };
    store::decide(tx, actor, thread, state, now).await?;
    let mut event = Event::new(EventKind::ThreadDecided)
        .thread(thread)
        .payload(json!({ "decision": name, "subject": subject }))
        .undo(DecisionUndo { thread, before, link: link.clone(), created });
    if let Some(lead) = lead {
        event = event.record(lead);
        let address: Vec<String> = link.iter().filter_map(|link| link.address.clone()).collect();
        records::settle(tx, actor, lead, &[thread], &address).await?;
    }
    let event = event.record_in(tx, actor).await?;
    events::notify(tx, actor.workspace, &News::Ready).await?;
    Ok((event, lead))
}

pub(super) async fn undo(tx: &mut Tx, actor: &Actor, undo: DecisionUndo, now: DateTime<Utc>) -> Result<()> {
    store::lock(tx, actor, undo.thread).await?.ok_or(Error::NotFound)?;
    if let Some(link) = undo.link {
        // The queue is put back below, as it was.
        let link = Link { was_ready: false, ..link };
        records::undo_link(tx, actor, LinkUndo::Unlink { links: vec![link] }, now).await?;
    }
    if let Some(lead) = undo.created {
        records::remove_untouched(tx, actor, lead, now).await?;
    }
    match undo.before {
        Some(standing) => store::restore(tx, undo.thread, &standing).await?,
        None => store::forget(tx, undo.thread).await?,
    }
    events::notify(tx, actor.workspace, &News::Ready).await
}
