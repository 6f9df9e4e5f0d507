//! Threads on leads.

mod store;

pub(crate) use store::twins;

use super::store as leads;
use crate::{
    actor::Actor,
    badges,
    db::Tx,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
    lines,
    records::{self, Addresses},
};
use chrono::{DateTime, Utc};
use kurier_model::inbox::{Done, LinkReason};
use kurier_model::live::News;
use kurier_model::{EventId, Field, LeadId, ThreadId};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A link that was made, and what came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) thread: ThreadId,
    pub(crate) lead: LeadId,
    /// The sender's address, when the lead did not have it.
    pub(crate) address: Option<String>,
    /// The thread waited in the Ready queue.
    pub(crate) was_ready: bool,
}

/// What takes attaching or detaching back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "link", rename_all = "snake_case")]
pub(crate) enum LinkUndo {
    Unlink { links: Vec<Link> },
    LinkAgain { thread: ThreadId, lead: LeadId, reason: LinkReason },
}

impl LinkUndo {
    /// How many threads it concerns.
    pub(crate) fn threads(&self) -> u32 {
        match self {
            Self::Unlink { links } => u32::try_from(links.len()).unwrap_or(u32::MAX),
            Self::LinkAgain { .. } => 1,
        }
    }
}

/// Links a thread that the caller has locked (`lines::lock`) and checked: one that becomes part of another in the same moment would
/// keep its link where nobody looks. `None`: it is linked already.
pub(crate) async fn link(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    lead: LeadId,
    reason: &LinkReason,
    now: DateTime<Utc>,
) -> Result<Option<Link>> {
    if !store::link(tx, actor, thread, lead, reason, now).await? {
        return Ok(None);
    }
    let address = match store::client_address(tx, thread).await? {
        Some(address) if records::add_address(tx, actor, lead, Addresses::Email, &address).await? => {
            Some(address)
        }
        _ => None,
    };
    if let Some(address) = &address
        && records::addresses_of(tx, lead, Addresses::Email).await?.first() == Some(address)
    {
        records::mark_changed(tx, lead, &[Field::Email]).await?;
    }
    let was_ready = store::take_from_queue(tx, actor, thread, now).await?;
    store::touch(tx, lead, now).await?;
    Ok(Some(Link { thread, lead, address, was_ready }))
}

/// After links changed: badges, open pages.
pub(crate) async fn tell_of_links(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    threads: &[ThreadId],
    has_other_addresses: bool,
) -> Result<()> {
    if has_other_addresses {
        badges::refresh_soon(tx, actor.workspace, lead).await?;
    }
    let mut changed = badges::refresh(tx, threads).await?;
    // The thread shows its leads even when its badge stays: tell of every thread.
    for (thread, mailbox) in store::mailboxes(tx, threads).await? {
        if !changed.iter().any(|known| known.thread == thread) {
            changed.push(badges::Changed { thread, mailbox });
        }
    }
    badges::tell(tx, actor.workspace, changed).await?;
    events::notify(tx, actor.workspace, &News::Record { record: lead }).await?;
    events::notify(tx, actor.workspace, &News::Ready).await
}

pub(super) async fn attach(
    tx: &mut Tx,
    actor: &Actor,
    threads: &[ThreadId],
    lead: LeadId,
    now: DateTime<Utc>,
) -> Result<Done> {
    // All that is linked together is locked together, in one order.
    let twins = store::twins(tx, actor, threads).await?;
    lines::lock(tx, actor.workspace, twins.into_iter().chain(threads.iter().copied())).await?;
    leads::lock(tx, lead).await?;
    let (row, _) = leads::get(tx, actor, lead).await?.ok_or(Error::NotFound)?;
    let threads = &store::current(tx, threads).await?;
    let mut subjects = store::visible_subjects(tx, actor, threads).await?;
    if threads.is_empty() || threads.iter().any(|thread| !subjects.iter().any(|(id, _)| id == thread)) {
        return Err(Error::NotFound);
    }
    let reason = LinkReason::ByHand { by: actor.user.map(|_| actor.name.clone()) };
    let mut links = Vec::new();
    let mut attached = 0;
    for (thread, _) in &subjects {
        let made = link(tx, actor, *thread, lead, &reason, now).await?;
        attached += u32::from(made.is_some());
        links.extend(made);
    }
    // The same mail in another of the person's mailboxes goes along.
    let twins = store::twins(tx, actor, threads).await?;
    let twins = lines::lock(tx, actor.workspace, twins).await?;
    let twins = twins.threads();
    for twin in twins {
        links.extend(link(tx, actor, *twin, lead, &reason, now).await?);
    }
    subjects.extend(store::visible_subjects(tx, actor, twins).await?);
    let mut undo = None;
    // The last event is the newest on the timeline and takes all of them back.
    for (at, made) in links.iter().enumerate() {
        let subject =
            subjects.iter().find(|(id, _)| *id == made.thread).map_or("", |(_, subject)| subject.as_str());
        let mut event = Event::new(EventKind::ThreadAttached)
            .record(lead)
            .thread(made.thread)
            .payload(json!({ "subject": subject }));
        if at + 1 == links.len() {
            event = event.undo(LinkUndo::Unlink { links: links.clone() });
        }
        undo = Some(event.record_in(tx, actor).await?);
    }
    let has_other_addresses = links.iter().any(|link| link.address.is_some());
    let touched: Vec<ThreadId> = links.iter().map(|link| link.thread).collect();
    tell_of_links(tx, actor, lead, &touched, has_other_addresses).await?;
    Ok(Done { threads: attached, to_folder: Some(row.name), undo })
}

