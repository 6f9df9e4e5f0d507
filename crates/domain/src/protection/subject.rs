//! Who is meant: records that are one person, their addresses in every spelling, and the names by which they are mentioned.

mod store;

pub(super) use store::lock;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::people::spellings;
use crate::records;
use kurier_model::RecordId;
use kurier_model::protection::{Asked, PersonRecord};
use kurier_model::record::KindKey;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A name of fewer letters is a word like any other.
const SHORTEST_NAME: usize = 5;

/// Whom a search is for; kept while an erasure is going on, and no longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Subject {
    pub(super) records: Vec<Uuid>,
    /// As they are written.
    pub(super) addresses: Vec<String>,
    /// In every spelling.
    pub(super) keys: Vec<String>,
    pub(super) names: Vec<String>,
    /// Records with one of the addresses that are somebody else's.
    pub(super) but: Vec<Uuid>,
}

impl Subject {
    /// Somebody who was not looked at: their record, and their addresses alone.
    pub(super) async fn of_record(tx: &mut Tx, record: RecordId) -> Result<Self> {
        let mut records = vec![record.0];
        records.extend(store::parts(tx, &[record.0]).await?.into_iter().map(|one| one.id));
        let addresses = store::addresses(tx, &records).await?;
        let keys = all_spellings(&addresses);
        let but = store::holders(tx, &keys).await?.into_iter().map(|one| one.id);
        let but = but.filter(|id| !records.contains(id)).collect();
        Ok(Self { records, addresses, keys, names: Vec::new(), but })
    }

    /// By what they are mentioned.
    pub(super) fn marks(&self) -> Vec<String> {
        let mut marks: Vec<String> =
            self.addresses.iter().chain(&self.keys).chain(&self.names).cloned().collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    }
}

/// A person, and what there is to choose.
pub(super) struct Found {
    pub(super) subject: Subject,
    pub(super) record: PersonRecord,
    pub(super) others: Vec<PersonRecord>,
    /// What they are called, of which somebody may choose.
    pub(super) names: Vec<String>,
}

/// Finds a person by one of their records.
pub(super) async fn find(tx: &mut Tx, record: RecordId, asked: Option<&Asked>) -> Result<Found> {
    let record = records::current(tx, record).await?.ok_or(Error::NotFound)?;
    let main = store::one(tx, record).await?.ok_or(Error::NotFound)?;
    let mut own: Vec<Uuid> = store::parts(tx, &[record.0]).await?.into_iter().map(|one| one.id).collect();
    own.insert(0, record.0);
    let own = store::addresses(tx, &own).await?;
    let holders = store::holders(tx, &all_spellings(&own)).await?;
    let others: Vec<store::Holder> = holders.into_iter().filter(|one| one.id != record.0).collect();
    let chosen: Vec<Uuid> = match asked {
        Some(asked) => asked.others.iter().map(|other| other.0).collect(),
        None => others.iter().filter(|one| one.is_person).map(|one| one.id).collect(),
    };
    if chosen.iter().any(|id| !others.iter().any(|one| one.id == *id)) {
        return Err(Error::NotFound);
    }
    let mut records = vec![record.0];
    records.extend(&chosen);
    let parts = store::parts(tx, &records).await?;
    records.extend(parts.iter().map(|one| one.id));
    let addresses = store::addresses(tx, &records).await?;
    let keys = all_spellings(&addresses);
    let all = store::holders(tx, &keys).await?;
    let but = all.iter().map(|one| one.id).filter(|id| !records.contains(id)).collect();
    let is_mine = |one: &&store::Holder| chosen.contains(&one.id);
    let called = std::iter::once(&main).chain(others.iter().filter(is_mine)).chain(&parts);
    let mut names: Vec<String> =
        called.filter(|one| one.is_person).filter_map(|one| name(&one.name)).collect();
    names.sort_unstable();
    names.dedup();
    let looked_for = match asked {
        Some(asked) => names.iter().filter(|name| asked.names.contains(name)).cloned().collect(),
        None => names.clone(),
    };
    let shown = |one: store::Holder| {
        let chosen = records.contains(&one.id);
        PersonRecord { id: RecordId(one.id), kind: KindKey(one.kind), name: one.name, chosen }
    };
    let (record, others) = (shown(main), others.into_iter().map(shown).collect());
    let subject = Subject { records, addresses, keys, names: looked_for, but };
    Ok(Found { subject, record, others, names })
}

/// A first name alone is everybody's.
fn name(text: &str) -> Option<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (name.contains(' ') && name.chars().count() >= SHORTEST_NAME).then_some(name)
}

fn all_spellings(addresses: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = addresses.iter().flat_map(|address| spellings(address)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
