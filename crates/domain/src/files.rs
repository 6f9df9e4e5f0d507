//! Files of records: what people put beside a record of any kind, and what came with the mail on its timeline. Whoever sees a record sees
//! its files, adds some, renames and takes away those that were put there; what came with mail is the mail's.

mod store;

use crate::timeline::Around;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
    file_name, followers,
    keyset::cursor,
    kurier::Kurier,
};
use chrono::TimeDelta;
use kurier_model::file::{FileOrigin, LONGEST_NAME, MOST_BYTES, MOST_FILES, RecordFile};
use kurier_model::live::News;
use kurier_model::notification::NotificationKind;
use kurier_model::page::{Cursor, Page};
use kurier_model::{Field, FileId, Reason, RecordId};
use serde_json::json;

/// How long a file is kept that was taken away.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Verbs about files that people put beside records.
#[derive(Debug)]
pub struct Files<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Files that people put beside records.
    #[must_use]
    pub const fn files(&self) -> Files<'_> {
        Files { kurier: self }
    }
}

/// A file, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl Files<'_> {
    /// Looks whether files can be put beside a record, before they are sent.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a record in the bin; [`Error::Forbidden`] for a worker.
    pub async fn may_add(&self, actor: &Actor, record: RecordId) -> Result<()> {
        actor.person()?;
        let mut tx = self.kurier.db().tx(actor).await?;
        store::is_there(&mut tx, record).await?.then_some(()).ok_or(Error::NotFound)
    }

    /// Puts a file beside a record. Its name is cleaned.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a record in the bin; [`Error::Invalid`] about [`Field::Attachment`]: too large, or one too many.
    pub async fn add(&self, actor: &Actor, record: RecordId, file: WholeFile) -> Result<FileId> {
        let author = actor.person()?;
        let size = file.bytes.len() as u64;
        if size > MOST_BYTES {
            return Err(Error::invalid(
                Field::Attachment,
                Reason::TooLarge { bytes: size, most: MOST_BYTES },
            ));
        }
        let file = WholeFile {
            name: file_name::clean(&file.name),
            media_type: file_name::media_type(&file.media_type),
            bytes: file.bytes,
        };
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        // Held by this, so that nobody counts what is not there yet.
        if !store::touch(&mut tx, record, now).await? {
            return Err(Error::NotFound);
        }
        if store::count(&mut tx, record).await? >= i64::from(MOST_FILES) {
            return Err(Error::invalid(Field::Attachment, Reason::NotAllowed));
        }
        let id = FileId::new();
        store::insert(&mut tx, actor, author, id, record, &file, now).await?;
        tell(&mut tx, actor, EventKind::FileAdded, record, id).await?;
        followers::tell(&mut tx, actor, record, NotificationKind::RecordChanged, &[author], now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// A file that was put beside a record, whole.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one that was taken away.
    pub async fn get(&self, actor: &Actor, file: FileId) -> Result<WholeFile> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::whole(&mut tx, file).await?.ok_or(Error::NotFound)
    }

    /// Calls a file something else; `was` is what it was called on the screen. Doing it twice is no fault.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one that was taken away, or whose record is in the bin; [`Error::Conflict`] when somebody has renamed it
    /// meanwhile; [`Error::Invalid`] about [`Field::Name`].
    pub async fn rename(&self, actor: &Actor, file: FileId, was: &str, name: &str) -> Result<()> {
        actor.person()?;
        let name = checked(name)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let (record, held) = self.hold(&mut tx, file).await?;
        if held.removed_at.is_some() {
            return Err(Error::NotFound);
        }
        if held.name == name {
            return Ok(());
        }
        if held.name != was {
            return Err(Error::Conflict);
        }
        store::rename(&mut tx, file, &name).await?;
        tell(&mut tx, actor, EventKind::FileRenamed, record, file).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes a file away; it can be brought back for a while. Doing it twice is no fault.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one whose record is in the bin.
    pub async fn remove(&self, actor: &Actor, file: FileId) -> Result<()> {
        self.put_away(actor, file, true).await
    }

    /// Brings a file back that was taken away.
    ///
    /// # Errors
    /// As [`Files::remove`].
    pub async fn restore(&self, actor: &Actor, file: FileId) -> Result<()> {
        self.put_away(actor, file, false).await
    }

    async fn put_away(&self, actor: &Actor, file: FileId, away: bool) -> Result<()> {
        actor.person()?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let (record, held) = self.hold(&mut tx, file).await?;
        if held.removed_at.is_some() == away {
            return Ok(());
        }
        store::put_away(&mut tx, file, away.then(|| self.kurier.now())).await?;
        let what = if away { EventKind::FileRemoved } else { EventKind::FileRestored };
        tell(&mut tx, actor, what, record, file).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Holds the record of a file, which is not in the bin, and then the file.
    async fn hold(&self, tx: &mut Tx, file: FileId) -> Result<(RecordId, store::Held)> {
        let record = store::record_of(tx, file).await?.ok_or(Error::NotFound)?;
        if !store::touch(tx, record, self.kurier.now()).await? {
            return Err(Error::NotFound);
        }
        // It may have become another's while this one was waited for.
        let held = store::lock(tx, record, file).await?.ok_or(Error::Conflict)?;
        Ok((record, held))
    }

    /// Forgets what was taken away long ago, of everybody.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_away(&self) -> Result<()> {
        let mut tx = self.kurier.db().system_tx().await?;
        store::forget(&mut tx, self.kurier.now() - KEPT).await?;
        Ok(tx.commit().await?)
    }
}

/// Files of the mail on a record's timeline that the actor may see, and those that people put beside the record, newest first.
pub(crate) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    around: &Around<'_>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<RecordFile>> {
    let mut files = store::of_mail(tx, actor, around, after, limit + 1).await?;
    files.extend(store::added(tx, around.record, after, limit + 1).await?);
    let place = |file: &RecordFile| match file.origin {
        FileOrigin::Mail { attachment, .. } => (file.at, attachment.0),
        FileOrigin::Added { file: id, .. } => (file.at, id.0),
    };
    files.sort_by_key(|file| std::cmp::Reverse(place(file)));
    let more = files.len() > limit as usize;
    files.truncate(limit as usize);
    let next = files.last().filter(|_| more).map(place).map(|(at, id)| cursor(at, id));
    Ok(Page { rows: files, next })
}

async fn tell(tx: &mut Tx, actor: &Actor, what: EventKind, record: RecordId, file: FileId) -> Result<()> {
    Event::new(what).record(record).payload(json!({ "file": file })).record_in(tx, actor).await?;
    events::notify(tx, actor.workspace, &News::Record { record }).await
}

/// What somebody wants a file called.
fn checked(name: &str) -> Result<String> {
    let name = name.trim();
    let refused = |reason| Err(Error::invalid(Field::Name, reason));
    if name.is_empty() {
        return refused(Reason::Required);
    }
    if name.chars().count() > LONGEST_NAME as usize {
        return refused(Reason::TooLong { max: LONGEST_NAME });
    }
    if let Some(characters) = Reason::characters(name, file_name::is_refused) {
        return refused(characters);
    }
    // Dots alone are no name, and at the end systems drop them.
    let clean = file_name::clean(name);
    if clean != name { refused(Reason::Wrong) } else { Ok(clean) }
}
