//! Threads on records of every kind.
//!
//! A record is seen by those for whom it is; the mail on it only by those who see its mailbox.

mod attaching;
mod finding;
mod following;
mod moving;
mod reasons;
mod store;

pub(crate) use store::twins;

use crate::{
    actor::Actor,
    badges,
    db::Tx,
    error::{Error, Result, again},
    events,
    events::{Event, EventKind},
    kurier::Kurier,
    lines, notes,
    notes::Said,
    notifications, postponed,
    postponed::Left,
    records,
};
use chrono::{DateTime, Utc};
use following::Went;
use kurier_model::inbox::{AttachedThread, Done, LinkReason};
use kurier_model::live::News;
use kurier_model::{EventId, NoteId, RecordId, ThreadId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;

/// Verbs about the threads of records.
#[derive(Debug)]
pub struct Links<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Threads on records.
    #[must_use]
    pub const fn links(&self) -> Links<'_> {
        Links { kurier: self }
    }
}

/// The most threads of a record that are listed.
const MOST: i64 = 500;

impl Links<'_> {
    /// The threads that are attached to a record and that the actor may see, the latest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a record that is not there.
    pub async fn threads_of(&self, actor: &Actor, record: RecordId) -> Result<Vec<AttachedThread>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::threads_of(&mut tx, actor, record, MOST).await?.ok_or(Error::NotFound)
    }

    /// Takes a thread off a record. An address that a lead has learned stays: it is the person's, not the thread's.
    ///
    /// # Errors
    /// [`Error::NotFound`] when they cannot be seen or are not linked.
    pub async fn detach(&self, actor: &Actor, thread: ThreadId, record: RecordId) -> Result<Done> {
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            let done = detach(&mut tx, actor, thread, record, self.kurier.now()).await?;
            tx.commit().await?;
            Ok(done)
        })
        .await
    }
}

/// Holds a record that is not in the bin for the transaction, and tells its name.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::LeadGone`] for a lead that was taken away.
pub(crate) async fn lock(tx: &mut Tx, record: RecordId) -> Result<String> {
    let held = store::lock(tx, record).await?.ok_or(Error::NotFound)?;
    match (held.is_gone, held.is_lead) {
        (false, _) => Ok(held.name),
        (true, true) => Err(Error::LeadGone),
        (true, false) => Err(Error::NotFound),
    }
}

/// A link that was made, and what came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) thread: ThreadId,
    #[serde(alias = "lead")]
    pub(crate) record: RecordId,
    /// The sender's address, when it is a lead that did not have it.
    pub(crate) address: Option<String>,
    /// The thread waited in the Ready queue …
    pub(crate) was_ready: bool,
    /// … or was ignored there.
    #[serde(default)]
    pub(crate) was_ignored: bool,
    /// It was left for later, with a note …
    #[serde(default)]
    pub(crate) left: Option<Left>,
    /// … which stands on the record's timeline.
    #[serde(default)]
    pub(crate) note: Option<NoteId>,
}

/// What takes attaching or detaching back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "link", rename_all = "snake_case")]
pub(crate) enum LinkUndo {
    Unlink {
        links: Vec<Link>,
    },
    LinkAgain {
        thread: ThreadId,
        #[serde(alias = "lead")]
        record: RecordId,
        reason: LinkReason,
        #[serde(default)]
        notes: Went,
    },
    /// It was attached to another record instead.
    Back {
        links: Vec<Link>,
        thread: ThreadId,
        record: RecordId,
        reason: LinkReason,
        #[serde(default)]
        notes: Went,
    },
}

impl LinkUndo {
    /// How many threads it concerns.
    pub(crate) fn threads(&self) -> u32 {
        match self {
            Self::Unlink { links } => u32::try_from(links.len()).unwrap_or(u32::MAX),
            Self::LinkAgain { .. } | Self::Back { .. } => 1,
        }
    }
}

/// Links a thread that the caller has locked (`lines::lock`) and checked: one that becomes part of another in the same moment would
/// keep its link where nobody looks. `None`: it is linked already.
pub(crate) async fn link(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    record: RecordId,
    reason: &LinkReason,
    now: DateTime<Utc>,
) -> Result<Option<Link>> {
    if !store::link(tx, actor, thread, record, reason, now).await? {
        return Ok(None);
    }
    // By itself nothing is learned: whoever else writes in a thread may be anybody.
    let address = match reason {
        LinkReason::ByHand { .. } | LinkReason::Created { .. } => {
            learned(tx, actor, thread, record, now).await?
        }
        LinkReason::Address { .. } | LinkReason::Written { .. } => None,
    };
    let left = postponed::take(tx, thread).await?;
    let note = match &left {
        Some(left) if !is_said(tx, record, reason, left).await? => {
            let said = Said { by: left.by, text: &left.note, at: left.at, thread: Some(thread) };
            notes::carry(tx, actor, record, said, now).await?
        }
        _ => None,
    };
    let was = store::take_from_queue(tx, actor, thread, now).await?;
    let (was_ready, was_ignored) = (was.as_deref() == Some("ready"), was.as_deref() == Some("ignored"));
    store::touch(tx, record, now).await?;
    Ok(Some(Link { thread, record, address, was_ready, was_ignored, left, note }))
}

