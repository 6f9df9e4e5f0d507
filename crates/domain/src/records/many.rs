//! Many records at once, for imports: each is read and checked by itself, and they are looked up and written together.

mod store;

use super::store::{Stored, hold_stage, index};
use super::values::{self, Value, Written};
use super::{Addresses, listing, related, revisions, shape::hold_kind, visibility, writing};
use super::{built_in, checks};
use crate::{
    actor::Actor,
    badges,
    db::Tx,
    error::{Error, Result},
    events,
    events::EventKind,
    veil,
};
use chrono::{DateTime, Utc};
use kurier_model::record::{Change, Changes, FieldDefinition, FieldType, Kind};
use kurier_model::{Field, FieldId, Invalid, Reason, RecordId, StageId};
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};

/// What is to stand in the fields of a record.
pub(crate) struct Values<'k> {
    written: Vec<Written<'k>>,
    /// Mail and calls find the record by its addresses.
    is_reached: bool,
}

/// By what a record is known to be there already.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    Email(String),
    /// Of a field in which no two have the same.
    Unique(FieldId, String),
    Name(String),
}

impl Mark {
    /// Whether a record that has this can have the other no more.
    pub(crate) fn replaces(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unique(field, _), Self::Unique(others, _)) => field == others,
            (Self::Name(_), Self::Name(_)) => true,
            _ => false,
        }
    }
}

/// What tells two of one name apart: their numbers, and what they link to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits(HashMap<FieldId, HashSet<String>>);

impl Traits {
    /// What a record that had these has when values with the others were written over it.
    pub(crate) fn with(mut self, kind: &Kind, others: &Self) -> Self {
        for (field, others) in &others.0 {
            let own = self.0.entry(*field).or_default();
            if kind.field(*field).is_some_and(|field| !field.what.has_several()) {
                own.clear();
            }
            own.extend(others.iter().cloned());
        }
        self
    }

    /// Whether there is something that both have, and nothing of it is the same.
    pub(crate) fn differ(&self, other: &Self) -> bool {
        self.0.iter().any(|(field, own)| other.0.get(field).is_some_and(|theirs| own.is_disjoint(theirs)))
    }

    fn of<'v>(values: impl Iterator<Item = (&'v FieldDefinition, &'v Value)>) -> Self {
        let telling = values
            .filter(|(field, _)| {
                matches!(field.what, FieldType::Phone | FieldType::Link { several: None, .. })
            })
            .map(|(field, value)| (field.id, value.words().map(str::to_owned).collect()));
        Self(telling.collect())
    }
}

impl<'k> Values<'k> {
    /// Reads values as people write them; people, records and stages by their ids. All that is wrong is said.
    pub(crate) fn read(kind: &'k Kind, given: &[Change]) -> (Self, Invalid) {
        let (mut written, mut invalid) = writing::read(kind, &given.iter().collect::<Vec<_>>());
        for Written { field, value } in &mut written {
            let Some(value) = value else { continue };
            if field.what == FieldType::Stage && !checks::place(kind, value) {
                invalid.add(Field::OfKind(field.id), Reason::Unknown);
            }
        }
        (Self { written, is_reached: kind.is_reached() }, invalid)
    }

    /// With what a new record needs. What is required and missing is said.
    pub(crate) fn begun(mut self, actor: &Actor, kind: &'k Kind) -> (Self, Invalid) {
        let mut invalid = Invalid::default();
        writing::begin(kind, &mut self.written, &mut invalid);
        visibility::own(actor, kind, kind.visibility, &mut self.written);
        (self, invalid)
    }

    fn filled(&self) -> impl Iterator<Item = (&'k FieldDefinition, &Value)> {
        self.written.iter().filter_map(|one| Some((one.field, one.value.as_ref()?)))
    }

    fn value(&self, what: &FieldType) -> Option<&Value> {
        self.filled().find(|(field, _)| field.what == *what).map(|(_, value)| value)
    }

