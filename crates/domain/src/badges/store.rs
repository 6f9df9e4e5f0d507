//! SQL of the badges.

use super::Changed;
use crate::{db::Tx, error::Result};
use kurier_model::{FolderId, MailboxId, RecordId, ThreadId, WorkspaceId};
use uuid::Uuid;

pub async fn refresh(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<Changed>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query!(
        "UPDATE threads t SET client_record_id = now.client
         FROM clients_of($1) now
         WHERE t.id = ANY ($1) AND t.id = now.thread_id AND t.client_record_id IS DISTINCT FROM now.client
         RETURNING t.id, t.mailbox_id",
        &threads,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Changed { thread: ThreadId(row.id), mailbox: MailboxId(row.mailbox_id) })
        .collect())
}

/// Threads that a record has to do with (by its badge, a link, mail from or to its addresses, or mail from a company's domain), in the order of
/// their ids, behind one.
pub async fn of_record(
    tx: &mut Tx,
    record: RecordId,
    after: Option<ThreadId>,
    limit: i64,
) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT t.id FROM threads t WHERE t.id IN (
               SELECT id FROM threads WHERE client_record_id = $1
               UNION
               SELECT thread_id FROM record_threads WHERE record_id = $1
               UNION
               SELECT m.thread_id FROM record_addresses a JOIN messages m ON m.workspace_id = a.workspace_id AND m.from_key = a.key
               WHERE a.record_id = $1 AND a.kind = 'email'
               UNION
               SELECT m.thread_id FROM record_addresses a JOIN messages m ON m.workspace_id = a.workspace_id AND m.author_key = a.key
               WHERE a.record_id = $1 AND a.kind = 'email'
               UNION
               SELECT m.thread_id FROM record_addresses a JOIN written_to w ON w.workspace_id = a.workspace_id AND w.key = a.key
               JOIN messages m ON m.id = w.message_id
               WHERE a.record_id = $1 AND a.kind = 'email'
               UNION
               SELECT h.thread_id FROM record_fields f JOIN record_index i ON i.field_id = f.id AND i.record_id = $1
               CROSS JOIN LATERAL threads_of_house(i.words, NULL) AS h (thread_id)
               WHERE f.workspace_id = kurier_workspace() AND f.kind = 'company' AND f.key = 'domain' AND f.removed_at IS NULL)
             AND t.merged_into IS NULL AND ($2::uuid IS NULL OR t.id > $2)
           ORDER BY t.id LIMIT $3"#,
        record.0,
        after.map(|after| after.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// All threads of a workspace, in the order of their ids, behind one.
pub async fn of_workspace(
    tx: &mut Tx,
    workspace: WorkspaceId,
    after: Option<ThreadId>,
    limit: i64,
) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!(
        "SELECT id FROM threads WHERE workspace_id = $1 AND merged_into IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3",
        workspace.0,
        after.map(|after| after.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Those of these threads whose badge is not right.
pub async fn wrong_among(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<ThreadId>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT t.id FROM clients_of($1) now JOIN threads t ON t.id = now.thread_id
         WHERE t.id = ANY ($1) AND t.client_record_id IS DISTINCT FROM now.client",
        &threads,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Every workspace that has records.
pub async fn all_workspaces(tx: &mut Tx) -> Result<Vec<WorkspaceId>> {
    let rows = sqlx::query_scalar!(
        "SELECT workspace_id FROM workspaces w WHERE EXISTS (SELECT 1 FROM records r WHERE r.workspace_id = w.workspace_id)"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(WorkspaceId).collect())
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

/// Of these records, those with an address that mail has come from or gone to, companies from whose domain some has come, and those with threads
/// of their own.
pub async fn in_mail(tx: &mut Tx, records: &[RecordId]) -> Result<Vec<RecordId>> {
    let ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let rows = sqlx::query_scalar!(
        r#"SELECT w.id AS "id!" FROM unnest($1::uuid[]) AS w (id)
           WHERE EXISTS (SELECT 1 FROM record_threads t WHERE t.record_id = w.id)
              OR EXISTS (SELECT 1 FROM record_addresses a WHERE a.record_id = w.id AND a.kind = 'email'
                  AND (EXISTS (SELECT 1 FROM messages m WHERE m.workspace_id = a.workspace_id AND m.from_key = a.key)
                    OR EXISTS (SELECT 1 FROM messages m WHERE m.workspace_id = a.workspace_id AND m.author_key = a.key)
                    OR EXISTS (SELECT 1 FROM written_to t WHERE t.workspace_id = a.workspace_id AND t.key = a.key)))
              OR EXISTS (SELECT 1 FROM record_fields f JOIN record_index i ON i.field_id = f.id AND i.record_id = w.id
                  CROSS JOIN LATERAL threads_of_house(i.words, 1)
                  WHERE f.workspace_id = kurier_workspace() AND f.kind = 'company' AND f.key = 'domain' AND f.removed_at IS NULL)"#,
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}
