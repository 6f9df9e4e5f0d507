//! SQL of decisions.

use super::Standing;
use crate::{actor::Actor, db::Tx, error::Result, veil};
use chrono::{DateTime, Utc};
use kurier_model::{MessageId, ThreadId, UserId};
use uuid::Uuid;

/// The subject of a thread that the actor may see.
pub async fn subject(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "SELECT subject FROM threads
         WHERE id = $1 AND mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)",
        thread.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn standing(tx: &mut Tx, thread: ThreadId) -> Result<Option<Standing>> {
    let row = sqlx::query!(
        "SELECT state, decided_by, decided_at, by_rule, message_id FROM triage WHERE thread_id = current_thread($1) FOR UPDATE",
        thread.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Standing {
        state: row.state,
        by: row.decided_by.map(UserId),
        at: row.decided_at,
        by_rule: row.by_rule,
        message: Some(MessageId(row.message_id)),
        left: None,
    }))
}

/// Nobody has decided, or not for good.
pub async fn wait(tx: &mut Tx, thread: ThreadId) -> Result<()> {
    sqlx::query!(
        "UPDATE triage SET state = 'ready', decided_by = NULL, decided_at = NULL, by_rule = false WHERE thread_id = $1 AND state <> 'ready'",
        thread.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Threads that wait are ignored, all at once.
pub async fn ignore_all(tx: &mut Tx, actor: &Actor, threads: &[ThreadId], now: DateTime<Utc>) -> Result<()> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    sqlx::query!(
        "UPDATE triage SET state = 'ignored', decided_by = $2, decided_at = $3, by_rule = false WHERE thread_id = ANY ($1) AND state = 'ready'",
        &threads,
        actor.user.map(|user| user.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Does a person wait in the thread, in the queue or by what came in?
pub async fn has_a_person(tx: &mut Tx, thread: ThreadId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce(is_a_persons(stands_for($1)), false)
               OR coalesce((SELECT is_a_persons(q.message_id) FROM triage q WHERE q.thread_id = $1), false) AS "is!""#,
        thread.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Also for threads that were not in the queue: their newest incoming message stands for them, a person's before a machine's.
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
         FROM messages m WHERE m.thread_id = $1 ORDER BY m.is_mine, is_a_persons(m) DESC, m.received_at DESC LIMIT 1
         ON CONFLICT (thread_id) DO UPDATE SET state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at,
             by_rule = false",
        thread.0,
        state,
        actor.user.map(|user| user.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// As it stood, but for a person who has written since into what a machine had sent; what is on a record by now stays decided.
pub async fn restore(tx: &mut Tx, thread: ThreadId, standing: &Standing) -> Result<()> {
    // A record that the person may not see is one that it belongs to all the same.
    let lifted = veil::lift(tx).await?;
    sqlx::query!(
        "UPDATE triage q SET state = CASE WHEN now.waits THEN 'ready' ELSE $2::text END,
             decided_by = CASE WHEN now.waits THEN NULL ELSE $3::uuid END,
             decided_at = CASE WHEN now.waits THEN NULL ELSE $4::timestamptz END, by_rule = $5 AND NOT now.waits, message_id = m.id, at = m.received_at
         FROM messages m, LATERAL (SELECT $2::text = 'ignored' AND is_a_persons(m)
             AND NOT (SELECT is_a_persons(t.message_id) FROM triage t WHERE t.thread_id = current_thread($1)) AS waits) now
         WHERE q.thread_id = current_thread($1) AND m.id = coalesce(stands_for(q.thread_id), q.message_id)
           AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = q.thread_id AND $2::text <> 'linked')",
        thread.0,
        standing.state,
        standing.by.map(|user| user.0),
        standing.at,
        standing.by_rule,
    )
    .execute(&mut **tx)
    .await?;
    lifted.back(tx).await
}

/// Out of the queue, unless something has come since that waits, or it is on a record by now.
pub async fn forget(tx: &mut Tx, thread: ThreadId) -> Result<()> {
    let lifted = veil::lift(tx).await?;
    sqlx::query!(
        "DELETE FROM triage q WHERE q.thread_id = current_thread($1) AND q.state <> 'ready'
           AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = q.thread_id)",
        thread.0
    )
    .execute(&mut **tx)
    .await?;
    lifted.back(tx).await
}
