//! SQL of whom a record reaches.

use crate::{db::Tx, error::Result};
use kurier_model::record::Reachable;
use kurier_model::{FieldId, RecordId};
use uuid::Uuid;

/// Records that have this one in a field of theirs, the latest active first.
pub async fn linking(tx: &mut Tx, field: FieldId, to: RecordId, limit: i64) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "SELECT r.id FROM record_index i JOIN records r ON r.id = i.record_id
         WHERE i.field_id = $1 AND i.words = $2 AND r.removed_at IS NULL ORDER BY r.last_activity_at DESC, r.id LIMIT $3",
        field.0,
        to.to_string(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Those of these records that are not in the bin and have an address.
pub async fn reachable(tx: &mut Tx, records: &[RecordId]) -> Result<Vec<RecordId>> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT r.id FROM records r WHERE r.id = ANY ($1) AND r.removed_at IS NULL
           AND EXISTS (SELECT 1 FROM record_addresses a WHERE a.record_id = r.id AND a.kind = 'email')",
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

pub async fn addresses(tx: &mut Tx, records: &[RecordId], limit: i64) -> Result<Vec<Reachable>> {
    let ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let rows = sqlx::query!(
        // What goes through stages is called after what it is about.
        r#"SELECT r.id AS "id!", CASE WHEN r.stage_id IS NULL THEN r.name ELSE a.value END AS "name!", a.value AS "value!"
           FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
           JOIN records r ON r.id = wanted.id AND r.removed_at IS NULL
           JOIN record_addresses a ON a.record_id = r.id AND a.kind = 'email'
           ORDER BY wanted.place, a.position, a.key LIMIT $2"#,
        &ids,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    let reachable = |id, name, address| Reachable { record: RecordId(id), name, address };
    Ok(rows.into_iter().map(|row| reachable(row.id, row.name, row.value)).collect())
}
