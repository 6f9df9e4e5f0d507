//! The thread list of a folder, by keyset pages.

mod store;

use super::Threads;
use crate::{Actor, Result};
use kurier_model::{
    FolderId,
    inbox::{ThreadFilter, ThreadRow},
    page::{Cursor, Page},
};

pub(super) use store::thread_rows;

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
        let rows = store::page(&mut tx, actor, folder, filter, after, limit).await?;
        if rows.is_empty() {
            store::require_folder(&mut tx, actor, folder).await?;
        }
        let next = (rows.len() >= limit as usize)
            .then(|| {
                rows.last().map(|row| Cursor { at_micros: row.last_at.timestamp_micros(), id: row.id.0 })
            })
            .flatten();
        Ok(Page { rows, next })
    }
}
