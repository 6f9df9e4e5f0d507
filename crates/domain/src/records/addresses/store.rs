//! SQL of addresses.

use super::Addresses;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::{FieldId, RecordId};
use uuid::Uuid;

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

/// Takes those away that stand in a field and in none of these others.
pub async fn remove_of_field(tx: &mut Tx, field: FieldId, kind: Addresses, others: &[FieldId]) -> Result<()> {
    let others: Vec<Uuid> = others.iter().filter(|other| **other != field).map(|other| other.0).collect();
    sqlx::query!(
        "DELETE FROM record_addresses a USING record_index i
         WHERE i.field_id = $1 AND a.record_id = i.record_id AND a.kind = $2 AND a.key = i.words AND NOT EXISTS (
             SELECT FROM record_index o WHERE o.record_id = i.record_id AND o.field_id = ANY ($3) AND o.words = i.words)",
        field.0,
        kind.as_str(),
        &others,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds those that stand in a field behind the others, unless the record has them. What is found by stands in the order of what is shown.
pub async fn add_of_field(tx: &mut Tx, field: FieldId, kind: Addresses) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_addresses (record_id, workspace_id, kind, value, key, position)
         SELECT i.record_id, i.workspace_id, $2::text, (string_to_array(r.field_values ->> $3::text, ', '))[i.place + 1], i.words,
                i.place + (SELECT coalesce(max(a.position) + 1, 0) FROM record_addresses a WHERE a.record_id = i.record_id AND a.kind = $2::text)
         FROM record_index i JOIN records r ON r.id = i.record_id
         WHERE i.field_id = $1 AND (string_to_array(r.field_values ->> $3::text, ', '))[i.place + 1] IS NOT NULL
         ON CONFLICT DO NOTHING",
        field.0,
        kind.as_str(),
        field.to_string(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
