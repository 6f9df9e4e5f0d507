//! What the synchronisation hands to the queue.

mod store;

use crate::records::{self, LinkUndo};
use crate::{Actor, Event, EventKind, Result, Tx, events};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::account::FolderRole;
use kurier_model::inbox::LinkReason;
use kurier_model::live::News;
use kurier_model::{LeadId, MailboxId, MessageId, ThreadId};
use serde_json::json;

/// Mail older than this when its mailbox was connected is history, not work.
const HISTORY: TimeDelta = TimeDelta::days(14);

/// An incoming message that is new here, the newest of its thread in the batch.
#[derive(Clone, Debug)]
pub struct Offer {
    pub thread: ThreadId,
    pub message: MessageId,
    /// Lower case.
    pub from_key: Option<String>,
    pub received_at: DateTime<Utc>,
}

/// Call this in the transaction that stored the messages: it puts mail of the inbox into the queue, links what belongs to the
/// only open lead with its sender's address, and tells leads of new activity. `role` is the folder's; a decision that was made
/// stands, so an ignored thread stays ignored.
///
/// # Errors
/// Those of the database.
pub async fn offer(
    tx: &mut Tx,
    actor: &Actor,
    mailbox: MailboxId,
    role: Option<FolderRole>,
    mailbox_created_at: DateTime<Utc>,
    offers: &[Offer],
) -> Result<()> {
    let history = mailbox_created_at - HISTORY;
    let fresh: Vec<&Offer> = offers.iter().filter(|offer| offer.received_at > history).collect();
    let decided_elsewhere = matches!(role, Some(FolderRole::Trash | FolderRole::Junk | FolderRole::Drafts | FolderRole::Sent));
    if fresh.is_empty() || decided_elsewhere {
        return Ok(());
    }
    for lead in store::touch_leads(tx, &fresh).await? {
        events::notify(tx, actor.workspace, &News::Lead { lead }).await?;
    }
    let undecided = store::undecided(tx, &fresh).await?;
    let keys: Vec<String> = fresh.iter().filter_map(|offer| offer.from_key.clone()).filter(|key| !key.is_empty()).collect();
    let leads = if keys.is_empty() { Vec::new() } else { store::only_open_leads(tx, actor.workspace, &keys).await? };
    let mut changed = false;
    for offer in fresh {
        if !undecided.contains(&offer.thread) {
            continue;
        }
        let lead = leads.iter().find(|(key, _)| offer.from_key.as_ref() == Some(key)).map(|(_, lead)| *lead);
        changed |= match lead {
            Some(lead) => link(tx, actor, offer, lead).await?,
            None if role == Some(FolderRole::Inbox) => store::enqueue(tx, mailbox, offer).await?,
            None => false,
        };
    }
    if changed {
        events::notify(tx, actor.workspace, &News::Ready).await?;
    }
    Ok(())
}

async fn link(tx: &mut Tx, actor: &Actor, offer: &Offer, lead: LeadId) -> Result<bool> {
    let address = offer.from_key.clone().unwrap_or_default();
    let reason = LinkReason::Address { address };
    let Some(link) = records::link(tx, actor, offer.thread, lead, &reason, offer.received_at).await? else {
        return Ok(false);
    };
    let subject = store::subject(tx, offer.thread).await?;
    Event::new(EventKind::ThreadAttached)
        .record(lead)
        .thread(offer.thread)
        .payload(json!({ "subject": subject }))
        .undo(LinkUndo::Unlink { links: vec![link] })
        .record_in(tx, actor)
        .await?;
    // The synchronisation itself tells of the threads that it stored into.
    records::refresh_badges(tx, actor.workspace, &[offer.thread], &[]).await?;
    events::notify(tx, actor.workspace, &News::Lead { lead }).await?;
    Ok(true)
}
