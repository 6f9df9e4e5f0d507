//! SQL of decisions about merged threads. Both tables have one row a thread, so the loser's row becomes the winner's.

use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{RecordId, ThreadId};
use uuid::Uuid;

/// Whether one of these threads waits, so that nobody has left it for later.
pub async fn waits(tx: &mut Tx, threads: [ThreadId; 2], now: DateTime<Utc>) -> Result<bool> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT 1 FROM triage q WHERE q.thread_id = ANY ($1) AND q.state = 'ready' AND NOT EXISTS (
                   SELECT 1 FROM postponed p WHERE p.thread_id = q.thread_id AND p.message_id = q.message_id AND p.until > $2)) AS "is!""#,
        &threads,
        now,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// What was decided holds for both (that it is on a record, as long as it is), but for a person who waits in one while a machine was ignored in the other.
pub async fn join_decisions(tx: &mut Tx, loser: ThreadId, winner: ThreadId) -> Result<()> {
    sqlx::query!(
        "WITH gone AS (DELETE FROM triage WHERE thread_id = $1 RETURNING *)
         INSERT INTO triage AS t (thread_id, workspace_id, mailbox_id, message_id, state, decided_by, decided_at, at)
         SELECT $2, workspace_id, mailbox_id, message_id, state, decided_by, decided_at, at FROM gone
         ON CONFLICT (thread_id) DO UPDATE SET state = excluded.state, decided_by = excluded.decided_by,
             decided_at = excluded.decided_at, message_id = excluded.message_id, at = excluded.at
         WHERE CASE
             WHEN t.state = 'linked' AND EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = $2) THEN false
             WHEN excluded.state = 'linked' THEN EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = $1)
             WHEN t.state = 'linked' THEN true
             WHEN t.state = excluded.state
                 THEN (is_a_persons(excluded.message_id), excluded.at) > (is_a_persons(t.message_id), t.at)
             WHEN t.state = 'ignored' THEN is_a_persons(excluded.message_id) AND NOT is_a_persons(t.message_id)
             ELSE is_a_persons(excluded.message_id) OR NOT is_a_persons(t.message_id) END",
        loser.0,
        winner.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn join_links(tx: &mut Tx, loser: ThreadId, winner: ThreadId) -> Result<()> {
    sqlx::query!(
        "WITH gone AS (DELETE FROM record_threads WHERE thread_id = $1 RETURNING *)
         INSERT INTO record_threads (record_id, thread_id, workspace_id, reason, linked_by, created_at)
         SELECT record_id, $2, workspace_id, reason, linked_by, created_at FROM gone ON CONFLICT DO NOTHING",
        loser.0,
        winner.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn records_of(tx: &mut Tx, thread: ThreadId) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "SELECT record_id FROM record_threads WHERE thread_id = $1 ORDER BY record_id",
        thread.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}