pub(super) async fn detach(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    lead: LeadId,
    now: DateTime<Utc>,
) -> Result<Done> {
    let (row, _) = leads::get(tx, actor, lead).await?.ok_or(Error::NotFound)?;
    let (thread, subject) = visible(tx, actor, thread).await?;
    let reason = store::unlink(tx, thread, lead).await?.ok_or(Error::NotFound)?;
    store::back_to_queue(tx, thread).await?;
    store::touch(tx, lead, now).await?;
    let undo = Event::new(EventKind::ThreadDetached)
        .record(lead)
        .thread(thread)
        .payload(json!({ "subject": subject }))
        .undo(LinkUndo::LinkAgain { thread, lead, reason })
        .record_in(tx, actor)
        .await?;
    tell_of_links(tx, actor, lead, &[thread], false).await?;
    Ok(Done { threads: 1, to_folder: Some(row.name), undo: Some(undo) })
}

/// Takes attaching or detaching back and tells how many threads changed.
pub(crate) async fn undo_link(
    tx: &mut Tx,
    actor: &Actor,
    undo: LinkUndo,
    now: DateTime<Utc>,
) -> Result<Option<EventId>> {
    match undo {
        LinkUndo::Unlink { links } => {
            // In one order, as everywhere.
            lines::lock(tx, actor.workspace, links.iter().map(|made| made.thread)).await?;
            let mut event = None;
            for made in links {
                event = Some(unlink(tx, actor, &made).await?);
            }
            Ok(event)
        }
        LinkUndo::LinkAgain { thread, lead, reason } => {
            let (thread, subject) = visible(tx, actor, thread).await?;
            leads::lock(tx, lead).await?;
            store::link(tx, actor, thread, lead, &reason, now).await?;
            store::take_from_queue(tx, actor, thread, now).await?;
            let event = Event::new(EventKind::ThreadAttached)
                .record(lead)
                .thread(thread)
                .payload(json!({ "subject": subject }))
                .record_in(tx, actor)
                .await?;
            tell_of_links(tx, actor, lead, &[thread], false).await?;
            Ok(Some(event))
        }
    }
}

/// A thread that the actor may see, as what it is now, with its subject; locked, so that it becomes part of no other meanwhile.
async fn visible(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<(ThreadId, String)> {
    let lock = lines::lock(tx, actor.workspace, [thread]).await?;
    store::visible_subjects(tx, actor, lock.threads()).await?.pop().ok_or(Error::NotFound)
}

/// Takes one link back, with the address that came with it.
async fn unlink(tx: &mut Tx, actor: &Actor, made: &Link) -> Result<EventId> {
    let (thread, subject) = visible(tx, actor, made.thread).await?;
    store::unlink(tx, thread, made.lead).await?.ok_or(Error::Conflict)?;
    if let Some(address) = &made.address {
        let was_first =
            records::addresses_of(tx, made.lead, Addresses::Email).await?.first() == Some(address);
        records::remove_address(tx, made.lead, Addresses::Email, address).await?;
        if was_first {
            records::mark_changed(tx, made.lead, &[Field::Email]).await?;
        }
    }
    if made.was_ready {
        store::back_to_queue(tx, thread).await?;
    }
    let event = Event::new(EventKind::ThreadDetached)
        .record(made.lead)
        .thread(thread)
        .payload(json!({ "subject": subject }))
        .record_in(tx, actor)
        .await?;
    tell_of_links(tx, actor, made.lead, &[thread], made.address.is_some()).await?;
    Ok(event)
}
