//! What is in the queue.

mod store;

use super::matching;
use crate::keyset::cursor;
use crate::{actor::Actor, db::Tx, error::Result, reading};
use kurier_model::MessageId;
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::{ReadyFilter, ReadyItem};

pub(super) use store::{count, other_side};

/// Characters of a preview.
const PREVIEW: usize = 600;

/// A page with previews and matches.
pub(super) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    filter: ReadyFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<ReadyItem>> {
    let mut rows = store::page(tx, actor, filter, after, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| cursor(row.received_at, row.thread));
    let messages: Vec<MessageId> = rows.iter().map(|row| row.message).collect();
    let previews = reading::previews(tx, actor, &messages, PREVIEW).await?;
    for row in &mut rows {
        if let Some((_, preview)) =
            previews.iter().find(|(message, preview)| *message == row.message && !preview.is_empty())
        {
            row.preview.clone_from(preview);
        }
    }
    if filter == ReadyFilter::Ready {
        let senders: Vec<String> = rows.iter().map(|row| row.from.key()).collect();
        let matches = matching::by_senders(tx, actor, &senders).await?;
        for (row, matches) in rows.iter_mut().zip(matches) {
            row.matches = matches;
        }
    }
    Ok(Page { rows, next })
}
