//! Records of every kind: contacts, companies, and what the workspace adds. Kinds and fields are data ([`kinds`]); what stands in a field
//! is checked and written by its type ([`values`]), never by its kind.
//!
//! A record is seen by those for whom it is ([`visibility`]); mail about it only by those who see its mailbox. What a lead alone does, that it
//! is filled in from a mail, is in [`crate::leads`].

mod addresses;
mod binning;
mod board;
mod built_in;
mod changes;
mod checks;
mod defaults;
mod duplicates;
mod each;
mod history;
mod home;
mod house;
pub(crate) mod joining;
mod kinds;
mod learning;
mod listing;
pub(crate) mod many;
mod nearly;
mod photos;
mod reachable;
mod related;
mod revisions;
mod searching;
mod shape;
mod store;
mod sweeping;
mod taking_back;
mod values;
mod views;
mod visibility;
mod within;
mod writing;

pub(crate) use addresses::Addresses;
pub(crate) use learning::{forget as forget_address, learn as learn_address};
pub(crate) use revisions::mark_changed;
pub(crate) use searching::{Most, everywhere, found};
pub(crate) use store::{current, lock};
pub(crate) use visibility::Seen;
pub(crate) use within::{
    Circle, circle, company_of, is_phone, kind, put_in_stage, remove_unused, whose_mail,
};
pub(crate) use writing::{Asks, create};

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events,
    kurier::Kurier,
};
use chrono::TimeDelta;
use chrono_tz::Tz;
use kurier_model::live::News;
use kurier_model::record::{
    Back, Change, Changes, Found, Kind, KindKey, ListCursor, ListPage, ListQuery, Named, Record, RecordBoard,
    Twin,
};
use kurier_model::{Field, Reason, RecordId, StageId};
use listing::When;

/// The most rows of one page.
const LIMIT: u32 = 200;
/// So many are found at once.
const FOUND: usize = 20;
/// So many of each kind, and of all of them, where a few of each are found.
const FOUND_OF_KIND: usize = 4;
const FOUND_OF_ALL_KINDS: usize = 60;
/// So long a record lies in the bin before it is forgotten.
const IN_BIN: TimeDelta = TimeDelta::days(30);

/// Verbs about records.
#[derive(Debug)]
pub struct Records<'a> {
    kurier: &'a Kurier,
    zone: Tz,
}

impl Kurier {
    /// Leads, contacts, companies, and records of other kinds.
    #[must_use]
    pub const fn records(&self) -> Records<'_> {
        Records { kurier: self, zone: Tz::UTC }
    }
}

