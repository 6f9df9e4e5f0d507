//! SQL of the pipeline.

use crate::{db::Tx, error::Result};
use kurier_model::lead::Stage;
use kurier_model::pipeline::{Outcome, StageName};
use kurier_model::{StageId, WorkspaceId};

pub async fn list(tx: &mut Tx) -> Result<Vec<Stage>> {
    let rows = sqlx::query!(
        r#"SELECT s.id, s.name, s.closes,
                  (SELECT count(*) FROM records r WHERE r.stage_id = s.id AND r.removed_at IS NULL) AS "leads!"
           FROM pipeline_stages s WHERE s.kind = 'lead' AND s.removed_at IS NULL ORDER BY s.position, s.id"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let stage = |row: (uuid::Uuid, String, bool, i64)| Stage {
        id: StageId(row.0),
        name: StageName::from_stored(&row.1),
        closes: row.2,
        leads: u32::try_from(row.3).unwrap_or(u32::MAX),
    };
    Ok(rows.into_iter().map(|row| stage((row.id, row.name, row.closes, row.leads))).collect())
}

/// Two people who open an empty board at once must not make the stages twice.
pub async fn only_one_at_a_time(tx: &mut Tx, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('stages ' || $1, 0))", workspace.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn insert(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: StageId,
    name: &StageName,
    position: i32,
    outcome: Outcome,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO pipeline_stages (id, workspace_id, kind, name, position, outcome, closes)
         VALUES ($1, $2, 'lead', $3, $4, $5, $6)",
        id.0,
        workspace.0,
        name.as_stored(),
        position,
        outcome.as_str(),
        outcome.closes(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn name(tx: &mut Tx, stage: StageId) -> Result<String> {
    Ok(sqlx::query_scalar!("SELECT name FROM pipeline_stages WHERE id = $1", stage.0)
        .fetch_one(&mut **tx)
        .await?)
}
