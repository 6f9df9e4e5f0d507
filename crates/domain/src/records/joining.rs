//! Several records of a kind side by side, for whoever makes one of them (`merging`), and writing into the one that stays.

use super::related::{self, named};
use super::store::{self, Stored};
use super::values::{self, Written};
use super::{built_in, checks, duplicates, listing, revisions, stored, visibility, writing};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::record::{
    Change, FieldDefinition, FieldType, FieldValue, Kind, Linked, MergeField, MergeSide, Named,
};
use kurier_model::visibility::Visibility;
use kurier_model::{Field, FieldId, Invalid, Reason, RecordId};
use serde::{Deserialize, Serialize};

/// One of several records.
pub(crate) struct Side {
    pub(crate) id: RecordId,
    pub(crate) revision: u32,
    pub(crate) is_removed: bool,
    stored: Stored,
}

impl Side {
    fn text(&self, kind: &Kind, field: FieldId) -> &str {
        self.stored.value(kind, field).unwrap_or_default()
    }
}

/// A field that was written, and what stood in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changed {
    field: FieldId,
    before: String,
    after: String,
}

/// Holds records for the transaction, in the order of their ids.
pub(crate) async fn hold(tx: &mut Tx, records: &[RecordId]) -> Result<()> {
    let mut ids = records.to_vec();
    ids.sort_unstable();
    for id in ids {
        store::lock(tx, id).await?;
    }
    Ok(())
}

/// Records as they stand, in this order, and the kind that all are of; what is in the bin is among them.
///
/// # Errors
/// [`Error::NotFound`], also for records of several kinds, and for those of which kinds know nothing.
pub(crate) async fn sides<'k>(
    tx: &mut Tx,
    kinds: &'k [Kind],
    records: &[RecordId],
) -> Result<(&'k Kind, Vec<Side>)> {
    let (mut kind, mut sides) = (None, Vec::new());
    for id in records {
        let (own, stored) = stored(tx, kinds, *id).await?;
        if kind.replace(own).is_some_and(|known| known.key != own.key) {
            return Err(Error::NotFound);
        }
        let revision = revisions::of(tx, *id).await?.ok_or(Error::NotFound)?.now;
        sides.push(Side { id: *id, revision, is_removed: stored.removed_at.is_some(), stored });
    }
    Ok((kind.ok_or(Error::NotFound)?, sides))
}

/// What some saw of one of them does not become what everybody sees: the narrowest of all holds for the one that stays, also when they come
/// apart again.
pub(crate) fn narrowest(sides: &[Side]) -> Option<Visibility> {
    Visibility::ALL.into_iter().rev().find(|one| sides.iter().any(|side| side.stored.visibility == *one))
}

/// Whether not the same people see all of them: what is not for everybody is seen as whose it is.
pub(crate) fn differs(kind: &Kind, sides: &[Side]) -> bool {
    let owner = kind.field_called(built_in::OWNER).map(|field| field.id);
    let seen = |side: &Side| {
        let visibility = side.stored.visibility;
        let owner = owner.filter(|_| visibility != Visibility::Everybody);
        (visibility, owner.map(|owner| side.text(kind, owner).to_owned()))
    };
    sides.iter().any(|side| sides.first().is_some_and(|first| seen(first) != seen(side)))
}

/// Lets the winner be seen as the narrowest of all. Whoever would not see it any more could not take it apart again.
///
/// # Errors
/// [`Error::Invalid`] where it would be nobody's, or the actor would not see it.
pub(crate) async fn narrow(tx: &mut Tx, actor: &Actor, winner: &Side, sides: &[Side]) -> Result<()> {
    if let Some(narrowest) = narrowest(sides).filter(|narrowest| *narrowest != winner.stored.visibility) {
        visibility::narrow(tx, winner.id, narrowest).await?;
    }
    visibility::check_sight(tx, actor, winner.id).await
}

/// How a record is shown beside the others.
pub(crate) fn shown(kind: &Kind, side: &Side) -> MergeSide {
    let Named { id, name, note } = named(kind, side.id, &side.stored);
    let filled = duplicates::typed(kind, &side.stored).len();
    let filled = u32::try_from(filled).unwrap_or(u32::MAX);
    MergeSide { id, name, note, revision: side.revision, created_at: side.stored.created_at, filled }
}

