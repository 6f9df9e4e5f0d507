//! To whom one writes from a record's page, and whose mail is on its timeline.
//!
//! A record with addresses of its own is reached by these, and by those of the people who belong to it: a company by its contacts. One
//! without (a deal, a ticket, a project) by those of whom it is about: the first that it links to and that has any, be it those of its people.

mod store;

use super::store::Stored;
use crate::{db::Tx, error::Result};
use kurier_model::RecordId;
use kurier_model::record::{FieldType, Kind, KindKey, Reachable};

/// The most people of a company whose mail is on its timeline.
const PEOPLE: i64 = 200;
/// The most addresses that are offered.
const OFFERED: i64 = 50;

/// The records whose mail is a record's.
pub(super) async fn of(
    tx: &mut Tx,
    kinds: &[Kind],
    kind: &Kind,
    record: RecordId,
    stored: &Stored,
) -> Result<Vec<RecordId>> {
    let mut all = vec![record];
    if has_addresses(kind) {
        all.extend(people_of(tx, kinds, kind, record).await?);
        return Ok(all);
    }
    let links = kind.fields.iter().filter_map(|field| {
        let FieldType::Link { to } = &field.what else { return None };
        let to = kinds.iter().find(|other| other.key == *to && has_addresses(other))?;
        Some((to, stored.value(kind, field.id)?.parse().ok()?))
    });
    for (of, link) in links.collect::<Vec<(&Kind, RecordId)>>() {
        if store::is_reachable(tx, link).await? {
            all.push(link);
            break;
        }
        let people = people_of(tx, kinds, of, link).await?;
        if !people.is_empty() {
            all.extend(people);
            break;
        }
    }
    Ok(all)
}

/// The people who belong to a record with addresses of its own: a company's contacts.
async fn people_of(tx: &mut Tx, kinds: &[Kind], kind: &Kind, record: RecordId) -> Result<Vec<RecordId>> {
    let mut people = Vec::new();
    for other in kinds.iter().filter(|other| other.key != kind.key && has_addresses(other)) {
        for field in other.fields.iter().filter(|field| links_to(&field.what, &kind.key)) {
            people.extend(store::linking(tx, field.id, record, PEOPLE).await?);
        }
    }
    Ok(people)
}

/// Their addresses, those of the first record first.
pub(super) async fn addresses(tx: &mut Tx, records: &[RecordId]) -> Result<Vec<Reachable>> {
    store::addresses(tx, records, OFFERED).await
}

fn has_addresses(kind: &Kind) -> bool {
    kind.first(&FieldType::Email).is_some()
}

fn links_to(what: &FieldType, kind: &KindKey) -> bool {
    matches!(what, FieldType::Link { to } if to == kind)
}
