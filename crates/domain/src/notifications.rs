//! Notifications: what a person is told in Kurier, because others gave them something, named them, or a day came.
//!
//! Whoever does something tells of it in the same transaction ([`tell`]); nobody is told of what they did themselves, nor of a kind
//! that they do not want. What is not so any more, and is not read yet, is taken back ([`untell`]), but for a task that is done: that is
//! struck out. What can no longer be seen is not shown.

mod store;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events,
    events::{Event, EventKind},
    keyset::cursor,
    kurier::Kurier,
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::live::News;
use kurier_model::notification::{Notification, NotificationKind};
use kurier_model::page::{Cursor, Page};
use kurier_model::{NoteId, NotificationId, RecordId, TaskId, ThreadId, UserId};
use serde_json::json;
use uuid::Uuid;

/// The most rows of one page.
const LIMIT: u32 = 200;
/// What was read is forgotten so long after.
const READ_KEPT: TimeDelta = TimeDelta::days(90);
/// And everything so long after it was told.
const KEPT: TimeDelta = TimeDelta::days(365);

/// Verbs about what a person is told.
#[derive(Debug)]
pub struct Notifications<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// What a person is told.
    #[must_use]
    pub const fn notifications(&self) -> Notifications<'_> {
        Notifications { kurier: self }
    }
}

impl Notifications<'_> {
    /// What the person was told, the latest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a worker.
    pub async fn page(&self, actor: &Actor, after: Option<Cursor>, limit: u32) -> Result<Page<Notification>> {
        let (person, limit) = (actor.person()?, limit.clamp(1, LIMIT));
        let mut tx = self.kurier.db().tx(actor).await?;
        let mut rows = store::page(&mut tx, person, after, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| cursor(row.at, row.id));
        Ok(Page { rows, next })
    }

    /// How much of it is not read; of more than a hundred, a hundred.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a worker.
    pub async fn count(&self, actor: &Actor) -> Result<u32> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::unread(&mut tx, actor.person()?).await
    }

    /// The person has read one of them, or all.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a worker; [`Error::NotFound`] for one that is not there, or is somebody else's.
    pub async fn read(&self, actor: &Actor, which: Option<NotificationId>) -> Result<()> {
        let person = actor.person()?;
        again(|| async {
            let mut tx = self.kurier.db().tx(actor).await?;
            if let Some(one) = which
                && !store::is_told(&mut tx, person, one).await?
            {
                return Err(Error::NotFound);
            }
            if store::read(&mut tx, person, which, self.kurier.now()).await? {
                events::notify(&mut tx, actor.workspace, &News::Notified { person }).await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Every kind, and whether the person wants it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a worker.
    pub async fn kinds(&self, actor: &Actor) -> Result<Vec<(NotificationKind, bool)>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let untold = store::untold(&mut tx, actor.person()?).await?;
        Ok(NotificationKind::ALL.map(|kind| (kind, !untold.contains(&kind))).to_vec())
    }

    /// From now on the person wants to be told of this, or not.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a worker.
    pub async fn want(&self, actor: &Actor, kind: NotificationKind, is_wanted: bool) -> Result<()> {
        let person = actor.person()?;
        let mut tx = self.kurier.db().tx(actor).await?;
        store::want(&mut tx, person, kind, is_wanted).await?;
        Event::new(EventKind::MemberChanged)
            .payload(json!({ "user": person, "notification": kind, "wanted": is_wanted }))
            .record_in(&mut tx, actor)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Forgets what is old.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_away(&self) -> Result<()> {
        let now = self.kurier.now();
        let mut tx = self.kurier.db().system_tx().await?;
        store::forget(&mut tx, now - READ_KEPT, now - KEPT).await?;
        Ok(tx.commit().await?)
    }
}

/// Of what those are told who follow a record.
const FOLLOWED: [NotificationKind; 5] = [
    NotificationKind::Followed,
    NotificationKind::RecordMail,
    NotificationKind::RecordMoved,
    NotificationKind::RecordNote,
    NotificationKind::RecordChanged,
];

/// What somebody is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) what: NotificationKind,
    pub(crate) task: Option<TaskId>,
    pub(crate) record: Option<RecordId>,
    pub(crate) note: Option<NoteId>,
    pub(crate) thread: Option<ThreadId>,
}

impl Told {
    pub(crate) const fn task(what: NotificationKind, task: TaskId) -> Self {
        Self { what, task: Some(task), record: None, note: None, thread: None }
    }

    pub(crate) const fn record(what: NotificationKind, record: RecordId) -> Self {
        Self { what, task: None, record: Some(record), note: None, thread: None }
    }

    pub(crate) const fn thread(what: NotificationKind, thread: ThreadId) -> Self {
        Self { what, task: None, record: None, note: None, thread: Some(thread) }
    }

    pub(crate) const fn note(record: RecordId, note: NoteId) -> Self {
        let what = NotificationKind::Mentioned;
        Self { what, task: None, record: Some(record), note: Some(note), thread: None }
    }

    /// The narrowest of what it names but for a thread, as it is kept (`notifications.about`).
    fn about(self) -> Option<Uuid> {
        let record = self.record.map(|id| id.0);
        self.note.map(|id| id.0).or(self.task.map(|id| id.0)).or(record)
    }
}

/// Tells a person of something, unless they did it themselves, do not want to know, or have left. The same once more takes the place of
/// what is not read yet.
pub(crate) async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    person: UserId,
    told: Told,
    now: DateTime<Utc>,
) -> Result<()> {
    if actor.user == Some(person) {
        return Ok(());
    }
    let is_told = match told.thread {
        Some(thread) => store::tell_of_thread(tx, actor, person, (told.what, thread), now).await?,
        None => store::tell(tx, actor, person, told, now).await?,
    };
    if !is_told {
        return Ok(());
    }
    events::notify(tx, actor.workspace, &News::Notified { person }).await
}

/// Something was decided about these threads: what people were told of them and have not read may not be so any more, or be so again.
pub(crate) async fn heard(tx: &mut Tx, actor: &Actor, threads: &[ThreadId]) -> Result<()> {
    for person in store::unread_of_threads(tx, threads).await? {
        events::notify(tx, actor.workspace, &News::Notified { person }).await?;
    }
    Ok(())
}

/// These people do not follow a record any more: what they have not read of it they need not be told.
pub(crate) async fn forget_news(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    people: &[UserId],
) -> Result<()> {
    for person in store::forget_unread(tx, record, people, &FOLLOWED).await? {
        events::notify(tx, actor.workspace, &News::Notified { person }).await?;
    }
    Ok(())
}

/// These people may not see a record any more, and are told nothing of it. Their pages are to read everything again, this too.
pub(crate) async fn forget_all(tx: &mut Tx, record: RecordId, people: &[UserId]) -> Result<()> {
    store::forget_unread(tx, record, people, &NotificationKind::ALL).await?;
    Ok(())
}

/// It is not so any more: whoever has not read it, but these, need not be told.
pub(crate) async fn untell(tx: &mut Tx, actor: &Actor, told: Told, but: &[UserId]) -> Result<()> {
    for person in store::untell(tx, told, but).await? {
        events::notify(tx, actor.workspace, &News::Notified { person }).await?;
    }
    Ok(())
}
