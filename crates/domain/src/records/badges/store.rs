//! SQL of the badges.

use super::Changed;
use crate::{db::Tx, error::Result};
use kurier_model::{FolderId, MailboxId, ThreadId, WorkspaceId};
use uuid::Uuid;

pub async fn refresh(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<Changed>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query!(
        r#"WITH touched AS (
               SELECT unnest($1::uuid[]) AS id
           ), best AS (
               SELECT touched.id, coalesce(
                   (SELECT r.id FROM record_threads l JOIN records r ON r.id = l.record_id
                    WHERE l.thread_id = touched.id AND r.removed_at IS NULL
                    ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT 1),
                   (SELECT r.id FROM messages m
                    CROSS JOIN LATERAL (
                        SELECT coalesce(m.author_key, m.from_key) AS key WHERE NOT m.is_mine
                        UNION ALL
                        SELECT lower(p ->> 'address') FROM jsonb_array_elements(m.recipients -> 'to') p WHERE m.is_mine) who
                    JOIN record_addresses a ON a.workspace_id = m.workspace_id AND a.kind = 'email' AND a.key = who.key
                    JOIN records r ON r.id = a.record_id
                    WHERE m.thread_id = touched.id AND r.removed_at IS NULL
                    ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT 1)) AS record_id
               FROM touched
           )
           UPDATE threads t SET client_record_id = best.record_id FROM best
           WHERE t.id = best.id AND t.client_record_id IS DISTINCT FROM best.record_id
           RETURNING t.id, t.mailbox_id"#,
        &threads,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Changed { thread: ThreadId(row.id), mailbox: MailboxId(row.mailbox_id) })
        .collect())
}

/// Threads with mail from an address, in the order of their ids.
pub async fn threads_of(
    tx: &mut Tx,
    workspace: WorkspaceId,
    address: &str,
    after: Option<ThreadId>,
    limit: i64,
) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM (
               SELECT m.thread_id AS id FROM messages m WHERE m.workspace_id = $1 AND m.from_key = $2
               UNION
               SELECT m.thread_id FROM messages m WHERE m.workspace_id = $1 AND m.author_key = $2) of
           WHERE $3::uuid IS NULL OR id > $3 ORDER BY id LIMIT $4"#,
        workspace.0,
        address,
        after.map(|after| after.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

pub async fn folders(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<FolderId>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT DISTINCT folder_id FROM thread_folders WHERE thread_id = ANY ($1)",
        &threads
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(FolderId).collect())
}
