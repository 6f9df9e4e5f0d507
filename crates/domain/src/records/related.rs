//! Records beside one another: those that link to one, those that can be linked to, those that may be the same.

mod store;

use super::listing::{self, first_value};
use super::searching;
use super::store::{Stored, Values};
use super::values;
use crate::{db::Tx, error::Result, people::Sought};
use kurier_mail::message::search_tokens::fold;
use kurier_model::record::{
    Change, FieldDefinition, FieldType, Kind, KindKey, Named, Related, Twin, TwinReason,
};
use kurier_model::{Field, RecordId};

/// So many are named; the others are counted, up to `COUNTED`.
const SHOWN: i64 = 20;
const COUNTED: i64 = 1_000;
/// So many are offered.
const OFFERED: i64 = 10;

/// The records that one with these values links to.
pub(super) fn linked(kind: &Kind, values: &Values) -> Vec<RecordId> {
    let links = kind.fields.iter().filter(|field| matches!(field.what, FieldType::Link { .. }));
    links.filter_map(|field| values.get(&field.id)?.parse().ok()).collect()
}

/// The fields of a kind that link to records of another.
pub(super) fn links_to<'k>(kind: &'k Kind, other: &KindKey) -> impl Iterator<Item = &'k FieldDefinition> {
    kind.fields.iter().filter(move |field| matches!(&field.what, FieldType::Link { to } if to == other))
}

/// The records that link to one by a field of theirs.
pub(super) async fn to(tx: &mut Tx, kinds: &[Kind], own: &Kind, record: RecordId) -> Result<Vec<Related>> {
    let mut related = Vec::new();
    for kind in kinds {
        for field in links_to(kind, &own.key) {
            let found = store::linking(tx, field.id, record, SHOWN).await?;
            let count = match i64::try_from(found.len()) {
                Ok(shown) if shown < SHOWN => shown,
                _ => store::count_linking(tx, field.id, record, COUNTED).await?,
            };
            let records = all_named(tx, kind, &found).await?;
            let more = u32::try_from(count)
                .unwrap_or_default()
                .saturating_sub(u32::try_from(records.len()).unwrap_or_default());
            let (kind, own) = (kind.key.clone(), kind.own.clone());
            related.push(Related { kind, own, field: field.id, records, more });
        }
    }
    Ok(related)
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
fn named(kind: &Kind, id: RecordId, stored: &Stored) -> Named {
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

/// By an address, a number, then the same name.
pub(super) async fn twins(tx: &mut Tx, kind: &Kind, fields: &[Change]) -> Result<Vec<Twin>> {
    let (mut emails, mut phones, mut name) = (Vec::new(), Vec::new(), None);
    for Change { field, value } in fields {
        let Field::OfKind(id) = field else { continue };
        let Some(definition) = kind.field(*id) else { continue };
        // What is being typed may be no value yet.
        let Ok(Some(value)) = values::read(&definition.what, value) else { continue };
        match definition.what {
            FieldType::Email => emails.extend(value.words().map(str::to_owned)),
            FieldType::Phone => phones.extend(value.words().map(str::to_owned)),
            FieldType::Name => name = Some((definition.id, fold(&value.text))),
            _ => {}
        }
    }
    let mut found = store::by_address(tx, &kind.key, "email", &emails, TwinReason::Email).await?;
    found.extend(store::by_address(tx, &kind.key, "phone", &phones, TwinReason::Phone).await?);
    if let Some((field, name)) = name {
        found.extend(store::by_name(tx, &kind.key, field, &name).await?);
    }
    let mut twins: Vec<Twin> = Vec::new();
    for twin in found {
        if !twins.iter().any(|known| known.id == twin.id) {
            twins.push(twin);
        }
    }
    twins.truncate(usize::try_from(OFFERED).unwrap_or_default());
    Ok(twins)
}