/// Whether a note stands in what the record was made with.
async fn is_said(tx: &mut Tx, record: RecordId, reason: &LinkReason, left: &Left) -> Result<bool> {
    match reason {
        LinkReason::Created { .. } => store::is_described(tx, record, &left.note).await,
        _ => Ok(false),
    }
}

/// A lead is whoever writes on its threads; other records say themselves whom they are about.
async fn learned(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    record: RecordId,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    if !store::is_lead(tx, record).await? {
        return Ok(None);
    }
    let Some(address) = store::client_address(tx, thread).await? else { return Ok(None) };
    let is_new = records::learn_address(tx, actor, record, &address, now).await?;
    Ok(is_new.then_some(address))
}

/// After links changed: badges, open pages.
pub(crate) async fn tell_of_links(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    threads: &[ThreadId],
    has_other_addresses: bool,
) -> Result<()> {
    if has_other_addresses {
        badges::refresh_soon(tx, actor.workspace, record).await?;
    }
    let mut changed = badges::refresh(tx, threads).await?;
    // The thread shows its leads even when its badge stays: tell of every thread.
    for (thread, mailbox) in store::mailboxes(tx, threads).await? {
        if !changed.iter().any(|known| known.thread == thread) {
            changed.push(badges::Changed { thread, mailbox });
        }
    }
    badges::tell(tx, actor.workspace, changed).await?;
    notifications::heard(tx, actor, threads).await?;
    events::notify(tx, actor.workspace, &News::Record { record }).await?;
    events::notify(tx, actor.workspace, &News::Ready).await
}

async fn attach(
    tx: &mut Tx,
    actor: &Actor,
    threads: &[ThreadId],
    record: RecordId,
    now: DateTime<Utc>,
) -> Result<(Done, Vec<Link>)> {
    // All that is linked together is locked together, in one order.
    let twins = store::twins(tx, actor, threads).await?;
    lines::lock(tx, actor.workspace, twins.into_iter().chain(threads.iter().copied())).await?;
    let name = lock(tx, record).await?;
    let threads = &store::current(tx, threads).await?;
    let mut subjects = store::visible_subjects(tx, actor, threads).await?;
    if threads.is_empty() || threads.iter().any(|thread| !subjects.iter().any(|(id, _)| id == thread)) {
        return Err(Error::NotFound);
    }
    let reason = LinkReason::ByHand { by: actor.user.map(|_| actor.name.clone()) };
    let mut links = Vec::new();
    let mut attached = 0;
    for (thread, _) in &subjects {
        let made = link(tx, actor, *thread, record, &reason, now).await?;
        attached += u32::from(made.is_some());
        links.extend(made);
    }
    // The same mail in another of the person's mailboxes goes along.
    let twins = store::twins(tx, actor, threads).await?;
    let twins = lines::lock(tx, actor.workspace, twins).await?;
    let twins = twins.threads();
    for twin in twins {
        links.extend(link(tx, actor, *twin, record, &reason, now).await?);
    }
    subjects.extend(store::visible_subjects(tx, actor, twins).await?);
    let mut undo = None;
    // The last event is the newest on the timeline and takes all of them back.
    for (at, made) in links.iter().enumerate() {
        let subject =
            subjects.iter().find(|(id, _)| *id == made.thread).map_or("", |(_, subject)| subject.as_str());
        let mut event = Event::new(EventKind::ThreadAttached)
            .record(record)
            .thread(made.thread)
            .payload(json!({ "subject": subject }));
        if at + 1 == links.len() {
            event = event.undo(LinkUndo::Unlink { links: links.clone() });
        }
        undo = Some(event.record_in(tx, actor).await?);
    }
    let has_other_addresses = links.iter().any(|link| link.address.is_some());
    let touched: Vec<ThreadId> = links.iter().map(|link| link.thread).collect();
    tell_of_links(tx, actor, record, &touched, has_other_addresses).await?;
    Ok((Done { threads: attached, to_folder: Some(name), undo }, links))
}

async fn detach(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    record: RecordId,
    now: DateTime<Utc>,
) -> Result<Done> {
    let (thread, subject) = visible(tx, actor, thread).await?;
    let name = lock(tx, record).await?;
    let reason = store::unlink(tx, thread, record).await?.ok_or(Error::NotFound)?;
    store::back_to_queue(tx, thread).await?;
    let notes = following::follow(tx, actor, thread, (record, None), now).await?;
    store::touch(tx, record, now).await?;
    let undo = Event::new(EventKind::ThreadDetached)
        .record(record)
        .thread(thread)
        .payload(json!({ "subject": subject }))
        .undo(LinkUndo::LinkAgain { thread, record, reason, notes })
        .record_in(tx, actor)
        .await?;
    tell_of_links(tx, actor, record, &[thread], false).await?;
    Ok(Done { threads: 1, to_folder: Some(name), undo: Some(undo) })
}