    /// Addresses and what no two have; a name alone only where there is none of these.
    pub(crate) fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (field, value) in self.filled() {
            if field.unique {
                marks.extend(value.keys.iter().map(|key| Mark::Unique(field.id, key.text())));
            } else if field.what == FieldType::Email && self.is_reached {
                marks.extend(value.words().map(|key| Mark::Email(key.to_owned())));
            }
        }
        if marks.is_empty() { self.name().into_iter().collect() } else { marks }
    }

    /// All addresses, each with its field.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = (FieldId, &str)> {
        let emails = self.filled().filter(|(field, _)| field.what == FieldType::Email);
        emails.flat_map(|(field, value)| value.words().map(move |word| (field.id, word)))
    }

    fn name(&self) -> Option<Mark> {
        let name = self.value(&FieldType::Name)?.words().next()?;
        Some(Mark::Name(name.to_owned()))
    }

    /// By what the record is known that has these values: all of them, and its name.
    pub(crate) fn all_marks(&self) -> Vec<Mark> {
        let mut marks = self.marks();
        marks.extend(self.name().filter(|name| !marks.contains(name)));
        marks
    }

    pub(crate) fn traits(&self) -> Traits {
        Traits::of(self.filled())
    }

    /// The records that it links to.
    pub(crate) fn links(&self) -> impl Iterator<Item = RecordId> {
        let links = self.filled().filter(|(field, _)| matches!(field.what, FieldType::Link { .. }));
        links.flat_map(|(_, value)| value.words()).filter_map(|id| id.parse().ok())
    }

    /// Writes them over what stands in a record; whether that says anything new.
    pub(crate) fn write_over(&self, kind: &Kind, texts: &mut Texts) -> bool {
        let changes = self.added_to(|field| texts.get(&field).cloned().unwrap_or_default());
        let mut is_new = false;
        for change in &changes {
            let Field::OfKind(field) = change.field else { continue };
            let kept = writing::as_kept(kind, change).value;
            if texts.get(&field).map(String::as_str).unwrap_or_default() != kept {
                texts.insert(field, kept);
                is_new = true;
            }
        }
        is_new
    }

    /// As changes of a record that has these values: of what can be several the others stay.
    fn added_to(&self, now: impl Fn(FieldId) -> String) -> Vec<Change> {
        let change = |Written { field, value }: &Written<'_>| {
            let Some(value) = value else {
                return Change { field: Field::OfKind(field.id), value: String::new() };
            };
            let others = if field.what.has_several() { now(field.id) } else { String::new() };
            let value =
                if others.is_empty() { value.text.clone() } else { format!("{others}, {}", value.text) };
            Change { field: Field::OfKind(field.id), value }
        };
        self.written.iter().map(change).collect()
    }
}

/// The records of a kind, not those in the bin, that have one of these marks, with what tells them apart: nothing, of one that the actor may
/// not see and that has what no two may have. Whoever wants something that no two may have waits until
/// this transaction is over.
pub(crate) async fn marked(
    tx: &mut Tx,
    kind: &Kind,
    marks: &[Mark],
) -> Result<Vec<(Mark, RecordId, Option<Traits>)>> {
    let (mut emails, mut names, mut unique) = (Vec::new(), Vec::new(), Vec::new());
    for mark in marks {
        match mark {
            Mark::Email(key) => emails.push(key.clone()),
            Mark::Name(name) => names.push(name.clone()),
            Mark::Unique(field, text) => unique.push((*field, text.clone())),
        }
    }
    for words in [&mut emails, &mut names] {
        words.sort_unstable();
        words.dedup();
    }
    unique.sort_unstable();
    unique.dedup();
    store::wait_for_each_other(tx, &unique).await?;
    let mut found: Vec<(Mark, RecordId)> = Vec::new();
    for (key, record) in store::with_addresses(tx, &kind.key, Addresses::Email, &emails).await? {
        found.push((Mark::Email(key), record));
    }
    let lifted = veil::lift(tx).await?;
    let taken = store::with_unique(tx, &unique).await?;
    lifted.back(tx).await?;
    for (field, text, record) in taken {
        found.push((Mark::Unique(field, text), record));
    }
    if let Some(field) = kind.first(&FieldType::Name) {
        for (name, record) in store::named(tx, &kind.key, field.id, &names).await? {
            found.push((Mark::Name(name), record));
        }
    }
    let ids: Vec<RecordId> = found.iter().map(|(_, record)| *record).collect();
    let traits: HashMap<RecordId, Traits> = listing::stored(tx, &ids)
        .await?
        .into_iter()
        .map(|(id, stored)| {
            let read = |field: &'_ FieldDefinition| {
                let text = stored.value(kind, field.id)?;
                values::read_again(&field.what, text).ok().flatten()
            };
            let values: Vec<(&FieldDefinition, Value)> =
                kind.fields.iter().filter_map(|field| Some((field, read(field)?))).collect();
            (id, Traits::of(values.iter().map(|(field, value)| (*field, value))))
        })
        .collect();
    let found = found.into_iter();
    Ok(found.map(|(mark, id)| (mark, id, traits.get(&id).cloned())).collect())
}

