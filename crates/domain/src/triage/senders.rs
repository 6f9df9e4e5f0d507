//! Automatic mail of one sender: ignored all at once, and from now on. What a person wrote, be it through a machine that names them, is never
//! among it.

mod store;

pub(super) use store::ruled;

use super::deciding::{self, Twin};
use super::queue::Asked;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
    keyset::cursor,
    lines, links, notifications,
};
use chrono::{DateTime, Utc};
use kurier_model::live::News;
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::SenderRule;
use kurier_model::{EventId, SenderRuleId, ThreadId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Rule;

/// The most threads that are ignored at once.
const MOST: i64 = 2_000;

/// What takes it back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SenderUndo {
    ignored: Vec<Twin>,
    /// The rule that was made.
    rule: Option<SenderRuleId>,
}

/// What brings a rule back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RuleUndo {
    removed: Rule,
}

/// Ignores what waits of the machine by whose message a thread stands in the queue: of that what is `shown`, with its copies in other mailboxes;
/// or all, and what it sends from now on. How many threads were ignored.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when a person wrote it, or another machine than `sender` meanwhile.
pub(super) async fn ignore(
    tx: &mut Tx,
    actor: &Actor,
    (thread, sender): (ThreadId, &str),
    shown: Option<&Asked>,
    now: DateTime<Utc>,
) -> Result<(EventId, u32)> {
    actor.person()?;
    let found = store::sender(tx, actor, thread).await?.ok_or(Error::NotFound)?;
    let (thread, key) = (found.thread, found.key.filter(|key| key == sender).ok_or(Error::Conflict)?);
    let everything = Asked::everything(now);
    let mut waiting = store::waiting(tx, actor, &key, None, shown.unwrap_or(&everything), MOST).await?;
    if shown.is_some() {
        waiting.extend(links::twins(tx, actor, &waiting).await?);
    }
    // What waits once nobody else decides on it any more.
    let lock = lines::lock(tx, actor.workspace, waiting).await?;
    let waiting = store::waiting(tx, actor, &key, Some(lock.threads()), &everything, MOST).await?;
    let mut ignored = Vec::new();
    for thread in waiting {
        let before = deciding::standing(tx, thread).await?;
        let after = before.clone().map(|before| before.ignored(actor, now));
        ignored.push(Twin { thread, before, link: None, after });
    }
    let threads: Vec<ThreadId> = ignored.iter().map(|one| one.thread).collect();
    deciding::ignore_all(tx, actor, &threads, now).await?;
    notifications::heard(tx, actor, &threads).await?;
    let rule = match shown {
        None => store::insert(tx, actor, &key, now).await?,
        Some(_) => None,
    };
    if ignored.is_empty() && rule.is_none() {
        return Err(Error::Conflict);
    }
    let count = u32::try_from(ignored.len()).unwrap_or(u32::MAX);
    let event = Event::new(EventKind::ThreadDecided)
        .thread(thread)
        .payload(json!({ "decision": "ignore_sender", "address": key, "threads": count }))
        .undo(SenderUndo { ignored, rule })
        .record_in(tx, actor)
        .await?;
    events::notify(tx, actor.workspace, &News::Ready).await?;
    Ok((event, count))
}

pub(super) async fn undo(tx: &mut Tx, actor: &Actor, undo: SenderUndo, now: DateTime<Utc>) -> Result<u32> {
    let lock = lines::lock(tx, actor.workspace, undo.ignored.iter().map(|one| one.thread)).await?;
    let threads = deciding::put_back(tx, actor, undo.ignored, now).await?;
    notifications::heard(tx, actor, lock.threads()).await?;
    if let Some(rule) = undo.rule {
        store::remove(tx, rule).await?;
    }
    events::notify(tx, actor.workspace, &News::Ready).await?;
    Ok(threads)
}

/// Rules about addresses with these letters, the latest first.
pub(super) async fn rules(
    tx: &mut Tx,
    letters: &str,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<SenderRule>> {
    let letters = letters.replace('\0', "").trim().to_lowercase();
    let mut rows = store::page(tx, &letters, after, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|rule| cursor(rule.at, rule.id));
    Ok(Page { rows, next })
}

/// From now on the sender's mail is asked about again; what was ignored stays so.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn remove(tx: &mut Tx, actor: &Actor, rule: SenderRuleId) -> Result<EventId> {
    actor.person()?;
    let removed = store::remove(tx, rule).await?.ok_or(Error::NotFound)?;
    let event = Event::new(EventKind::SenderRuleRemoved)
        .payload(json!({ "address": removed.address }))
        .undo(RuleUndo { removed })
        .record_in(tx, actor)
        .await?;
    events::notify(tx, actor.workspace, &News::Ready).await?;
    Ok(event)
}

pub(super) async fn bring_back(tx: &mut Tx, actor: &Actor, undo: RuleUndo) -> Result<()> {
    store::bring_back(tx, actor, &undo.removed).await?;
    events::notify(tx, actor.workspace, &News::Ready).await
}
