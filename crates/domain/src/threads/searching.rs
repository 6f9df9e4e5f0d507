//! Search over subject, people and text.

mod store;

use super::indexing::SEARCHABLE;
use super::{Threads, listing};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    raw::inflate,
    timeline::tsquery,
};
use chrono::{DateTime, Utc};
use kurier_mail::message::parse;
use kurier_mail::message::search_tokens::{self, Query};
use kurier_model::{
    MailboxId,
    inbox::ThreadRow,
    page::{Cursor, Page},
};
use std::collections::HashSet;
use std::sync::Arc;

/// Messages that are read at once to see whether a phrase stands in them.
const LOOKED_AT: usize = 20;
/// Larger messages are not read for a phrase: their words count as found. Bytes.
const LARGEST: i32 = 2_000_000;

impl Threads<'_> {
    /// Threads with a message in which all words of `query` occur (in any of their forms, the last one as a beginning too; what stands in
    /// quotation marks as it stands), latest first, in one mailbox or in all that the actor may see.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a mailbox that the actor may not see. A query without words finds nothing.
    pub async fn search(
        &self,
        actor: &Actor,
        mailbox: Option<MailboxId>,
        query: &str,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<ThreadRow>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let boxes = store::mailboxes(&mut tx, actor, mailbox).await?;
        if boxes.is_empty() {
            return if mailbox.is_some() { Err(Error::NotFound) } else { Ok(Page::default()) };
        }
        let query = Query::read(query);
        let Some(wanted) = tsquery(&query) else { return Ok(Page::default()) };
        let before = after
            .and_then(|cursor| Some((DateTime::from_timestamp_micros(cursor.at_micros)?, cursor.id)))
            .unwrap_or_else(|| {
                (DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default(), uuid::Uuid::max())
            });
        let mut hits = store::search(&mut tx, &boxes, &wanted, before).await?;
        let limit = limit.clamp(1, listing::MOST) as usize;
        let end = hits.last().filter(|_| hits.len() >= store::MOST_HITS).map(|hit| (hit.at, hit.message));
        if !query.phrases.is_empty() {
            hits = phrased(&mut tx, query, hits, limit).await?;
        }
        let mut seen = HashSet::new();
        let mut found: Vec<(uuid::Uuid, DateTime<Utc>)> = Vec::new();
        let mut last = None;
        let mut cut = false;
        for store::Hit { message, thread, at, placed } in hits {
            if placed && seen.insert(thread) {
                if found.len() == limit {
                    cut = true;
                    break;
                }
                found.push((thread, at));
            }
            last = Some((at, message));
        }
        let (ids, moments): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let rows = listing::thread_rows(&mut tx, actor, &ids, &moments).await?;
        let next = last
            .filter(|_| cut)
            .or(end)
            .map(|(at, message)| Cursor { at_micros: at.timestamp_micros(), id: message });
        Ok(Page { rows, next })
    }
}

/// Those hits in which the query's phrases stand: the index knows words, not their order. Looks at a few messages at a time,
/// and no further than until there is one thread more than `limit`.
async fn phrased(tx: &mut Tx, query: Query, hits: Vec<store::Hit>, limit: usize) -> Result<Vec<store::Hit>> {
    let query = Arc::new(query);
    let (mut kept, mut threads) = (Vec::new(), HashSet::new());
    for some in hits.chunks(LOOKED_AT) {
        let raws = store::raw(tx, some, LARGEST).await?;
        let query = Arc::clone(&query);
        let standing: HashSet<uuid::Uuid> = tokio::task::spawn_blocking(move || {
            raws.into_iter().filter(|(_, raw)| stands(&query, raw)).map(|(message, _)| message).collect()
        })
        .await
        .map_err(Error::internal)?;
        for hit in some.iter().filter(|hit| standing.contains(&hit.message)) {
            threads.insert(hit.thread);
            kept.push(*hit);
        }
        if threads.len() > limit {
            break;
        }
    }
    Ok(kept)
}

fn stands(query: &Query, raw: &[u8]) -> bool {
    if raw.is_empty() {
        return true;
    }
    let raw = inflate(raw);
    let parsed = raw.ok().and_then(|raw| parse::parse(&raw).ok());
    parsed.is_some_and(|parsed| query.stands_in(&search_tokens::searched(&parsed, SEARCHABLE)))
}
