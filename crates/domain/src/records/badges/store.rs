//! SQL of the badges.

use super::Changed;
use crate::{db::Tx, error::Result};
use kurier_model::{FolderId, MailboxId, ThreadId, WorkspaceId};
use uuid::Uuid;

pub async fn refresh(
    tx: &mut Tx,
    workspace: WorkspaceId,
    threads: &[ThreadId],
    keys: &[String],
) -> Result<Vec<Changed>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query!(
        r#"WITH touched AS (
               SELECT unnest($1::uuid[]) AS id
               UNION
               SELECT m.thread_id FROM messages m WHERE m.workspace_id = $3 AND m.from_key = ANY ($2)
               UNION
               SELECT m.thread_id FROM messages m WHERE m.workspace_id = $3 AND m.author_key = ANY ($2)
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
        keys,
        workspace.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Changed { thread: ThreadId(row.id), mailbox: MailboxId(row.mailbox_id) })
        .collect())
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
