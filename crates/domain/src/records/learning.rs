//! Addresses that a record learns from the mail that somebody puts on it.

use super::store::Stored;
use super::values::{self, Written};
use super::{Addresses, kinds, revisions, stored, writing};
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::record::{FieldDefinition, Kind};
use kurier_model::{Field, RecordId};

/// Adds an address behind the others; false when the record has it, or cannot have it. The caller holds the record.
pub(crate) async fn learn(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    address: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let kinds = kinds::known(tx, actor).await?;
    let (kind, stored) = stored(tx, &kinds, record).await?;
    let Some((field, mut all)) = addresses(kind, &stored) else { return Ok(false) };
    if all.iter().any(|known| is_same(known, address)) {
        return Ok(false);
    }
    all.push(address.to_owned());
    put(tx, actor, kind, record, field, &all, now).await
}

/// Takes an address away again. The caller holds the record.
pub(crate) async fn forget(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    address: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let kinds = kinds::known(tx, actor).await?;
    let (kind, stored) = stored(tx, &kinds, record).await?;
    let Some((field, mut all)) = addresses(kind, &stored) else { return Ok(()) };
    let before = all.len();
    all.retain(|known| !is_same(known, address));
    if all.len() < before {
        put(tx, actor, kind, record, field, &all, now).await?;
    }
    Ok(())
}

/// The field for addresses, and what stands in it.
fn addresses<'k>(kind: &'k Kind, stored: &Stored) -> Option<(&'k FieldDefinition, Vec<String>)> {
    let field = kind.addresses()?;
    Some((field, stored.value(kind, field.id).map(values::list).unwrap_or_default()))
}

fn is_same(one: &str, other: &str) -> bool {
    Addresses::Email.key(one) == Addresses::Email.key(other)
}

/// False when they cannot stand there, such as too many.
async fn put(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    field: &FieldDefinition,
    all: &[String],
    now: DateTime<Utc>,
) -> Result<bool> {
    let Ok(value) = values::read_again(&field.what, &all.join(", ")) else { return Ok(false) };
    writing::write(tx, actor, kind, record, &[Written { field, value }], now).await?;
    revisions::mark_changed(tx, record, &[Field::OfKind(field.id)]).await?;
    Ok(true)
}
