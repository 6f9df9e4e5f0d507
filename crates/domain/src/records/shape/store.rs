//! SQL of fields as administrators change them.

use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::record::{FieldDefault, FieldDefinition, FieldType, KindKey};
use kurier_model::{FieldId, WorkspaceId};
use sqlx::types::Json;

/// A field behind the others.
pub async fn add(tx: &mut Tx, workspace: WorkspaceId, kind: &KindKey, field: &FieldDefinition) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_fields (id, workspace_id, kind, key, name_pl, name_en, what, required, is_unique, in_list, default_value, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
                 (SELECT coalesce(max(position), 0) + 1 FROM record_fields WHERE workspace_id = $2 AND kind = $3))",
        field.id.0,
        workspace.0,
        kind.0,
        field.key,
        field.name.as_ref().map(|name| &name.pl),
        field.name.as_ref().map(|name| &name.en),
        Json(&field.what) as Json<&FieldType>,
        field.required,
        field.unique,
        field.in_list,
        field.default.as_ref().map(Json) as Option<Json<&FieldDefault>>,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn update(tx: &mut Tx, field: &FieldDefinition) -> Result<()> {
    sqlx::query!(
        "UPDATE record_fields SET name_pl = $2, name_en = $3, what = $4, required = $5, is_unique = $6, default_value = $7
         WHERE id = $1",
        field.id.0,
        field.name.as_ref().map(|name| &name.pl),
        field.name.as_ref().map(|name| &name.en),
        Json(&field.what) as Json<&FieldType>,
        field.required,
        field.unique,
        field.default.as_ref().map(Json) as Option<Json<&FieldDefault>>,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn put_away(tx: &mut Tx, field: FieldId, at: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query!("UPDATE record_fields SET removed_at = $2 WHERE id = $1", field.0, at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// All fields of a kind, in this order from now on.
pub async fn order(tx: &mut Tx, fields: &[FieldId]) -> Result<()> {
    let ids: Vec<_> = fields.iter().map(|field| field.0).collect();
    sqlx::query!(
        "UPDATE record_fields f SET position = o.place
         FROM unnest($1::uuid[]) WITH ORDINALITY AS o (id, place) WHERE f.id = o.id",
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many records have something in a field, `most` at most.
pub async fn count(tx: &mut Tx, kind: &KindKey, field: FieldId, most: u32) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM records
               WHERE workspace_id = kurier_workspace() AND kind = $1 AND removed_at IS NULL AND field_values ? $2
               LIMIT $3) AS found"#,
        kind.0,
        field.to_string(),
        i64::from(most),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(most))
}

/// Records are worth what stands in this field.
pub async fn worth(tx: &mut Tx, kind: &KindKey, field: Option<FieldId>) -> Result<()> {
    sqlx::query!(
        "UPDATE records r SET worth = i.number, worth_currency = i.words
         FROM records x LEFT JOIN record_index i ON i.record_id = x.id AND i.field_id = $2 AND i.place = 0
         WHERE x.id = r.id AND x.workspace_id = kurier_workspace() AND x.kind = $1
           AND (r.worth, r.worth_currency) IS DISTINCT FROM (i.number, i.words)",
        kind.0,
        field.map(|field| field.0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A field in which two records have the same may have it twice from now on.
pub async fn no_longer_unique_if_twice(tx: &mut Tx, field: FieldId) -> Result<()> {
    sqlx::query!(
        "UPDATE record_fields SET is_unique = false WHERE id = $1 AND is_unique AND EXISTS (
             SELECT FROM record_index i JOIN records r ON r.id = i.record_id AND r.removed_at IS NULL
             WHERE i.field_id = $1 GROUP BY i.words, i.number HAVING count(*) > 1)",
        field.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
