//! What happened around a record.

use super::{Records, changes, reachable, related, stored};
use crate::timeline::{self, Around};
use crate::{actor::Actor, error::Result, files};
use kurier_model::RecordId;
use kurier_model::file::RecordFile;
use kurier_model::page::{Cursor, Page};
use kurier_model::timeline::{TimelinePage, TimelineQuery};

impl Records<'_> {
    /// What happened around a record and those that belong to it, newest first: mail that the actor may see, notes and events.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`].
    pub async fn timeline(
        &self,
        actor: &Actor,
        record: RecordId,
        query: impl Into<TimelineQuery> + Send,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<TimelinePage> {
        let query = query.into();
        let (mut tx, kinds) = self.tx(actor).await?;
        let (kind, stored) = stored(&mut tx, &kinds, record).await?;
        let people = reachable::of(&mut tx, &kinds, kind, record, &stored).await?;
        let (related, has_more) = related::belonging(&mut tx, &kinds, kind, record).await?;
        let around = Around { record, people: &people, related: &related };
        let limit = limit.clamp(1, super::LIMIT);
        let mut page = timeline::page(&mut tx, actor, &around, &query, after, limit).await?;
        changes::describe(&mut tx, &kinds, &mut page.rows).await?;
        let newest = has_more.then(|| u32::try_from(related.len()).unwrap_or(u32::MAX));
        Ok(TimelinePage { rows: page.rows, next: page.next, newest })
    }

    /// The files of a record, newest first: of the mail on its timeline that the actor may see, and those that people have put there.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`].
    pub async fn files(
        &self,
        actor: &Actor,
        record: RecordId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<RecordFile>> {
        let (mut tx, kinds) = self.tx(actor).await?;
        let (kind, stored) = stored(&mut tx, &kinds, record).await?;
        let people = reachable::of(&mut tx, &kinds, kind, record, &stored).await?;
        let (related, _) = related::belonging(&mut tx, &kinds, kind, record).await?;
        let around = Around { record, people: &people, related: &related };
        files::page(&mut tx, actor, &around, after, limit.clamp(1, super::LIMIT)).await
    }
}
