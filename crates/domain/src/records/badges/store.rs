//! SQL of the badges.

use super::Changed;
use crate::{db::Tx, error::Result};
use kurier_model::{FolderId, MailboxId, RecordId, ThreadId};
use uuid::Uuid;

pub async fn refresh(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<Changed>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query!(
        "UPDATE threads t SET client_record_id = now.client
         FROM (SELECT id, client_of(id) AS client FROM unnest($1::uuid[]) id) now
         WHERE t.id = now.id AND t.client_record_id IS DISTINCT FROM now.client
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

/// Threads that a record has to do with (by its badge, a link, or mail from its addresses) and whose badge is not right, in the order of
/// their ids.
pub async fn wrong_of(
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
               WHERE a.record_id = $1 AND a.kind = 'email')
             AND ($2::uuid IS NULL OR t.id > $2) AND t.client_record_id IS DISTINCT FROM client_of(t.id)
           ORDER BY t.id LIMIT $3"#,
        record.0,
        after.map(|after| after.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Threads of a mailbox whose badge is not right.
pub async fn wrong_in(
    tx: &mut Tx,
    mailbox: MailboxId,
    after: Option<ThreadId>,
    limit: i64,
) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!(
        "SELECT id FROM threads
         WHERE mailbox_id = $1 AND merged_into IS NULL AND ($2::uuid IS NULL OR id > $2)
           AND client_record_id IS DISTINCT FROM client_of(id)
         ORDER BY id LIMIT $3",
        mailbox.0,
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
