//! SQL of addresses.

use super::Addresses;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::RecordId;

/// Adds an address behind the others, unless the record has it.
pub async fn add(tx: &mut Tx, actor: &Actor, record: RecordId, kind: Addresses, value: &str) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_addresses (record_id, workspace_id, kind, value, key, position)
         VALUES ($1, $2, $3, $4, $5, (SELECT coalesce(max(position) + 1, 0) FROM record_addresses WHERE record_id = $1 AND kind = $3))
         ON CONFLICT DO NOTHING",
        record.0,
        actor.workspace.0,
        kind.as_str(),
        value,
        kind.key(value),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn remove_all(tx: &mut Tx, record: RecordId, kind: Addresses) -> Result<()> {
    sqlx::query!("DELETE FROM record_addresses WHERE record_id = $1 AND kind = $2", record.0, kind.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
