//! SQL of records beside one another.

use crate::{db::Tx, error::Result};
use kurier_model::record::{KindKey, Twin, TwinReason};
use kurier_model::{FieldId, RecordId};

/// Records that have this one in a field of theirs, by name.
pub async fn linking(tx: &mut Tx, field: FieldId, to: RecordId, limit: i64) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "SELECT r.id FROM record_index i JOIN records r ON r.id = i.record_id
         WHERE i.field_id = $1 AND i.words = $2 AND r.removed_at IS NULL ORDER BY r.searched, r.id LIMIT $3",
        field.0,
        to.to_string(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

pub async fn count_linking(tx: &mut Tx, field: FieldId, to: RecordId, most: i64) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT 1 FROM record_index i JOIN records r ON r.id = i.record_id
               WHERE i.field_id = $1 AND i.words = $2 AND r.removed_at IS NULL LIMIT $3) AS found"#,
        field.0,
        to.to_string(),
        most,
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn by_address(
    tx: &mut Tx,
    kind: &KindKey,
    address: &str,
    keys: &[String],
    reason: TwinReason,
) -> Result<Vec<Twin>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "SELECT DISTINCT r.id, r.name FROM record_addresses a JOIN records r ON r.id = a.record_id
         WHERE a.workspace_id = kurier_workspace() AND a.kind = $1 AND a.key = ANY ($2) AND r.kind = $3 AND r.removed_at IS NULL
         ORDER BY r.name, r.id LIMIT 10",
        address,
        keys,
        kind.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Twin { id: RecordId(row.id), name: row.name, reason }).collect())
}

pub async fn by_name(tx: &mut Tx, kind: &KindKey, field: FieldId, name: &str) -> Result<Vec<Twin>> {
    let rows = sqlx::query!(
        "SELECT r.id, r.name FROM record_index i JOIN records r ON r.id = i.record_id
         WHERE i.field_id = $1 AND i.words = $2 AND r.kind = $3 AND r.removed_at IS NULL ORDER BY r.id LIMIT 10",
        field.0,
        name,
        kind.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let twin = |id, name| Twin { id: RecordId(id), name, reason: TwinReason::Name };
    Ok(rows.into_iter().map(|row| twin(row.id, row.name)).collect())
}
