//! SQL of mail that lies in no folder.

use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::WorkspaceId;
use uuid::Uuid;

/// Writes down since when messages lie in no folder, and that others do again.
pub async fn note_unplaced(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE messages m SET unplaced_at = NULL
         WHERE m.unplaced_at IS NOT NULL AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id)"
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE messages m SET unplaced_at = $1
         WHERE m.unplaced_at IS NULL AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id)",
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Workspaces with something to forget.
pub async fn with_unplaced(tx: &mut Tx, before: DateTime<Utc>) -> Result<Vec<WorkspaceId>> {
    let rows =
        sqlx::query_scalar!("SELECT DISTINCT workspace_id FROM messages WHERE unplaced_at < $1", before)
            .fetch_all(&mut **tx)
            .await?;
    Ok(rows.into_iter().map(WorkspaceId).collect())
}

/// Messages to forget, locked, so that none of them can be put into a folder meanwhile.
pub async fn unplaced(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<Vec<Uuid>> {
    let locked = sqlx::query_scalar!(
        "SELECT id FROM messages WHERE unplaced_at < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED",
        before,
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    // Asked again under the lock: one may have turned up in a folder a moment before.
    sqlx::query!(
        "UPDATE messages m SET unplaced_at = NULL
         WHERE m.id = ANY ($1) AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id)",
        &locked
    )
    .execute(&mut **tx)
    .await?;
    Ok(sqlx::query_scalar!(
        "SELECT id FROM messages WHERE id = ANY ($1) AND unplaced_at IS NOT NULL",
        &locked
    )
    .fetch_all(&mut **tx)
    .await?)
}
