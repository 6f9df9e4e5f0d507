//! SQL of records beside one another.

use crate::{db::Tx, error::Result};
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
