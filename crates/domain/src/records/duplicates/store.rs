//! SQL of records that may be the same. Each question is asked of an index (migrations 0023, 0028, 0037).

use crate::{db::Tx, error::Result};
use kurier_model::record::KindKey;
use kurier_model::{FieldId, RecordId};

/// Records of a kind with one of these addresses or numbers.
pub async fn by_address(
    tx: &mut Tx,
    kind: &KindKey,
    address: &str,
    keys: &[String],
) -> Result<Vec<RecordId>> {
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
    Ok(rows.into_iter().map(|row| RecordId(row.id)).collect())
}

/// Records of a kind in which these words, folded, stand in a field.
pub async fn by_words(tx: &mut Tx, kind: &KindKey, field: FieldId, words: &str) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "SELECT r.id FROM record_index i JOIN records r ON r.id = i.record_id
         WHERE i.field_id = $1 AND i.words = $2 AND r.kind = $3 AND r.removed_at IS NULL ORDER BY r.id LIMIT 10",
        field.0,
        words,
        kind.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Records of a kind that are nearly called so, the nearest first.
pub async fn called(
    tx: &mut Tx,
    kind: &KindKey,
    looked_for: &str,
    most: i64,
) -> Result<Vec<(RecordId, String)>> {
    let rows = sqlx::query!(
        r#"SELECT f.id AS "id!", f.name AS "name!" FROM records_called($1, $2, $3) WITH ORDINALITY AS f (id, name, place)
           JOIN records r ON r.id = f.id ORDER BY f.place"#,
        kind.0,
        looked_for,
        most,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (RecordId(row.id), row.name)).collect())
}
