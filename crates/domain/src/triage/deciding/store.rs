//! SQL of decisions.

use super::Standing;
use crate::{Actor, Result, Tx};
use chrono::{DateTime, Utc};
use kurier_model::{ThreadId, UserId};

/// Locks a thread that the actor may see, so that two people cannot decide at once, and tells its subject.
pub async fn lock(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "SELECT subject FROM threads
         WHERE id = $1 AND mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v) FOR UPDATE",
        thread.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn standing(tx: &mut Tx, thread: ThreadId) -> Result<Option<Standing>> {
    let row = sqlx::query!(
        "SELECT state, decided_by, decided_at FROM triage WHERE thread_id = $1 FOR UPDATE",
        thread.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Standing { state: row.state, by: row.decided_by.map(UserId), at: row.decided_at }))
}

/// Also for threads that were not in the queue: their newest incoming message stands for them.
pub async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    state: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO triage (thread_id, workspace_id, mailbox_id, message_id, state, decided_by, decided_at, at)
         SELECT m.thread_id, m.workspace_id, m.mailbox_id, m.id, $2, $3, $4, m.received_at
         FROM messages m WHERE m.thread_id = $1 ORDER BY m.is_mine, m.received_at DESC LIMIT 1
         ON CONFLICT (thread_id) DO UPDATE SET state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at",
        thread.0,
        state,
        actor.user.map(|user| user.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn restore(tx: &mut Tx, thread: ThreadId, standing: &Standing) -> Result<()> {
    sqlx::query!(
        "UPDATE triage SET state = $2, decided_by = $3, decided_at = $4 WHERE thread_id = $1",
        thread.0,
        standing.state,
        standing.by.map(|user| user.0),
        standing.at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn forget(tx: &mut Tx, thread: ThreadId) -> Result<()> {
    sqlx::query!("DELETE FROM triage WHERE thread_id = $1", thread.0).execute(&mut **tx).await?;
    Ok(())
}
