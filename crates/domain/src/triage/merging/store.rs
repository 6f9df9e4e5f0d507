//! SQL of decisions about merged threads. Both tables have one row a thread, so the loser's row becomes the winner's.

use crate::{Result, Tx};
use kurier_model::ThreadId;

pub async fn join_decisions(tx: &mut Tx, loser: ThreadId, winner: ThreadId) -> Result<()> {
    sqlx::query!(
        "WITH gone AS (DELETE FROM triage WHERE thread_id = $1 RETURNING *)
         INSERT INTO triage AS t (thread_id, workspace_id, mailbox_id, message_id, state, decided_by, decided_at, at)
         SELECT $2, workspace_id, mailbox_id, message_id, state, decided_by, decided_at, at FROM gone
         ON CONFLICT (thread_id) DO UPDATE SET state = excluded.state, decided_by = excluded.decided_by,
             decided_at = excluded.decided_at, message_id = excluded.message_id, at = excluded.at
         WHERE t.state = 'ready' AND (excluded.state <> 'ready' OR excluded.at > t.at)",
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
