//! SQL of kinds and fields.

use super::super::built_in::BuiltInField;
use crate::{db::Tx, error::Result};
use kurier_model::record::{FieldDefinition, FieldType, Kind, KindKey, OwnName};
use kurier_model::{FieldId, WorkspaceId};
use sqlx::types::Json;

/// A field and whose it is.
pub struct FieldRow {
    pub kind: String,
    pub is_removed: bool,
    pub field: FieldDefinition,
}

fn own_name(pl: Option<String>, en: Option<String>) -> Option<OwnName> {
    pl.zip(en).map(|(pl, en)| OwnName { pl, en })
}

/// The kinds, without their fields.
pub async fn kinds(tx: &mut Tx) -> Result<Vec<Kind>> {
    let rows = sqlx::query!("SELECT key, name_pl, name_en FROM record_kinds ORDER BY position, key")
        .fetch_all(&mut **tx)
        .await?;
    let kind = |key, name| Kind { key: KindKey(key), name, fields: Vec::new() };
    Ok(rows.into_iter().map(|row| kind(row.key, own_name(row.name_pl, row.name_en))).collect())
}

/// The fields of all kinds in their order, also those that were taken away.
pub async fn fields(tx: &mut Tx) -> Result<Vec<FieldRow>> {
    let rows = sqlx::query!(
        r#"SELECT id, kind, key, name_pl, name_en, what AS "what: Json<FieldType>", required, is_unique, in_list,
                  removed_at IS NOT NULL AS "is_removed!"
           FROM record_fields ORDER BY kind, position, key"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| FieldRow {
            kind: row.kind,
            is_removed: row.is_removed,
            field: FieldDefinition {
                id: FieldId(row.id),
                key: row.key,
                name: own_name(row.name_pl, row.name_en),
                what: row.what.0,
                required: row.required,
                unique: row.is_unique,
                in_list: row.in_list,
            },
        })
        .collect())
}

/// Two people who come first must not write the kinds down twice.
pub async fn one_at_a_time(tx: &mut Tx, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('kinds ' || $1, 0))", workspace.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn add_kind(tx: &mut Tx, workspace: WorkspaceId, key: &str, position: i32) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_kinds (workspace_id, key, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        workspace.0,
        key,
        position,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn add_field(
    tx: &mut Tx,
    workspace: WorkspaceId,
    kind: &str,
    field: &BuiltInField,
    position: i32,
) -> Result<()> {
    let what = (field.what)();
    sqlx::query!(
        "INSERT INTO record_fields (id, workspace_id, kind, key, what, required, is_unique, in_list, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        FieldId::new().0,
        workspace.0,
        kind,
        field.key,
        Json(&what) as Json<&FieldType>,
        field.required,
        field.unique,
        field.in_list,
        position,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
