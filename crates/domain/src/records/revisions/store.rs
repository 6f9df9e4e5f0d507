//! SQL of revisions.

use super::Revisions;
use crate::{db::Tx, error::Result};
use kurier_model::{Field, RecordId};
use sqlx::types::Json;
use std::collections::HashMap;

/// Of a record that is locked; `None` when there is none.
pub async fn of(tx: &mut Tx, record: RecordId) -> Result<Option<Revisions>> {
    let row = sqlx::query!(
        r#"SELECT revision, field_revisions AS "of: Json<HashMap<Field, u32>>" FROM records WHERE id = $1"#,
        record.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Revisions { now: u32::try_from(row.revision).unwrap_or_default(), of: row.of.0 }))
}

/// A new revision, which changed these fields. The caller holds the record's lock.
pub async fn mark_changed(tx: &mut Tx, record: RecordId, fields: &[Field]) -> Result<()> {
    sqlx::query!(
        "UPDATE records SET revision = revision + 1,
             field_revisions = field_revisions
                 || coalesce((SELECT jsonb_object_agg(name, revision + 1) FROM jsonb_array_elements_text($2) AS u (name)), '{}')
         WHERE id = $1",
        record.0,
        Json(fields) as Json<&[Field]>,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
