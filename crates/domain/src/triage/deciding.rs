//! Create, Attach, Ignore; and what takes decisions back.

mod store;

pub(super) use store::{ignore_all, wait};

use crate::leads;
use crate::links::{self, Link, LinkUndo};
use crate::postponed::{self, Left};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
    lines, notifications, veil,
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::inbox::LinkReason;
use kurier_model::live::News;
use kurier_model::ready::{Decision, ReadyFilter};
use kurier_model::{EventId, MessageId, RecordId, ThreadId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// So long after they made it somebody takes a record away again that they do not see themselves: one for a colleague, whose alone it is.
const UNSEEN: TimeDelta = TimeDelta::hours(1);

/// What takes a decision back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct DecisionUndo {
    pub(super) thread: ThreadId,
    /// How the thread stood in the queue; `None` when it was not in it.
    pub(super) before: Option<Standing>,
    pub(super) link: Option<Link>,
    pub(super) created: Option<RecordId>,
    /// The same mail in other mailboxes of the person, decided along with it.
    #[serde(default)]
    pub(super) twins: Vec<Twin>,
    /// How the thread stood afterwards.
    #[serde(default)]
    pub(super) after: Option<Standing>,
}

impl DecisionUndo {
    fn threads(&self) -> Vec<ThreadId> {
        std::iter::once(self.thread).chain(self.twins.iter().map(|twin| twin.thread)).collect()
    }

    /// The record that was made just now.
    fn made_lately(&self, now: DateTime<Utc>) -> Option<RecordId> {
        let made_at = self.after.as_ref()?.at?;
        self.created.filter(|_| now - made_at <= UNSEEN)
    }
}

/// A thread that was decided along with another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Twin {
    pub(super) thread: ThreadId,
    pub(super) before: Option<Standing>,
    pub(super) link: Option<Link>,
    #[serde(default)]
    pub(super) after: Option<Standing>,
}

impl Twin {
    /// What takes it back, as the one that was meant.
    pub(super) fn undo(self, created: Option<RecordId>, twins: Vec<Self>) -> DecisionUndo {
        let Self { thread, before, link, after } = self;
        DecisionUndo { thread, before, link, created, twins, after }
    }
}

/// How a thread stands in the queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) state: String,
    pub(super) by: Option<UserId>,
    pub(super) at: Option<DateTime<Utc>>,
    /// A rule ignored it, which `by` made.
    #[serde(default)]
    pub(super) by_rule: bool,
    /// The message by which it waits.
    #[serde(default)]
    pub(super) message: Option<MessageId>,
    /// It is left for later, or was.
    #[serde(default)]
    pub(super) left: Option<Left>,
}

impl Standing {
    /// What is said of it while it is left for later.
    pub(super) fn postponed(&self, now: DateTime<Utc>) -> Option<&Left> {
        let holds =
            |left: &&Left| self.state == "ready" && Some(left.message) == self.message && left.until > now;
        self.left.as_ref().filter(holds)
    }

    /// Whether it can be decided on by who has seen it in a list: it is on no record, and nobody has left it with a note since. What was ignored
    /// meanwhile somebody may make something of all the same.
    pub(super) fn is_open(&self, seen: Option<ReadyFilter>, now: DateTime<Utc>) -> bool {
        self.state != "linked" && (seen != Some(ReadyFilter::Ready) || self.postponed(now).is_none())
    }

    /// The same, ignored just now.
    pub(super) fn ignored(self, actor: &Actor, now: DateTime<Utc>) -> Self {
        Self { state: "ignored".to_owned(), by: actor.user, at: Some(now), by_rule: false, ..self }
    }

    /// Whether somebody has left it by itself, and not along with `first`.
    pub(super) fn is_left_apart(&self, first: Option<&Self>, now: DateTime<Utc>) -> bool {
        let since = |left: &Left| left.at.timestamp_micros();
        let along = first.and_then(|first| first.left.as_ref()).map(since);
        self.postponed(now).is_some_and(|left| Some(since(left)) != along)
    }

