//! SQL of records beside one another.

use crate::{db::Tx, error::Result};
use kurier_model::{FieldId, RecordId};
use uuid::Uuid;

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

/// Records that have one of these in one of these fields, those that were made last first: a walk along the index for each.
pub async fn belonging(
    tx: &mut Tx,
    fields: &[FieldId],
    to: &[RecordId],
    most: usize,
) -> Result<Vec<RecordId>> {
    if fields.is_empty() || to.is_empty() {
        return Ok(Vec::new());
    }
    let fields: Vec<Uuid> = fields.iter().map(|field| field.0).collect();
    let to: Vec<String> = to.iter().map(RecordId::to_string).collect();
    let rows = sqlx::query_scalar!(
        r#"SELECT DISTINCT found.id AS "id!" FROM unnest($1::uuid[]) AS field (id) CROSS JOIN unnest($2::text[]) AS wanted (words)
           CROSS JOIN LATERAL (
               SELECT r.id FROM record_index i CROSS JOIN LATERAL (
                   SELECT r.id FROM records r WHERE r.id = i.record_id AND r.removed_at IS NULL OFFSET 0) AS r
               WHERE i.field_id = field.id AND i.words = wanted.words ORDER BY i.record_id DESC LIMIT $3) AS found
           ORDER BY 1 DESC LIMIT $3"#,
        &fields,
        &to,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}