/// The fields in which they differ, with what stands in each.
pub(crate) async fn differences(
    tx: &mut Tx,
    kind: &Kind,
    sides: &[Side],
    winner: RecordId,
) -> Result<Vec<MergeField>> {
    let mut labelled = Vec::new();
    for side in sides {
        labelled.push(listing::labelled(tx, kind, &side.stored).await?);
    }
    let mut fields = Vec::new();
    for field in &kind.fields {
        let first = sides.first().map(|side| side.text(kind, field.id));
        if sides.iter().all(|side| Some(side.text(kind, field.id)) == first) {
            continue;
        }
        let value = |values: &Vec<FieldValue>| values.iter().find(|value| value.field == field.id).cloned();
        let all = field.what.has_several().then(|| {
            let all = FieldValue::new(field.id, together(kind, field, sides, winner), None);
            let known = labelled.iter().filter_map(value).flat_map(|value| value.linked());
            called(all, &known.collect::<Vec<_>>())
        });
        let from = source(kind, field, sides, winner).map_or(winner, |side| side.id);
        fields.push(MergeField {
            field: field.clone(),
            values: labelled.iter().map(value).collect(),
            all,
            from,
        });
    }
    Ok(fields)
}

/// What is to be written into the one that stays: of several values all, of one the chosen, else its own, else what another one has.
///
/// # Errors
/// [`Error::NotFound`] for a field or a record that is none of these.
pub(crate) fn joined(
    kind: &Kind,
    sides: &[Side],
    winner: RecordId,
    take: &[(FieldId, RecordId)],
) -> Result<Vec<Change>> {
    let is_known = |(field, record): &(FieldId, RecordId)| {
        kind.field(*field).is_some() && sides.iter().any(|side| side.id == *record)
    };
    if !take.iter().all(is_known) {
        return Err(Error::NotFound);
    }
    let own = sides.iter().find(|side| side.id == winner).ok_or(Error::NotFound)?;
    let mut changes = Vec::new();
    for field in &kind.fields {
        let value = if field.what.has_several() {
            together(kind, field, sides, winner)
        } else {
            let chosen = take.iter().find(|(chosen, _)| *chosen == field.id);
            let chosen = chosen.and_then(|(_, record)| sides.iter().find(|side| side.id == *record));
            let side = chosen.or_else(|| source(kind, field, sides, winner));
            let text = side.map(|side| side.text(kind, field.id)).unwrap_or_default();
            // Nothing links to itself.
            if is_one_of(sides, text) { String::new() } else { text.to_owned() }
        };
        if value != own.text(kind, field.id) {
            changes.push(Change { field: Field::OfKind(field.id), value });
        }
    }
    Ok(changes)
}

/// The same with what its records are called.
fn called(value: FieldValue, known: &[(Linked, Option<String>)]) -> FieldValue {
    let name = |one: &Linked| known.iter().find(|(other, _)| other.record == one.record)?.1.clone();
    let names = value.linked().iter().map(|(one, _)| name(one)).collect();
    FieldValue { names, ..value }
}

fn is_one_of(sides: &[Side], text: &str) -> bool {
    text.parse().is_ok_and(|id: RecordId| sides.iter().any(|side| side.id == id))
}

/// Whose value stands: that of the one that stays, or of the first that has one. A box that is not ticked says so.
fn source<'s>(kind: &Kind, field: &FieldDefinition, sides: &'s [Side], winner: RecordId) -> Option<&'s Side> {
    let says = |side: &&Side| {
        let text = side.text(kind, field.id);
        !text.is_empty() && !is_one_of(sides, text)
    };
    let own = sides.iter().find(|side| side.id == winner);
    own.filter(|side| field.what == FieldType::Checkbox || says(side)).or_else(|| sides.iter().find(says))
}

/// The values of all, those of the one that stays first, each once.
fn together(kind: &Kind, field: &FieldDefinition, sides: &[Side], winner: RecordId) -> String {
    let own = sides.iter().filter(|side| side.id == winner);
    let others = sides.iter().filter(|side| side.id != winner);
    let texts: Vec<&str> =
        own.chain(others).map(|side| side.text(kind, field.id)).filter(|text| !text.is_empty()).collect();
    let mut text = texts.join(", ");
    if field.what.roles().is_some() {
        // Nothing links to itself.
        let mut all = Linked::all(&text);
        all.retain(|one| !sides.iter().any(|side| side.id == one.record));
        text = Linked::written(&all);
    }
    // What is too much is refused when it is written, and said then.
    match values::read_again(&field.what, &text) {
        Ok(value) => value.map(|value| value.text).unwrap_or_default(),
        Err(_) => text,
    }
}