impl Records<'_> {
    /// The same for somebody for whom days begin as in this zone.
    #[must_use]
    pub const fn seen_from(self, zone: Tz) -> Self {
        Self { zone, ..self }
    }

    fn when(&self) -> When {
        When { now: self.kurier.now(), zone: self.zone }
    }

    /// The kinds of the workspace, with their fields.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn kinds(&self, actor: &Actor) -> Result<Vec<Kind>> {
        Ok(self.tx(actor).await?.1)
    }

    /// One kind.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn kind(&self, actor: &Actor, kind: &KindKey) -> Result<Kind> {
        Ok(self.tx_of(actor, kind).await?.1)
    }

    /// A page of a list.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind, or a field to sort or filter by, that is not there; [`Error::Invalid`] names fields of which
    /// nothing like this can be asked.
    pub async fn page(
        &self,
        actor: &Actor,
        kind: &KindKey,
        query: &ListQuery,
        after: Option<ListCursor>,
        limit: u32,
    ) -> Result<ListPage> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        listing::page(&mut tx, actor, &kind, query, self.when(), after, limit.clamp(1, LIMIT)).await
    }

    /// The records of a kind as a board.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind that is not there or has no stages, or a field to filter by; [`Error::Invalid`] names fields of
    /// which nothing like this can be asked.
    pub async fn board(&self, actor: &Actor, kind: &KindKey, query: &ListQuery) -> Result<RecordBoard> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        if kind.stages.is_empty() {
            return Err(Error::NotFound);
        }
        board::all(&mut tx, actor, &kind, query, self.when()).await
    }

    /// More cards of a column of the board.
    ///
    /// # Errors
    /// As [`Records::board`].
    pub async fn more_of_column(
        &self,
        actor: &Actor,
        kind: &KindKey,
        query: &ListQuery,
        stage: StageId,
        after: ListCursor,
    ) -> Result<ListPage> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        board::more(&mut tx, actor, &kind, query, self.when(), stage, after).await
    }

    /// A record, whole; also one in the bin. One that has become part of another is that one.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, actor: &Actor, record: RecordId) -> Result<Record> {
        let (mut tx, kinds) = self.tx(actor).await?;
        let current = store::current(&mut tx, record).await?.ok_or(Error::NotFound)?;
        Ok(Record { asked: record, ..whole(&mut tx, actor, &kinds, current).await? })
    }

    /// A new record.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind that is not there; [`Error::Invalid`] names the fields.
    pub async fn create(&self, actor: &Actor, kind: &KindKey, fields: Vec<Change>) -> Result<RecordId> {
        again(|| async {
            let (mut tx, kind) = self.tx_of(actor, kind).await?;
            let id = create(&mut tx, actor, &kind, &fields, Asks::All, self.kurier.now()).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Changes the fields that are named, and no others. What somebody else changed meanwhile in other fields stays. The record as it
    /// is then: what was written may be kept in other letters, or have changed nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] names the fields; [`Error::Changed`] when somebody else has changed some of them since:
    /// then nothing is changed.
    pub async fn update(&self, actor: &Actor, record: RecordId, changes: Changes) -> Result<Record> {
        again(|| async {
            let (mut tx, kinds) = self.tx(actor).await?;
            store::lock(&mut tx, record).await?;
            let (kind, stored) = stored(&mut tx, &kinds, record).await?;
            if stored.removed_at.is_some() {
                return Err(Error::NotFound);
            }
            let now = self.kurier.now();
            let done = writing::update(&mut tx, actor, kind, record, &stored, &changes, now).await?;
            writing::tell_followers(&mut tx, actor, record, &done, now).await?;
            let record = whole(&mut tx, actor, &kinds, record).await?;
            tx.commit().await?;
            Ok(record)
        })
        .await
    }

    /// Puts a record into a stage of its kind's pipeline: the last word counts. What takes that back.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a record of a kind without stages; [`Error::Invalid`] for a stage of another kind.
    pub async fn move_to_stage(&self, actor: &Actor, record: RecordId, stage: StageId) -> Result<Back> {
        again(|| async {
            let (mut tx, kinds) = self.tx(actor).await?;
            let back = put_in_stage(&mut tx, actor, &kinds, record, stage, self.kurier.now()).await?;
            tx.commit().await?;
            Ok(back)
        })
        .await
    }

    /// Puts a record into the bin, from which it comes back within thirty days. Removing it twice is no fault.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove(&self, actor: &Actor, record: RecordId) -> Result<()> {
        self.put_in_bin(actor, record, true).await
    }

    /// Takes a record out of the bin.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] when another one has meanwhile what may stand in one alone.
    pub async fn restore(&self, actor: &Actor, record: RecordId) -> Result<()> {
        self.put_in_bin(actor, record, false).await
    }

    async fn put_in_bin(&self, actor: &Actor, record: RecordId, in_bin: bool) -> Result<()> {
        again(|| async {
            let (mut tx, kinds) = self.tx(actor).await?;
            if !binning::put(&mut tx, actor, &kinds, record, in_bin, self.kurier.now()).await? {
                return Ok(());
            }
            let (kind, stored) = stored(&mut tx, &kinds, record).await?;
            writing::tell(&mut tx, actor, record, related::linked(kind, &stored.values)).await?;
            if !in_bin {
                events::notify(&mut tx, actor.workspace, &News::Ready).await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Records of a kind with these words, the latest active first: for a field that links to one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind that is not there.
    pub async fn find(&self, actor: &Actor, kind: &KindKey, words: &str) -> Result<Vec<Named>> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        related::find(&mut tx, &kind, words).await
    }

    /// Records of all kinds by words, best first; where there are hardly any, also those with nearly the words.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn search(&self, actor: &Actor, words: &str) -> Result<Vec<Found>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        searching::everywhere(&mut tx, words, Most::of_all(FOUND)).await
    }

    /// The same, a few of each kind, so that many of one kind hide no other.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn search_each_kind(&self, actor: &Actor, words: &str) -> Result<Vec<Found>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        searching::everywhere(&mut tx, words, Most { all: FOUND_OF_ALL_KINDS, of_kind: FOUND_OF_KIND }).await
    }

    /// Records of a kind that may be the same as one with these values, but for itself; the surest reason first.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind that is not there.
    pub async fn twins(
        &self,
        actor: &Actor,
        kind: &KindKey,
        fields: &[Change],
        except: Option<RecordId>,
    ) -> Result<Vec<Twin>> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        duplicates::twins(&mut tx, &kind, fields, except).await
    }

    /// Records that may be the same as this one, the surest reason first.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one in the bin.
    pub async fn duplicates(&self, actor: &Actor, record: RecordId) -> Result<Vec<Twin>> {
        let (mut tx, kinds) = self.tx(actor).await?;
        let (kind, stored) = stored(&mut tx, &kinds, record).await?;
        if stored.removed_at.is_some() {
            return Err(Error::NotFound);
        }
        duplicates::twins(&mut tx, kind, &duplicates::typed(kind, &stored), Some(record)).await
    }

    /// Forgets what has lain in the bin for long enough. How many there were.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_away(&self) -> Result<u64> {
        let mut tx = self.kurier.db().system_tx().await?;
        let forgotten = store::forget(&mut tx, self.kurier.now() - IN_BIN).await?;
        sweeping::forget(&mut tx, self.kurier.now() - IN_BIN).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    /// A transaction, and the kinds of the workspace. Built-in kinds and fields that it does not have yet are there from now on.
    pub(crate) async fn tx(&self, actor: &Actor) -> Result<(Tx, Vec<Kind>)> {
        let mut tx = self.kurier.db().tx(actor).await?;
        if let Some(kinds) = kinds::all(&mut tx, actor).await? {
            return Ok((tx, kinds));
        }
        kinds::add_built_in(&mut tx, actor).await?;
        tx.commit().await?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let kinds = kinds::all(&mut tx, actor).await?.ok_or_else(|| Error::internal("built-in kinds"))?;
        Ok((tx, kinds))
    }

    async fn tx_of(&self, actor: &Actor, kind: &KindKey) -> Result<(Tx, Kind)> {
        let (tx, kinds) = self.tx(actor).await?;
        let kind = kinds.into_iter().find(|known| known.key == *kind).ok_or(Error::NotFound)?;
        Ok((tx, kind))
    }
}

/// A record with everything that its page shows.
async fn whole(tx: &mut Tx, actor: &Actor, kinds: &[Kind], record: RecordId) -> Result<Record> {
    let (kind, stored) = stored(tx, kinds, record).await?;
    let revision = revisions::of(tx, record).await?.ok_or(Error::NotFound)?.now;
    let people = reachable::of(tx, kinds, kind, record, &stored).await?;
    Ok(Record {
        id: record,
        asked: record,
        revision,
        values: listing::labelled(tx, kind, &stored).await?,
        related: related::to(tx, kinds, kind, record).await?,
        reachable: reachable::addresses(tx, &people).await?,
        hidden_threads: store::hidden_threads(tx, actor, record).await?,
        photo: photos::shown_of(tx, &[record]).await?.remove(&record),
        stage_since: stored.stage_since,
        created_at: stored.created_at,
        removed_at: stored.removed_at,
        name: stored.name,
        kind: kind.clone(),
    })
}

/// A record as it stands, and its kind.
async fn stored<'k>(tx: &mut Tx, kinds: &'k [Kind], record: RecordId) -> Result<(&'k Kind, store::Stored)> {
    let stored = store::get(tx, record).await?.ok_or(Error::NotFound)?;
    let kind = kinds.iter().find(|kind| kind.key == stored.kind).ok_or(Error::NotFound)?;
    Ok((kind, stored))
}

/// No more at once than a page of a list has.
fn not_too_many(count: usize) -> Result<()> {
    if count <= LIMIT as usize {
        Ok(())
    } else {
        Err(Error::invalid(Field::Query, Reason::TooLong { max: LIMIT }))
    }
}
