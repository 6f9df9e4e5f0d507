//! The thread list of a folder, by keyset pages.

mod store;

use super::Threads;
use crate::{actor::Actor, db::Tx, error::Result, outbox};
use chrono::{DateTime, Utc};
use kurier_model::{
    FolderId,
    inbox::{ThreadFilter, ThreadRow},
    page::{Cursor, Page},
};
use uuid::Uuid;

/// More rows than this are never handed out at once.
pub(super) const MOST: u32 = 200;

impl Threads<'_> {
    /// The threads of a folder, latest first, after `after`.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the actor may not see the folder.
    pub async fn page(
        &self,
        actor: &Actor,
        folder: FolderId,
        filter: ThreadFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<ThreadRow>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let limit = limit.clamp(1, MOST);
        let mut rows = store::page(&mut tx, actor, folder, filter, after, limit).await?;
        if rows.is_empty() {
            store::require_folder(&mut tx, actor, folder).await?;
        }
        mark_begun(&mut tx, actor, &mut rows).await?;
        let next = (rows.len() >= limit as usize)
            .then(|| {
                rows.last().map(|row| Cursor { at_micros: row.last_at.timestamp_micros(), id: row.id.0 })
            })
            .flatten();
        Ok(Page { rows, next })
    }
}

/// Lines of these threads, in the order of `ids`, with the moment that each was found by.
pub(super) async fn thread_rows(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Uuid],
    found_at: &[DateTime<Utc>],
) -> Result<Vec<ThreadRow>> {
    let mut rows = store::thread_rows(tx, actor, ids, found_at).await?;
    mark_begun(tx, actor, &mut rows).await?;
    Ok(rows)
}

/// A person has few drafts: they are read once for all lines.
async fn mark_begun(tx: &mut Tx, actor: &Actor, rows: &mut [ThreadRow]) -> Result<()> {
    let begun = outbox::threads_begun(tx, actor).await?;
    for row in rows {
        row.draft = begun.contains(&row.id);
    }
    Ok(())
}
