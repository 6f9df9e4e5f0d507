//! SQL of decisions about merged threads. Both tables have one row a thread, so the loser's row becomes the winner's.

use crate::{db::Tx, error::Result};
use kurier_model::ThreadId;

/// What was decided holds for both, but for a person who waits in one while a machine was ignored in the other.
pub async fn join_decisions(tx: &mut Tx, loser: ThreadId, winner: ThreadId) -> Result<()> {
    sqlx::query!(
        "WITH gone AS (DELETE FROM triage WHERE thread_id = $1 RETURNING *)
         INSERT INTO triage AS t (thread_id, workspace_id, mailbox_id, message_id, state, decided_by, decided_at, at)
         SELECT $2, workspace_id, mailbox_id, message_id, state, decided_by, decided_at, at FROM gone
         ON CONFLICT (thread_id) DO UPDATE SET state = excluded.state, decided_by = excluded.decided_by,
             decided_at = excluded.decided_at, message_id = excluded.message_id, at = excluded.at
         WHERE CASE
             WHEN t.state = 'linked' THEN false
             WHEN excluded.state = 'linked' THEN true
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