/// The records of a kind that are called so, or are written to so: by name or address, folded.
pub(crate) async fn called(
    tx: &mut Tx,
    kind: &Kind,
    names: &[String],
    addresses: &[String],
) -> Result<Vec<(String, RecordId)>> {
    let mut found = store::with_addresses(tx, &kind.key, Addresses::Email, addresses).await?;
    if let Some(field) = kind.first(&FieldType::Name) {
        found.extend(store::named(tx, &kind.key, field.id, names).await?);
    }
    Ok(found)
}

/// Makes records of a kind, whose values were begun and checked. Nobody is told that they have been given one.
pub(crate) async fn create(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    fresh: &[(RecordId, Values<'_>)],
    now: DateTime<Utc>,
) -> Result<()> {
    if fresh.is_empty() {
        return Ok(());
    }
    hold_kind(tx, &kind.key).await?;
    let worth = kind.first(&FieldType::Money).map(|field| field.id);
    let rows: Vec<store::Row> = fresh.iter().map(|(id, values)| row(kind, *id, values, worth)).collect();
    let stages: HashSet<StageId> = rows.iter().filter_map(|row| Some(row.stage?.0)).collect();
    for stage in stages {
        // It was taken away since the values were read: one begins anew.
        hold_stage(tx, stage).await?.ok_or(Error::Crossed)?;
    }
    veil::hold(tx, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    store::insert(tx, actor, kind, &rows, now).await?;
    let (mut keys, mut addresses) = (Vec::new(), Vec::new());
    for (id, values) in fresh {
        for (field, value) in values.filled() {
            keys.extend((0_i16..).zip(&value.keys).map(|(place, key)| (*id, field.id, place, key)));
        }
        addresses.extend(reached_by(*id, values));
    }
    index(tx, actor, &keys).await?;
    store::add_addresses(tx, actor, addresses).await?;
    let ids: Vec<RecordId> = fresh.iter().map(|(id, _)| *id).collect();
    events::record_many(tx, actor, EventKind::RecordCreated, &ids, &Json::Null).await?;
    badges::refresh_known_soon(tx, actor.workspace, &ids).await
}

fn row(kind: &Kind, id: RecordId, values: &Values<'_>, worth: Option<FieldId>) -> store::Row {
    let texts = values.filled().filter(|(field, _)| field.what != FieldType::Name);
    let owner = values.filled().find(|(field, _)| field.key == built_in::OWNER);
    let owner = owner.filter(|(field, _)| field.what == FieldType::Person);
    let worth = values.filled().find(|(field, _)| Some(field.id) == worth);
    let worth = worth.and_then(|(_, value)| value.money());
    let company = values.filled().find(|(field, _)| field.key == built_in::COMPANY_NAME);
    let company = company.filter(|(field, _)| field.what == FieldType::Text);
    let stage = values.value(&FieldType::Stage).and_then(|stage| kind.stage(stage.text.parse().ok()?));
    store::Row {
        id,
        name: values.value(&FieldType::Name).map(|name| name.text.clone()).unwrap_or_default(),
        values: texts.map(|(field, value)| (field.id, value.text.clone())).collect(),
        owner: owner.and_then(|(_, value)| value.text.parse().ok()),
        stage: stage.map(|stage| (stage.id, stage.outcome.closes())),
        worth: worth.map(|(amount, currency)| (amount, currency.to_owned())),
        company: company.map(|(_, value)| value.text.clone()),
    }
}

fn reached_by(id: RecordId, values: &Values<'_>) -> Vec<(RecordId, Addresses, String, i32)> {
    let mut addresses = Vec::new();
    if !values.is_reached {
        return addresses;
    }
    for (kind, what) in [(Addresses::Email, FieldType::Email), (Addresses::Phone, FieldType::Phone)] {
        let mut texts: Vec<_> = values.filled().filter(|(field, _)| field.what == what).collect();
        texts.sort_by_key(|(field, _)| field.is_own());
        let all = texts.into_iter().flat_map(|(_, value)| values::list(&value.text));
        addresses.extend((0_i32..).zip(all).map(|(position, text)| (id, kind, text, position)));
    }
    addresses
}

/// What an import has done to a record that was there.
pub(crate) struct Overwritten {
    /// What stood in the fields that it changed.
    pub(crate) before: Vec<Change>,
    pub(crate) revision: u32,
}

/// Writes values over what stands in a record, whoever wrote it; what has several gets them added. `None` when it says all that already.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] names the fields, and nothing is changed.
pub(crate) async fn overwrite(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    values: &Values<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Overwritten>> {
    let stored = store::locked(tx, record).await?;
    let text = |field: FieldId| stored.value(kind, field).unwrap_or_default().to_owned();
    let fields = values.added_to(text);
    write(tx, actor, kind, record, &stored, fields, now).await
}

/// What came of putting a record back.
pub(crate) enum PutBack {
    /// It is as it was, at this revision.
    At(u32),
    /// Somebody has changed it since: it stays.
    Changed,
    /// It is in the bin, or gone.
    Gone,
}

/// Puts back what stood in a record, if nobody has changed it since.
///
/// # Errors
/// [`Error::Invalid`] when another one has meanwhile what may stand in one alone.
pub(crate) async fn put_back(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    revision: u32,
    before: Vec<Change>,
    now: DateTime<Utc>,
) -> Result<PutBack> {
    let mut stored = match store::locked(tx, record).await {
        Err(Error::NotFound) => return Ok(PutBack::Gone),
        stored => stored?,
    };
    stored.allow_again(&before);
    if revisions::of(tx, record).await?.is_none_or(|known| known.now != revision) {
        return Ok(PutBack::Changed);
    }
    let done = write(tx, actor, kind, record, &stored, before, now).await?;
    Ok(PutBack::At(done.map_or(revision, |done| done.revision)))
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    stored: &Stored,
    fields: Vec<Change>,
    now: DateTime<Utc>,
) -> Result<Option<Overwritten>> {
    let revision = revisions::of(tx, record).await?.ok_or(Error::NotFound)?.now;
    let before = fields
        .iter()
        .map(|change| Change { field: change.field, value: text_of(kind, stored, change.field) });
    let before = before.collect();
    let changes = Changes { revision, fields };
    let done = writing::change(tx, actor, kind, record, stored, &changes, now).await?;
    if done.is_some_and(|done| done.moves_mail) {
        badges::refresh_known_soon(tx, actor.workspace, &[record]).await?;
    }
    let after = revisions::of(tx, record).await?.ok_or(Error::NotFound)?.now;
    Ok((after != revision).then_some(Overwritten { before, revision: after }))
}

fn text_of(kind: &Kind, stored: &Stored, field: Field) -> String {
    match field {
        Field::OfKind(id) => stored.value(kind, id).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

/// What stands in the fields of a record, or would.
pub(crate) type Texts = HashMap<FieldId, String>;

/// What stands in these records.
pub(crate) async fn texts(
    tx: &mut Tx,
    kind: &Kind,
    records: &[RecordId],
) -> Result<HashMap<RecordId, Texts>> {
    let all = listing::stored(tx, records).await?.into_iter().map(|(id, stored)| {
        let text = |field: &FieldDefinition| Some((field.id, stored.value(kind, field.id)?.to_owned()));
        (id, kind.fields.iter().filter_map(text).collect())
    });
    Ok(all.collect())
}

/// Puts records of a kind into the bin that nobody has changed since they were at these revisions, and on which nobody works: none has a note,
/// a task or mail of its own, and none is linked to. Those that went.
pub(crate) async fn remove(
    tx: &mut Tx,
    actor: &Actor,
    kinds: &[Kind],
    kind: &Kind,
    records: &[(RecordId, u32)],
    now: DateTime<Utc>,
) -> Result<Vec<RecordId>> {
    let links = kinds.iter().flat_map(|other| related::links_to(other, &kind.key));
    let fields: Vec<FieldId> = links.map(|field| field.id).collect();
    let gone = store::remove(tx, &fields, records, now).await?;
    events::record_many(tx, actor, EventKind::RecordRemoved, &gone, &Json::Null).await?;
    badges::refresh_known_soon(tx, actor.workspace, &gone).await?;
    Ok(gone)
}
