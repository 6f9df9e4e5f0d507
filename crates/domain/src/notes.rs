//! Notes: what people write down about a record. Whoever may see it reads them on its timeline; whoever wrote one changes it.

mod mentions;
mod searching;
mod store;

pub(crate) use store::along;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
    followers,
    kurier::Kurier,
    notifications,
    notifications::Told,
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::live::News;
use kurier_model::notification::NotificationKind;
use kurier_model::timeline::FoundNote;
use kurier_model::{Field, NoteId, Reason, RecordId, ThreadId, UserId};
use serde_json::json;

const LONGEST: u32 = 20_000;
/// So many are found at once.
const FOUND: usize = 10;
/// How long a note is kept that was taken away.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Verbs about notes.
#[derive(Debug)]
pub struct Notes<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// What people write down about records.
    #[must_use]
    pub const fn notes(&self) -> Notes<'_> {
        Notes { kurier: self }
    }
}

impl Notes<'_> {
    /// Notes by their words, of records that the actor may see; a piece of each.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn search(&self, actor: &Actor, words: &str) -> Result<Vec<FoundNote>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        searching::find(&mut tx, words, FOUND).await
    }

    /// Writes a note about a record of any kind.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a record in the bin; [`Error::Invalid`] for a note that says nothing, or too much.
    pub async fn add(&self, actor: &Actor, record: RecordId, text: &str) -> Result<NoteId> {
        let author = actor.person()?;
        let text = checked(text)?;
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        if !store::touch(&mut tx, record, now).await? {
            return Err(Error::NotFound);
        }
        let note = NoteId::new();
        let said = Said { by: author, text: &text, at: now, thread: None };
        store::insert(&mut tx, actor, note, record, &said).await?;
        tell(&mut tx, actor, EventKind::NoteAdded, record, note).await?;
        let named = tell_mentioned(&mut tx, actor, record, note, ("", &text), now).await?;
        followers::tell(&mut tx, actor, record, NotificationKind::RecordNote, &named, now).await?;
        tx.commit().await?;
        Ok(note)
    }

    /// Writes a note of the actor's anew.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a note of somebody else; [`Error::Invalid`] as [`Notes::add`].
    pub async fn change(&self, actor: &Actor, note: NoteId, text: &str) -> Result<()> {
        let author = actor.person()?;
        let text = checked(text)?;
        let now = self.kurier.now();
        let mut tx = self.kurier.db().tx(actor).await?;
        let before = store::lock(&mut tx, author, note).await?.ok_or(Error::NotFound)?;
        let record = store::change(&mut tx, author, note, &text, now).await?.ok_or(Error::NotFound)?;
        tell(&mut tx, actor, EventKind::NoteChanged, record, note).await?;
        tell_mentioned(&mut tx, actor, record, note, (&before, &text), now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes a note of the actor's away.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a note of somebody else.
    pub async fn remove(&self, actor: &Actor, note: NoteId) -> Result<()> {
        self.put_away(actor, note, true).await
    }

    /// Brings a note back that the actor took away.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a note of somebody else.
    pub async fn restore(&self, actor: &Actor, note: NoteId) -> Result<()> {
        self.put_away(actor, note, false).await
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

    async fn put_away(&self, actor: &Actor, note: NoteId, away: bool) -> Result<()> {
        let author = actor.person()?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let at = away.then(|| self.kurier.now());
        let record = store::put_away(&mut tx, author, note, at).await?.ok_or(Error::NotFound)?;
        let what = if away { EventKind::NoteRemoved } else { EventKind::NoteRestored };
        tell(&mut tx, actor, what, record, note).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What somebody says of a record.
pub(crate) struct Said<'a> {
    pub(crate) by: UserId,
    pub(crate) text: &'a str,
    pub(crate) at: DateTime<Utc>,
    /// With which it comes.
    pub(crate) thread: Option<ThreadId>,
}

/// A note that came onto a record with a thread.
pub(crate) struct Along {
    pub(crate) note: NoteId,
    pub(crate) by: UserId,
    pub(crate) text: String,
    pub(crate) at: DateTime<Utc>,
}

/// Writes what somebody has said elsewhere about what is part of a record now, as a note of theirs of that moment. `None`: it stands there.
pub(crate) async fn carry(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    said: Said<'_>,
    now: DateTime<Utc>,
) -> Result<Option<NoteId>> {
    if store::is_there(tx, record, &said).await? {
        return Ok(None);
    }
    let note = NoteId::new();
    store::insert(tx, actor, note, record, &said).await?;
    tell(tx, actor, EventKind::NoteAdded, record, note).await?;
    let mut told = tell_mentioned(tx, actor, record, note, ("", said.text), now).await?;
    told.push(said.by);
    followers::tell(tx, actor, record, NotificationKind::RecordNote, &told, now).await?;
    Ok(Some(note))
}

/// Takes away what [`carry`] wrote, when it is still there.
pub(crate) async fn carry_off(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    note: NoteId,
    now: DateTime<Utc>,
) -> Result<()> {
    match store::carry_off(tx, note, record, now).await? {
        true => tell(tx, actor, EventKind::NoteRemoved, record, note).await,
        false => Ok(()),
    }
}

/// Puts what [`carry`] wrote about one record onto another, whose followers hear of it.
pub(crate) async fn move_along(
    tx: &mut Tx,
    actor: &Actor,
    notes: &[NoteId],
    (from, to): (RecordId, RecordId),
    now: DateTime<Utc>,
) -> Result<()> {
    for (note, author) in store::move_to(tx, notes, to, false).await? {
        tell(tx, actor, EventKind::NoteRemoved, from, note).await?;
        tell(tx, actor, EventKind::NoteAdded, to, note).await?;
        followers::tell(tx, actor, to, NotificationKind::RecordNote, &[author], now).await?;
    }
    Ok(())
}

/// Brings notes back onto the record from which they were moved or, where they `are_away`, taken.
pub(crate) async fn bring_back(
    tx: &mut Tx,
    actor: &Actor,
    notes: &[NoteId],
    record: RecordId,
    are_away: bool,
) -> Result<()> {
    for (note, _) in store::move_to(tx, notes, record, are_away).await? {
        tell(tx, actor, EventKind::NoteRestored, record, note).await?;
    }
    Ok(())
}

/// Tells those who are named in a note and were not named in it before; whoever is not named any more need not be told. Who is named.
async fn tell_mentioned(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    note: NoteId,
    (before, now_says): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Vec<UserId>> {
    if !before.contains('@') && !now_says.contains('@') {
        return Ok(Vec::new());
    }
    let people = store::people(tx).await?;
    let (known, named) = (mentions::of(before, &people), mentions::of(now_says, &people));
    let told = Told::note(record, note);
    for person in named.iter().filter(|person| !known.contains(person)) {
        notifications::tell(tx, actor, *person, told, now).await?;
    }
    if known.iter().any(|person| !named.contains(person)) {
        notifications::untell(tx, actor, told, &named).await?;
    }
    Ok(named)
}

async fn tell(tx: &mut Tx, actor: &Actor, what: EventKind, record: RecordId, note: NoteId) -> Result<()> {
    Event::new(what).record(record).payload(json!({ "note": note })).record_in(tx, actor).await?;
    events::notify(tx, actor.workspace, &News::Record { record }).await
}

fn checked(text: &str) -> Result<String> {
    let text = text.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
    if text.is_empty() {
        return Err(Error::invalid(Field::Description, Reason::Required));
    }
    if text.chars().count() > LONGEST as usize {
        return Err(Error::invalid(Field::Description, Reason::TooLong { max: LONGEST }));
    }
    Ok(text)
}
