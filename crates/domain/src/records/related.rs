//! Records beside one another: those that link to one, those that can be linked to.

mod store;

use super::listing::{self, first_value};
use super::searching;
use super::store::{Stored, Values};
use crate::{db::Tx, error::Result, people::Sought};
use kurier_model::record::{FieldDefinition, FieldType, Kind, KindKey, Linked, Named, Related};
use kurier_model::{FieldId, RecordId};
use uuid::Uuid;

/// So many are named; the others are counted, up to `COUNTED`.
const SHOWN: i64 = 20;
const COUNTED: i64 = 1_000;
/// So many that belong to a record are looked at for its timeline, the newest; and so many of its people for what belongs to these.
const BELONGING: usize = 500;
const PEOPLE: usize = 200;
/// So many are offered.
const OFFERED: i64 = 10;

/// The records that one with these values links to.
pub(super) fn linked(kind: &Kind, values: &Values) -> Vec<RecordId> {
    let links = kind.fields.iter().filter(|field| matches!(field.what, FieldType::Link { .. }));
    let texts = links.filter_map(|field| values.get(&field.id));
    texts.flat_map(|text| Linked::all(text)).map(|one| one.record).collect()
}

/// The people and records that stand in it, each with the field.
pub(super) fn standing(kind: &Kind, values: &Values) -> Vec<(FieldId, Uuid)> {
    let is_naming =
        |field: &&FieldDefinition| matches!(field.what, FieldType::Person | FieldType::Link { .. });
    let texts =
        kind.fields.iter().filter(is_naming).filter_map(|field| Some((field.id, values.get(&field.id)?)));
    texts.flat_map(|(field, text)| standing_in(field, text)).collect()
}

/// The same of one field.
pub(super) fn standing_in(field: FieldId, text: &str) -> Vec<(FieldId, Uuid)> {
    Linked::all(text).into_iter().map(|one| (field, one.record.0)).collect()
}

/// The fields of a kind that link to records of another.
pub(super) fn links_to<'k>(kind: &'k Kind, other: &KindKey) -> impl Iterator<Item = &'k FieldDefinition> {
    kind.fields.iter().filter(move |field| matches!(&field.what, FieldType::Link { to, .. } if to == other))
}

/// The records that link to one by a field of theirs. Of a field that names several nothing is said where there are none: few take part in
/// everything.
pub(super) async fn to(tx: &mut Tx, kinds: &[Kind], own: &Kind, record: RecordId) -> Result<Vec<Related>> {
    let mut related = Vec::new();
    for kind in kinds {
        for field in links_to(kind, &own.key) {
            let found = store::linking(tx, field.id, record, SHOWN).await?;
            let count = match i64::try_from(found.len()) {
                Ok(shown) if shown < SHOWN => shown,
                _ => store::count_linking(tx, field.id, record, COUNTED).await?,
            };
            let through = field.what.roles().map(|_| Box::new(field.clone()));
            if through.is_some() && found.is_empty() {
                continue;
            }
            let stored = listing::stored(tx, &found).await?;
            let roles = stored.iter().filter(|_| through.is_some());
            let roles = roles.map(|(_, stored)| role_of(stored, field, record)).collect();
            let records: Vec<Named> = stored.iter().map(|(id, stored)| named(kind, *id, stored)).collect();
            let more = u32::try_from(count)
                .unwrap_or_default()
                .saturating_sub(u32::try_from(records.len()).unwrap_or_default());
            let (kind, own) = (kind.key.clone(), kind.own.clone());
            related.push(Related { kind, own, field: field.id, through, records, roles, more });
        }
    }
    Ok(related)
}

/// The records that belong to one, the newest, and whether there are more: those that link to it, and those that link to its people (the
/// contacts of a company, and their deals). Nobody's belongs to whom they only name: a deal shows nothing of its contact's but their mail.
pub(super) async fn belonging(
    tx: &mut Tx,
    kinds: &[Kind],
    own: &Kind,
    record: RecordId,
) -> Result<(Vec<RecordId>, bool)> {
    let linking = |to: &KindKey| -> (Vec<FieldId>, Vec<FieldId>) {
        let all = kinds.iter().flat_map(|kind| links_to(kind, to).map(move |field| (kind, field.id)));
        let (people, others): (Vec<_>, Vec<_>) =
            all.partition(|(kind, _)| kind.key != own.key && kind.has_addresses());
        let ids = |all: Vec<(&Kind, FieldId)>| all.into_iter().map(|(_, field)| field).collect();
        (ids(people), ids(others))
    };
    let (to_people, to_others) = linking(&own.key);
    let people = store::belonging(tx, &to_people, &[record], PEOPLE + 1).await?;
    let mut all = store::belonging(tx, &to_others, &[record], BELONGING + 1).await?;
    let some = people.get(..PEOPLE).unwrap_or(&people);
    let of_people = kinds.iter().filter(|kind| kind.fields.iter().any(|field| to_people.contains(&field.id)));
    let fields: Vec<FieldId> = of_people.flat_map(|kind| linking(&kind.key).1).collect();
    all.extend(store::belonging(tx, &fields, some, BELONGING + 1).await?);
    all.extend(&people);
    // What was made later has the greater id.
    all.sort_unstable_by(|one, other| other.cmp(one));
    all.dedup();
    all.retain(|other| *other != record);
    let has_more = people.len() > PEOPLE || all.len() > BELONGING;
    all.truncate(BELONGING);
    Ok((all, has_more))
}

/// In which role a record stands in a field of another.
fn role_of(stored: &Stored, field: &FieldDefinition, record: RecordId) -> Option<String> {
    Linked::all(stored.values.get(&field.id)?).into_iter().find(|linked| linked.record == record)?.role
}

pub(super) async fn find(tx: &mut Tx, kind: &Kind, words: &str) -> Result<Vec<Named>> {
    let sought = Sought::read(words);
    let found = match searching::few(tx, &kind.key, &sought).await? {
        Some(few) => searching::find_among(tx, &few, &sought, OFFERED).await?,
        None => searching::find(tx, &kind.key, &sought, OFFERED).await?,
    };
    all_named(tx, kind, &found).await
}

async fn all_named(tx: &mut Tx, kind: &Kind, ids: &[RecordId]) -> Result<Vec<Named>> {
    let stored = listing::stored(tx, ids).await?;
    Ok(stored.into_iter().map(|(id, stored)| named(kind, id, &stored)).collect())
}

/// A record by its name, and an address, a number or a domain of its.
pub(super) fn named(kind: &Kind, id: RecordId, stored: &Stored) -> Named {
    let tells = |what: &FieldType| {
        matches!(what, FieldType::Email | FieldType::Phone | FieldType::Domain | FieldType::TaxId)
    };
    let note = kind
        .fields
        .iter()
        .filter(|field| tells(&field.what))
        .find_map(|field| first_value(stored.value(kind, field.id)?));
    Named { id, name: stored.name.clone(), note }
}
