//! SQL of kinds and fields.

use super::super::built_in::{BuiltInField, BuiltInKind, BuiltInStage, Mail};
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::home::Home;
use kurier_model::pipeline::{Outcome, PipelineStage, StageName};
use kurier_model::record::{
    FieldDefault, FieldDefinition, FieldType, Kind, KindIcon, KindKey, ListedKind, OwnKind, OwnName,
};
use kurier_model::visibility::Visibility;
use kurier_model::{FieldId, StageId, UserId, WorkspaceId};
use sqlx::types::Json;
use std::collections::HashMap;

/// A field and whose it is.
pub struct FieldRow {
    pub kind: String,
    pub is_removed: bool,
    pub field: FieldDefinition,
}

fn own_name(pl: Option<String>, en: Option<String>) -> Option<OwnName> {
    pl.zip(en).map(|(pl, en)| OwnName { pl, en })
}

/// The kinds, without their fields and stages.
pub async fn kinds(tx: &mut Tx) -> Result<Vec<Kind>> {
    let rows = sqlx::query!(
        "SELECT k.key, k.name_pl, k.name_en, k.one_pl, k.one_en, k.icon, k.is_people, k.visibility, w.country, w.currency
         FROM record_kinds k JOIN workspaces w ON w.workspace_id = k.workspace_id
         WHERE k.removed_at IS NULL ORDER BY k.position, k.key"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Kind {
            key: KindKey(row.key),
            own: own_kind(row.name_pl, row.name_en, row.one_pl, row.one_en, row.icon),
            is_people: row.is_people,
            visibility: Visibility::from_stored(&row.visibility).unwrap_or_default(),
            fields: Vec::new(),
            facts_in_list: Vec::new(),
            stages: Vec::new(),
            home: Home { country: row.country, currency: row.currency },
        })
        .collect())
}

/// What a kind is called that the workspace made; nothing for a built-in one.
fn own_kind(
    many_pl: Option<String>,
    many_en: Option<String>,
    one_pl: Option<String>,
    one_en: Option<String>,
    icon: Option<String>,
) -> Option<OwnKind> {
    let icon = KindIcon::from_stored(&icon?);
    Some(OwnKind { many: own_name(many_pl, many_en)?, one: own_name(one_pl, one_en)?, icon })
}

/// All kinds as they are listed, also those that were taken away.
pub async fn listed(tx: &mut Tx) -> Result<Vec<ListedKind>> {
    let rows = sqlx::query!(
        r#"SELECT key, name_pl, name_en, one_pl, one_en, icon, hidden, removed_at IS NOT NULL AS "removed!"
           FROM record_kinds ORDER BY position, key"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ListedKind {
            key: KindKey(row.key),
            own: own_kind(row.name_pl, row.name_en, row.one_pl, row.one_en, row.icon),
            hidden: row.hidden,
            removed: row.removed,
        })
        .collect())
}

/// The fields of all kinds in their order, also those that were taken away.
pub async fn fields(tx: &mut Tx) -> Result<Vec<FieldRow>> {
    let rows = sqlx::query!(
        r#"SELECT id, kind, key, name_pl, name_en, what AS "what: Json<FieldType>", required, is_unique, in_list,
                  default_value AS "default: Json<FieldDefault>", removed_at IS NOT NULL AS "is_removed!"
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
                default: row.default.map(|default| default.0),
                in_list: row.in_list,
            },
        })
        .collect())
}

/// The stages of all kinds, in the order of the pipelines.
pub async fn stages(tx: &mut Tx) -> Result<Vec<(String, PipelineStage)>> {
    let rows = sqlx::query!(
        "SELECT id, kind, name, outcome, probability FROM pipeline_stages WHERE removed_at IS NULL ORDER BY kind, position, id"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let stage = PipelineStage {
                id: StageId(row.id),
                name: StageName::from_stored(&row.name),
                outcome: Outcome::from_stored(&row.outcome),
                probability: u8::try_from(row.probability).unwrap_or_default(),
            };
            (row.kind, stage)
        })
        .collect())
}

pub async fn has_stages(tx: &mut Tx, kind: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM pipeline_stages WHERE kind = $1) AS "has!""#,
        kind
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn add_stage(
    tx: &mut Tx,
    workspace: WorkspaceId,
    kind: &str,
    BuiltInStage(key, outcome, probability): &BuiltInStage,
    position: i32,
) -> Result<()> {
    let name = StageName::built_in(key);
    sqlx::query!(
        "INSERT INTO pipeline_stages (id, workspace_id, kind, name, position, closes, outcome, probability)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        StageId::new().0,
        workspace.0,
        kind,
        name.as_stored(),
        position,
        outcome.closes(),
        outcome.as_str(),
        i16::from(*probability),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The columns that somebody has chosen, by the kinds.
pub async fn columns(tx: &mut Tx, actor: &Actor) -> Result<HashMap<String, Vec<String>>> {
    let rows = sqlx::query!(
        "SELECT kind, columns FROM list_columns WHERE user_id = $1",
        actor.user.map(|user| user.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.columns)).collect())
}

pub async fn choose_columns(
    tx: &mut Tx,
    actor: &Actor,
    person: UserId,
    kind: &KindKey,
    columns: &[String],
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO list_columns (user_id, workspace_id, kind, columns) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, kind) DO UPDATE SET columns = excluded.columns",
        person.0,
        actor.workspace.0,
        kind.0,
        columns,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Two people who come first must not write the kinds down twice.
pub async fn one_at_a_time(tx: &mut Tx, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('kinds ' || $1, 0))", workspace.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn add_kind(tx: &mut Tx, workspace: WorkspaceId, kind: &BuiltInKind, position: i32) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_kinds (workspace_id, key, position, is_people, is_transactional) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        workspace.0,
        kind.key,
        position,
        kind.mail == Mail::ToPeople,
        kind.mail == Mail::Transactional,
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
