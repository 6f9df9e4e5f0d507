//! Photos of records that are people: one is shown in place of initials. Whoever sees the record sees it, brings another one or takes it away;
//! what was shown before can be shown again for a while.

mod picture;
mod store;

pub(super) use store::shown_of;

use super::{Records, store as rows, stored};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events::{self, Event, EventKind},
    followers,
};
use chrono::TimeDelta;
use kurier_model::live::News;
use kurier_model::notification::NotificationKind;
use kurier_model::photo::{MOST_BYTES, PhotoChange, PhotoHash};
use kurier_model::{Field, Reason, RecordId};
use serde_json::json;

/// How long one is kept that is not shown any more.
const KEPT: TimeDelta = TimeDelta::days(30);
/// So many of them are kept of a record.
const MOST: i64 = 20;

impl Records<'_> {
    /// Looks whether a record can have a photo, before one is sent.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a record in the bin, or of a kind that is no people; [`Error::Forbidden`] for a worker.
    pub async fn may_have_photo(&self, actor: &Actor, record: RecordId) -> Result<()> {
        actor.person()?;
        self.with_photo(actor, record).await?;
        Ok(())
    }

    /// Makes a record's photo of a picture: square, small, and with nothing else in it that the file brought along.
    ///
    /// # Errors
    /// As [`Records::may_have_photo`]; [`Error::Invalid`] about [`Field::Attachment`]: too large, or no picture that can be read.
    pub async fn put_photo(&self, actor: &Actor, record: RecordId, bytes: Vec<u8>) -> Result<PhotoChange> {
        let author = actor.person()?;
        let size = bytes.len() as u64;
        if size > MOST_BYTES {
            return Err(Error::invalid(
                Field::Attachment,
                Reason::TooLarge { bytes: size, most: MOST_BYTES },
            ));
        }
        let made = picture::made(bytes).await?;
        again(|| async {
            let mut tx = self.with_photo(actor, record).await?;
            let before = store::shown(&mut tx, record).await?;
            let change = PhotoChange { before, now: Some(made.hash.clone()) };
            if change.before == change.now {
                return Ok(change);
            }
            let now = self.kurier.now();
            store::put_away(&mut tx, record, now).await?;
            store::insert(&mut tx, actor, author, record, &made, now).await?;
            store::forget_but(&mut tx, record, MOST).await?;
            self.changed_photo(tx, actor, record, true).await?;
            Ok(change)
        })
        .await
    }

    /// Shows another photo that the record had, or none; `seen` is the one on the screen. Doing it twice is no fault.
    ///
    /// # Errors
    /// As [`Records::may_have_photo`]; [`Error::NotFound`] for one that it never had, or that is forgotten; [`Error::Conflict`] when somebody
    /// else has brought another one meanwhile.
    pub async fn choose_photo(
        &self,
        actor: &Actor,
        record: RecordId,
        seen: Option<&PhotoHash>,
        wanted: Option<&PhotoHash>,
    ) -> Result<()> {
        actor.person()?;
        if wanted.is_some_and(|wanted| !wanted.is_one()) {
            return Err(Error::NotFound);
        }
        again(|| async {
            let mut tx = self.with_photo(actor, record).await?;
            let shown = store::shown(&mut tx, record).await?;
            if shown.as_ref() == wanted {
                return Ok(());
            }
            if shown.as_ref() != seen {
                return Err(Error::Conflict);
            }
            store::put_away(&mut tx, record, self.kurier.now()).await?;
            if let Some(wanted) = wanted
                && !store::bring_back(&mut tx, record, wanted).await?
            {
                return Err(Error::NotFound);
            }
            self.changed_photo(tx, actor, record, wanted.is_some()).await
        })
        .await
    }

    /// The photo that a record shows, as it is drawn (JPEG).
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one that is not shown any more.
    pub async fn photo(&self, actor: &Actor, record: RecordId, photo: &PhotoHash) -> Result<Vec<u8>> {
        if !photo.is_one() {
            return Err(Error::NotFound);
        }
        let mut tx = self.kurier.db().tx(actor).await?;
        store::bytes(&mut tx, record, photo).await?.ok_or(Error::NotFound)
    }

    /// Forgets what has not been shown for long, of everybody.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_photos_away(&self) -> Result<()> {
        let mut tx = self.kurier.db().system_tx().await?;
        store::forget(&mut tx, self.kurier.now() - KEPT).await?;
        Ok(tx.commit().await?)
    }

    /// A transaction that holds a record which can have a photo.
    async fn with_photo(&self, actor: &Actor, record: RecordId) -> Result<Tx> {
        let (mut tx, kinds) = self.tx(actor).await?;
        rows::lock(&mut tx, record).await?;
        let (kind, stored) = stored(&mut tx, &kinds, record).await?;
        let can_have = kind.has_photos() && stored.removed_at.is_none();
        can_have.then_some(tx).ok_or(Error::NotFound)
    }

    async fn changed_photo(&self, mut tx: Tx, actor: &Actor, record: RecordId, is_there: bool) -> Result<()> {
        let now = self.kurier.now();
        store::touch(&mut tx, record, now).await?;
        let event = Event::new(EventKind::PhotoChanged).record(record).payload(json!({ "there": is_there }));
        event.record_in(&mut tx, actor).await?;
        followers::tell(&mut tx, actor, record, NotificationKind::RecordChanged, &[], now).await?;
        events::notify(&mut tx, actor.workspace, &News::Record { record }).await?;
        Ok(tx.commit().await?)
    }
}
