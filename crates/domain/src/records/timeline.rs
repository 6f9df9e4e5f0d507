//! What happened around a lead.

mod store;

use super::cursor;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::LeadId;
use kurier_model::lead::TimelineEntry;
use kurier_model::page::{Cursor, Page};
use uuid::Uuid;

/// Mail and events merged by time, newest first.
pub(super) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<TimelineEntry>> {
    let mut entries: Vec<(Uuid, TimelineEntry)> = store::mail(tx, actor, lead, after, limit + 1).await?;
    entries.extend(store::events(tx, actor, lead, after, limit + 1).await?);
    entries.sort_by_key(|(id, entry)| std::cmp::Reverse((entry.at, *id)));
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next = entries.last().filter(|_| more).map(|(id, entry)| cursor(entry.at, *id));
    Ok(Page { rows: entries.into_iter().map(|(_, entry)| entry).collect(), next })
}