/// Takes attaching or detaching back and tells how many threads changed.
pub(crate) async fn undo_link(
    tx: &mut Tx,
    actor: &Actor,
    undo: LinkUndo,
    now: DateTime<Utc>,
) -> Result<Option<EventId>> {
    match undo {
        LinkUndo::Unlink { links } => unlink_all(tx, actor, &links, None, now).await,
        LinkUndo::LinkAgain { thread, record, reason, notes } => {
            Ok(Some(link_again(tx, actor, thread, record, (&reason, &notes), now).await?))
        }
        LinkUndo::Back { links, thread, record, reason, notes } => {
            // Before the thread is off where they went with it.
            let to = records::current(tx, record).await?.ok_or(Error::NotFound)?;
            following::come_back(tx, actor, &notes, to).await?;
            unlink_all(tx, actor, &links, Some(thread), now).await?;
            Ok(Some(link_again(tx, actor, thread, record, (&reason, &Went::default()), now).await?))
        }
    }
}

/// Whether a thread is on the record still onto which it was put.
pub(crate) async fn stands(tx: &mut Tx, made: &Link) -> Result<bool> {
    let Some(record) = records::current(tx, made.record).await? else { return Ok(true) };
    store::is_linked(tx, made.thread, record).await
}

/// Takes links back, with all of their threads locked, and another one.
async fn unlink_all(
    tx: &mut Tx,
    actor: &Actor,
    links: &[Link],
    beside: Option<ThreadId>,
    now: DateTime<Utc>,
) -> Result<Option<EventId>> {
    // In one order, as everywhere.
    lines::lock(tx, actor.workspace, links.iter().map(|made| made.thread).chain(beside)).await?;
    let mut all = Vec::new();
    for made in links {
        all.push((made, records::current(tx, made.record).await?.ok_or(Error::NotFound)?));
    }
    let held: BTreeSet<RecordId> = all.iter().map(|(_, record)| *record).collect();
    for record in held {
        records::lock(tx, record).await?;
    }
    let mut event = None;
    for (made, record) in all {
        event = Some(unlink(tx, actor, &Link { record, ..made.clone() }, now).await?);
    }
    Ok(event)
}

/// Puts a thread on a record again that it was taken off.
async fn link_again(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    record: RecordId,
    (reason, notes): (&LinkReason, &Went),
    now: DateTime<Utc>,
) -> Result<EventId> {
    let (thread, subject) = visible(tx, actor, thread).await?;
    let record = records::current(tx, record).await?.ok_or(Error::NotFound)?;
    lock(tx, record).await?;
    store::link(tx, actor, thread, record, reason, now).await?;
    following::come_back(tx, actor, notes, record).await?;
    // What somebody has left with another note since is said there too.
    if let Some(left) = postponed::take(tx, thread).await?
        && !following::says(tx, thread, record, &left.note).await?
    {
        let said = Said { by: left.by, text: &left.note, at: left.at, thread: Some(thread) };
        notes::carry(tx, actor, record, said, now).await?;
    }
    store::take_from_queue(tx, actor, thread, now).await?;
    let event = Event::new(EventKind::ThreadAttached)
        .record(record)
        .thread(thread)
        .payload(json!({ "subject": subject }))
        .record_in(tx, actor)
        .await?;
    tell_of_links(tx, actor, record, &[thread], false).await?;
    Ok(event)
}

/// A thread that the actor may see, as what it is now, with its subject; locked, so that it becomes part of no other meanwhile.
async fn visible(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<(ThreadId, String)> {
    let lock = lines::lock(tx, actor.workspace, [thread]).await?;
    store::visible_subjects(tx, actor, lock.threads()).await?.pop().ok_or(Error::NotFound)
}

/// Takes one link back, with the address that came with it.
async fn unlink(tx: &mut Tx, actor: &Actor, made: &Link, now: DateTime<Utc>) -> Result<EventId> {
    let (thread, subject) = visible(tx, actor, made.thread).await?;
    store::unlink(tx, thread, made.record).await?.ok_or(Error::Conflict)?;
    if let Some(address) = &made.address {
        records::forget_address(tx, actor, made.record, address, now).await?;
    }
    if made.was_ready {
        store::back_to_queue(tx, thread).await?;
    }
    if made.was_ignored {
        store::ignored_again(tx, thread).await?;
    }
    if let Some(left) = &made.left {
        postponed::put(tx, actor.workspace, thread, left, now).await?;
        if let Some(note) = made.note {
            notes::carry_off(tx, actor, made.record, note, now).await?;
        }
    } else {
        following::follow(tx, actor, thread, (made.record, None), now).await?;
    }
    let event = Event::new(EventKind::ThreadDetached)
        .record(made.record)
        .thread(thread)
        .payload(json!({ "subject": subject }))
        .record_in(tx, actor)
        .await?;
    tell_of_links(tx, actor, made.record, &[thread], made.address.is_some()).await?;
    Ok(event)
}