    /// Whether nobody has decided anew since a decision left it as `after`. Mail may have brought it back into the queue; whether it is on the
    /// record still, links know themselves.
    fn is_still(&self, after: &Self) -> bool {
        let decided = |one: &Self| (one.by, one.at.map(|at| at.timestamp_micros()));
        let left = |one: &Self| one.left.as_ref().map(|left| (left.at.timestamp_micros(), left.note.clone()));
        match (self.state.as_str(), after.state.as_str()) {
            ("linked", "linked") => true,
            ("ignored", "ignored") => decided(self) == decided(after),
            ("ready", "ready" | "ignored") => left(self) == left(after),
            _ => false,
        }
    }
}

pub(super) async fn standing(tx: &mut Tx, thread: ThreadId) -> Result<Option<Standing>> {
    let Some(standing) = store::standing(tx, thread).await? else { return Ok(None) };
    Ok(Some(Standing { left: postponed::get(tx, thread).await?, ..standing }))
}

/// A thread that is decided on, with its subject, and the same mail in other mailboxes: all locked together, in one order.
pub(super) struct Together {
    pub(super) thread: ThreadId,
    pub(super) subject: String,
    pub(super) twins: Vec<ThreadId>,
}

pub(super) async fn together(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Together> {
    let twins = links::twins(tx, actor, &[thread]).await?;
    lines::lock(tx, actor.workspace, twins.into_iter().chain([thread])).await?;
    let (thread, subject) = lock(tx, actor, thread).await?.ok_or(Error::NotFound)?;
    let mut locked = Vec::new();
    for twin in links::twins(tx, actor, &[thread]).await? {
        locked.extend(lock(tx, actor, twin).await?.map(|(twin, _)| twin));
    }
    Ok(Together { thread, subject, twins: locked })
}

pub(super) async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    decision: Decision,
    seen: Option<ReadyFilter>,
    now: DateTime<Utc>,
) -> Result<(EventId, Option<RecordId>)> {
    let Together { thread, subject, twins: others } = together(tx, actor, thread).await?;
    let before = standing(tx, thread).await?;
    let spares_persons = decision == Decision::IgnoreAutomatic;
    if is_decided(before.as_ref(), &decision, seen, now)
        || (spares_persons && store::has_a_person(tx, thread).await?)
    {
        return Err(Error::Conflict);
    }
    let others = along(tx, others, before.as_ref(), &decision, now).await?;
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
    for twin in others {
        twins.push(decide_one(tx, actor, twin, record, &reason, state, now).await?);
    }
    let first = decide_one(tx, actor, (thread, before), record, &reason, state, now).await?;
    let undo = first.undo(created, twins);
    notifications::heard(tx, actor, &undo.threads()).await?;
    if let Some(record) = record {
        tell(tx, actor, &undo, record, &subject).await?;
    }
    let mut event = Event::new(EventKind::ThreadDecided)
        .thread(thread)
        .payload(json!({ "decision": name, "subject": subject }));
    if let Some(record) = record {
        event = event.record(record);
    }
    let event = event.undo(undo).record_in(tx, actor).await?;
    events::notify(tx, actor.workspace, &News::Ready).await?;
    Ok((event, record))
}

/// Of the same mail in other mailboxes what is decided on along, and how it stands. Where something is ignored, what somebody has left by itself
/// stays, and a person where machines are ignored.
async fn along(
    tx: &mut Tx,
    others: Vec<ThreadId>,
    first: Option<&Standing>,
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<Vec<(ThreadId, Option<Standing>)>> {
    let mut along = Vec::new();
    for twin in others {
        let before = standing(tx, twin).await?;
        let is_left = before.as_ref().is_some_and(|before| before.is_left_apart(first, now));
        let is_spared = match decision {
            Decision::Ignore => is_left,
            Decision::IgnoreAutomatic => is_left || store::has_a_person(tx, twin).await?,
            Decision::Create { .. } | Decision::Attach { .. } => false,
        };
        if !is_spared {
            along.push((twin, before));
        }
    }
    Ok(along)
}

/// Tells whom it concerns that threads are on a record now.
async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    done: &DecisionUndo,
    record: RecordId,
    subject: &str,
) -> Result<()> {
    if done.created.is_none() {
        let attached = Event::new(EventKind::ThreadAttached).record(record).thread(done.thread);
        attached.payload(json!({ "subject": subject })).record_in(tx, actor).await?;
    }
    let mut links = done.link.iter().chain(done.twins.iter().filter_map(|twin| twin.link.as_ref()));
    let has_other_addresses = links.any(|link| link.address.is_some());
    links::tell_of_links(tx, actor, record, &done.threads(), has_other_addresses).await
}

