//! Search over subject, people and text.

mod store;

use super::{Threads, listing};
use crate::{Actor, Error, Result};
use chrono::{DateTime, Utc};
use kurier_mail::message::search_tokens;
use kurier_model::{
    MailboxId,
    inbox::ThreadRow,
    page::{Cursor, Page},
};
use std::collections::HashSet;

impl Threads<'_> {
    /// Threads with a message in which all words of `query` occur (the last one as a beginning), latest first, in one
    /// mailbox or in all that the actor may see.
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
        let Some(query) = tsquery(query) else { return Ok(Page::default()) };
        let before = after
            .and_then(|cursor| DateTime::from_timestamp_micros(cursor.at_micros))
            .unwrap_or_else(|| DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default());
        let hits = store::search(&mut tx, &boxes, &query, before).await?;
        let limit = limit.clamp(1, listing::MOST) as usize;
        let mut seen = HashSet::new();
        let mut found: Vec<(uuid::Uuid, DateTime<Utc>)> = Vec::new();
        let mut last = None;
        let mut cut = false;
        for store::Hit { thread, at, placed } in hits.iter().copied() {
            if placed && seen.insert(thread) {
                if found.len() == limit {
                    cut = true;
                    break;
                }
                found.push((thread, at));
            }
            last = Some(at);
        }
        let (ids, moments): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let rows = listing::thread_rows(&mut tx, actor, &ids, &moments).await?;
        let more = cut || hits.len() >= store::MOST_HITS;
        let next = last
            .filter(|_| more)
            .map(|at| Cursor { at_micros: at.timestamp_micros(), id: uuid::Uuid::nil() });
        Ok(Page { rows, next })
    }
}

/// The words as Postgres reads them: quoted, all needed, the last as a beginning.
fn tsquery(query: &str) -> Option<String> {
    let words = search_tokens::query_tokens(query);
    let last = words.len().checked_sub(1)?;
    let quoted = words.iter().enumerate().map(|(index, word)| {
        let word = word.replace('\\', "\\\\").replace('\'', "''");
        let prefix = if index == last { ":*" } else { "" };
        format!("'{word}'{prefix}")
    });
    Some(quoted.collect::<Vec<_>>().join(" & "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_words_and_nothing_else() {
        assert_eq!(tsquery("faktura żółta").as_deref(), Some("'faktura' & 'zolta':*"));
        assert_eq!(tsquery("  & | ! '"), None);
    }
}
