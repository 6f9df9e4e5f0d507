//! SQL of pipelines.

use crate::{
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::pipeline::{Outcome, PipelineStage, StageName};
use kurier_model::record::KindKey;
use kurier_model::{FieldId, RecordId, StageId, WorkspaceId};
use uuid::Uuid;

/// Two administrators change pipelines one after the other.
pub async fn one_at_a_time(tx: &mut Tx, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended('pipelines ' || $1, 0))",
        workspace.to_string()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The stages of a kind, in their order.
pub async fn stages(tx: &mut Tx, kind: &KindKey) -> Result<Vec<PipelineStage>> {
    let rows = sqlx::query!(
        "SELECT id, name, outcome, probability FROM pipeline_stages
         WHERE workspace_id = kurier_workspace() AND kind = $1 AND removed_at IS NULL ORDER BY position, id",
        kind.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PipelineStage {
            id: StageId(row.id),
            name: StageName::from_stored(&row.name),
            outcome: Outcome::from_stored(&row.outcome),
            probability: u8::try_from(row.probability).unwrap_or_default(),
        })
        .collect())
}

pub async fn kind_of(tx: &mut Tx, stage: StageId) -> Result<Option<KindKey>> {
    let kind =
        sqlx::query_scalar!("SELECT kind FROM pipeline_stages WHERE id = $1 AND removed_at IS NULL", stage.0)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(kind.map(KindKey))
}

/// The field in which records of a kind say their stage.
pub async fn stage_field(tx: &mut Tx, kind: &KindKey) -> Result<FieldId> {
    let field = sqlx::query_scalar!(
        "SELECT id FROM record_fields
         WHERE workspace_id = kurier_workspace() AND kind = $1 AND what ->> 'type' = 'stage' ORDER BY position LIMIT 1",
        kind.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    field.map(FieldId).ok_or(Error::NotFound)
}

pub async fn add(tx: &mut Tx, workspace: WorkspaceId, kind: &KindKey, stage: &PipelineStage) -> Result<()> {
    sqlx::query!(
        "INSERT INTO pipeline_stages (id, workspace_id, kind, name, position, closes, outcome, probability)
         VALUES ($1, $2, $3, $4, 0, $5, $6, $7)",
        stage.id.0,
        workspace.0,
        kind.0,
        stage.name.as_stored(),
        stage.outcome.closes(),
        stage.outcome.as_str(),
        i16::from(stage.probability),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn update(tx: &mut Tx, stage: StageId, name: &StageName, probability: u8) -> Result<()> {
    sqlx::query!(
        "UPDATE pipeline_stages SET name = $2, probability = $3 WHERE id = $1",
        stage.0,
        name.as_stored(),
        i16::from(probability),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn put_away(tx: &mut Tx, stage: StageId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE pipeline_stages SET removed_at = $2 WHERE id = $1", stage.0, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn order(tx: &mut Tx, stages: &[StageId]) -> Result<()> {
    let ids: Vec<Uuid> = stages.iter().map(|stage| stage.0).collect();
    sqlx::query!(
        "UPDATE pipeline_stages s SET position = o.place
         FROM unnest($1::uuid[]) WITH ORDINALITY AS o (id, place) WHERE s.id = o.id",
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Records are sorted by the place of their stage, from 0 on.
pub async fn sort_records(tx: &mut Tx, field: FieldId, stages: &[StageId]) -> Result<()> {
    let ids: Vec<String> = stages.iter().map(StageId::to_string).collect();
    sqlx::query!(
        "UPDATE record_index i SET number = o.place - 1
         FROM unnest($2::text[]) WITH ORDINALITY AS o (id, place)
         WHERE i.field_id = $1 AND i.words = o.id AND i.number <> o.place - 1",
        field.0,
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many records stand in a stage, `most` at most; with those in the bin, which come back into it.
pub async fn count(tx: &mut Tx, stage: StageId, most: u32) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM records WHERE workspace_id = kurier_workspace() AND stage_id = $1 LIMIT $2) AS found"#,
        stage.0,
        i64::from(most),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(most))
}

/// Everything that stands in a stage goes to another one; which records these were.
pub async fn move_all(
    tx: &mut Tx,
    from: StageId,
    to: &PipelineStage,
    field: FieldId,
    now: DateTime<Utc>,
) -> Result<Vec<RecordId>> {
    let moved = sqlx::query_scalar!(
        "UPDATE records SET stage_id = $2, closed = $3, stage_since = $4, revision = revision + 1,
                field_revisions = field_revisions || jsonb_build_object($5::text, revision + 1),
                field_values = field_values || jsonb_build_object($5::text, $2::uuid::text)
         WHERE workspace_id = kurier_workspace() AND stage_id = $1 RETURNING id",
        from.0,
        to.id.0,
        to.outcome.closes(),
        now,
        field.to_string(),
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE record_index SET words = $3 WHERE field_id = $1 AND words = $2",
        field.0,
        from.to_string(),
        to.id.to_string(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(moved.into_iter().map(RecordId).collect())
}
