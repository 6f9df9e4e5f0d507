//! To whom one writes from a record's page, and whose mail is on its timeline.
//!
//! A person or a company is reached by its own addresses, and by those of the people who belong to it: a company by its contacts. Anything
//! else (a deal, a ticket, a project) by those of whom it is about: the first that it links to and that has any, be it those of its people,
//! and behind them all whom its other fields name. What a workspace keeps an address in that goes through no stages is reached by that first.

mod store;

use super::store::Stored;
use crate::{db::Tx, error::Result};
use kurier_model::RecordId;
use kurier_model::record::{FieldType, Kind, KindKey, Linked, Reachable};

/// The most people of a company whose mail is on its timeline.
const PEOPLE: i64 = 200;
/// The most records whose mail is on one timeline.
const MOST: usize = 250;
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
    if kind.has_addresses() {
        all.extend(people_of(tx, kinds, kind, record).await?);
        return Ok(all);
    }
    for (of, link) in links(kinds, kind, stored, false) {
        let people = reached_by(tx, kinds, of, link).await?;
        if !people.is_empty() {
            all.extend(people);
            break;
        }
    }
    let others = links(kinds, kind, stored, true);
    let ids: Vec<RecordId> = others.iter().map(|(_, link)| *link).collect();
    let reachable = store::reachable(tx, &ids).await?;
    for (of, link) in others {
        let people = match reachable.contains(&link) {
            true => vec![link],
            false => people_of(tx, kinds, of, link).await?,
        };
        // Whom it is about may be named again.
        let new: Vec<RecordId> = people.into_iter().filter(|one| !all.contains(one)).collect();
        all.extend(new);
    }
    all.truncate(MOST);
    Ok(all)
}

/// The records to which one without addresses links and that may have some: those of fields that name one, or of those that name several.
fn links<'k>(kinds: &'k [Kind], kind: &Kind, stored: &Stored, several: bool) -> Vec<(&'k Kind, RecordId)> {
    let mut links = Vec::new();
    for field in kind.fields.iter().filter(|field| field.what.roles().is_some() == several) {
        let FieldType::Link { to, .. } = &field.what else { continue };
        let to = kinds.iter().find(|other| other.key == *to && other.addresses().is_some());
        let (Some(to), Some(text)) = (to, stored.value(kind, field.id)) else { continue };
        links.extend(Linked::all(text).into_iter().map(|linked| (to, linked.record)));
    }
    links
}

/// A record that has addresses, or else its people.
async fn reached_by(tx: &mut Tx, kinds: &[Kind], kind: &Kind, record: RecordId) -> Result<Vec<RecordId>> {
    match store::reachable(tx, &[record]).await?.is_empty() {
        true => people_of(tx, kinds, kind, record).await,
        false => Ok(vec![record]),
    }
}

/// The people who belong to a record with addresses of its own: a company's contacts.
async fn people_of(tx: &mut Tx, kinds: &[Kind], kind: &Kind, record: RecordId) -> Result<Vec<RecordId>> {
    let mut people = Vec::new();
    for other in kinds.iter().filter(|other| other.key != kind.key && other.has_addresses()) {
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

fn links_to(what: &FieldType, kind: &KindKey) -> bool {
    matches!(what, FieldType::Link { to, .. } if to == kind)
}