/// Writes what several records have become into the one that stays; the caller holds them. What changed, and the revision that this made.
///
/// # Errors
/// [`Error::Invalid`] names the fields.
pub(crate) async fn write(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    side: &Side,
    sides: &[Side],
    fields: &[Change],
    now: DateTime<Utc>,
) -> Result<Vec<Changed>> {
    let (written, mut invalid) = writing::read(kind, &fields.iter().collect::<Vec<_>>());
    for one in written.iter().filter(|one| one.field.required && one.value.is_none()) {
        invalid.add(Field::OfKind(one.field.id), Reason::Required);
    }
    let stood: Vec<_> = sides.iter().flat_map(|side| related::standing(kind, &side.stored.values)).collect();
    let written = checks::checked(tx, kind, side.id, &stood, written, invalid).await?;
    put(tx, actor, kind, side, &written, now).await
}

/// With no history of its own: whoever asks for it tells it.
async fn put(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    side: &Side,
    written: &[Written<'_>],
    now: DateTime<Utc>,
) -> Result<Vec<Changed>> {
    if let Some(owner) = writing::write(tx, actor, kind, side.id, written, now).await? {
        writing::tell_owner(tx, actor, side.id, owner, now).await?;
    }
    let fields: Vec<Field> = written.iter().map(|one| Field::OfKind(one.field.id)).collect();
    revisions::mark_changed(tx, side.id, &fields).await?;
    let changed = |one: &Written<'_>| Changed {
        field: one.field.id,
        before: side.text(kind, one.field.id).to_owned(),
        after: one.value.as_ref().map(|value| value.text.clone()).unwrap_or_default(),
    };
    Ok(written.iter().map(changed).collect())
}

/// Puts back what stood in a record before others became part of it. Of several values those go that came from the others; of one, what
/// somebody has changed since stays, and what can stand there no more is not put back: these fields are told.
pub(crate) async fn put_back(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    side: &Side,
    changed: &[Changed],
    now: DateTime<Utc>,
) -> Result<Vec<FieldId>> {
    let (mut fields, mut kept) = (Vec::new(), Vec::new());
    for one in changed {
        let Some(field) = kind.field(one.field) else { continue };
        let stands = side.text(kind, field.id);
        let value = if stands == one.after {
            one.before.clone()
        } else if field.what.has_several() {
            without(stands, one)
        } else {
            kept.push(field.id);
            continue;
        };
        if value != stands {
            fields.push(Change { field: Field::OfKind(field.id), value });
        }
    }
    let mut stood = related::standing(kind, &side.stored.values);
    stood.extend(changed.iter().flat_map(|one| related::standing_in(one.field, &one.before)));
    loop {
        let (written, invalid) = writing::read(kind, &fields.iter().collect::<Vec<_>>());
        match checks::checked(tx, kind, side.id, &stood, written, invalid).await {
            Ok(written) => {
                put(tx, actor, kind, side, &written, now).await?;
                return Ok(kept);
            }
            Err(Error::Invalid(wrong)) => {
                let is_wrong = |change: &Change| wrong.about(change.field).is_some();
                let refused = fields.iter().filter(|change| is_wrong(change));
                kept.extend(refused.filter_map(|change| match change.field {
                    Field::OfKind(id) => Some(id),
                    _ => None,
                }));
                fields.retain(|change| !is_wrong(change));
            }
            Err(error) => return Err(error),
        }
    }
}

/// What stands in a field, without what came into it.
fn without(stands: &str, changed: &Changed) -> String {
    let before = values::list(&changed.before);
    let came: Vec<String> =
        values::list(&changed.after).into_iter().filter(|value| !before.contains(value)).collect();
    let left: Vec<String> = values::list(stands).into_iter().filter(|value| !came.contains(value)).collect();
    left.join(", ")
}

/// # Errors
/// [`Error::Invalid`] when another one has meanwhile what may stand in one alone.
pub(crate) async fn check_unique(tx: &mut Tx, kind: &Kind, side: &Side) -> Result<()> {
    checks::check_unique(tx, kind, side.id, &side.stored).await
}

/// The records that one links to.
pub(crate) fn linked(kind: &Kind, side: &Side) -> Vec<RecordId> {
    related::linked(kind, &side.stored.values)
}

/// Too many at once, or too few.
pub(crate) fn wrong_number(most: u32) -> Error {
    Error::Invalid(Invalid::one(Field::Query, Reason::TooLong { max: most }))
}