/// Locks a thread that the actor may see, so that two people cannot decide at once and it becomes part of no other meanwhile, and
/// tells its subject; of one that has become part of another, that one.
pub(super) async fn lock(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<(ThreadId, String)>> {
    let lock = lines::lock(tx, actor.workspace, [thread]).await?;
    let Some(&thread) = lock.threads().first() else { return Ok(None) };
    Ok(store::subject(tx, actor, thread).await?.map(|subject| (thread, subject)))
}

fn is_decided(
    standing: Option<&Standing>,
    decision: &Decision,
    seen: Option<ReadyFilter>,
    now: DateTime<Utc>,
) -> bool {
    let ignores = matches!(decision, Decision::Ignore | Decision::IgnoreAutomatic);
    standing.is_some_and(|standing| !standing.is_open(seen, now) || (ignores && standing.state == "ignored"))
}

/// One thread is decided on: on the record, when there is one, and out of the queue.
async fn decide_one(
    tx: &mut Tx,
    actor: &Actor,
    (thread, before): (ThreadId, Option<Standing>),
    record: Option<RecordId>,
    reason: &LinkReason,
    state: &str,
    now: DateTime<Utc>,
) -> Result<Twin> {
    let link = match record {
        Some(record) => links::link(tx, actor, thread, record, reason, now).await?,
        None => None,
    };
    store::decide(tx, actor, thread, state, now).await?;
    Ok(Twin { thread, before, link, after: standing(tx, thread).await? })
}

pub(super) async fn undo(tx: &mut Tx, actor: &Actor, undo: DecisionUndo, now: DateTime<Utc>) -> Result<()> {
    let threads = undo.threads();
    lines::lock(tx, actor.workspace, threads.iter().copied()).await?;
    lock(tx, actor, undo.thread).await?.ok_or(Error::NotFound)?;
    if let Some(made) = undo.made_lately(now) {
        veil::hold(tx, &[made]).await?;
    }
    let first = Twin { thread: undo.thread, before: undo.before, link: undo.link, after: undo.after };
    if !stands(tx, &first).await? {
        return Err(Error::Conflict);
    }
    put_back(tx, actor, std::iter::once(first).chain(undo.twins), now).await?;
    if let Some(lead) = undo.created {
        leads::remove_untouched(tx, actor, lead, now).await?;
    }
    notifications::heard(tx, actor, &threads).await?;
    events::notify(tx, actor.workspace, &News::Ready).await
}

/// Whether a thread, which may have become part of another, stands as a decision left it: also on the record onto which that put it.
async fn stands(tx: &mut Tx, decided: &Twin) -> Result<bool> {
    if let Some(link) = &decided.link
        && !links::stands(tx, link).await?
    {
        return Ok(false);
    }
    let Some(after) = &decided.after else { return Ok(true) };
    Ok(standing(tx, decided.thread).await?.is_none_or(|now| now.is_still(after)))
}

/// Puts threads, which the caller has locked, back to where they stood, but for what somebody has decided on anew. How many.
pub(super) async fn put_back(
    tx: &mut Tx,
    actor: &Actor,
    decided: impl IntoIterator<Item = Twin>,
    now: DateTime<Utc>,
) -> Result<u32> {
    let mut count = 0;
    for one in decided {
        if !stands(tx, &one).await? {
            continue;
        }
        count += 1;
        let Twin { thread, before, link, .. } = one;
        if let Some(link) = link {
            // The queue is put back below, as it was.
            let link = Link { was_ready: false, was_ignored: false, ..link };
            links::undo_link(tx, actor, LinkUndo::Unlink { links: vec![link] }, now).await?;
        }
        let Some(standing) = before else {
            store::forget(tx, thread).await?;
            continue;
        };
        store::restore(tx, thread, &standing).await?;
        match &standing.left {
            Some(left) => postponed::put(tx, actor.workspace, thread, left, now).await?,
            None => postponed::forget(tx, thread).await?,
        }
    }
    Ok(count)
}
