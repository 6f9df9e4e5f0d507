//! SQL of forgetting.

use crate::{Result, Tx};
use chrono::{DateTime, Utc};
use kurier_model::{ThreadId, WorkspaceId};
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

/// Forgets messages and whatever belongs to nothing else; the threads that they were in.
pub async fn forget(tx: &mut Tx, messages: &[Uuid]) -> Result<Vec<ThreadId>> {
    let rows =
        sqlx::query!("DELETE FROM messages WHERE id = ANY ($1) RETURNING thread_id, content_id", messages)
            .fetch_all(&mut **tx)
            .await?;
    let contents: Vec<Uuid> = rows.iter().map(|row| row.content_id).collect();
    // Locked first: whoever stores the same bytes again just now is waited for, and then has them.
    sqlx::query!("SELECT id FROM contents WHERE id = ANY ($1) ORDER BY id FOR UPDATE", &contents)
        .fetch_all(&mut **tx)
        .await?;
    sqlx::query!(
        "DELETE FROM contents c WHERE c.id = ANY ($1) AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.content_id = c.id)",
        &contents
    )
    .execute(&mut **tx)
    .await?;
    let mut threads: Vec<ThreadId> = rows.into_iter().map(|row| ThreadId(row.thread_id)).collect();
    threads.sort_unstable();
    threads.dedup();
    Ok(threads)
}

/// Removes those of the threads that have no message left and that no other was merged into.
pub async fn drop_empty(tx: &mut Tx, threads: &[ThreadId]) -> Result<()> {
    let ids: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    sqlx::query!(
        "DELETE FROM threads t WHERE t.id = ANY ($1)
           AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = t.id)
           AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.thread_id = t.id)
           AND NOT EXISTS (SELECT 1 FROM threads l WHERE l.merged_into = t.id)",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
