//! SQL of what waits again.

use crate::{db::Tx, error::Result, postponed::Left};
use chrono::{DateTime, Utc};
use kurier_model::ThreadId;
use uuid::Uuid;

/// A thread that was left with others by the same person in the same moment.
pub struct Copy {
    pub thread: ThreadId,
    /// It waits again.
    pub is_back: bool,
    /// Of which that was told.
    pub is_told: bool,
    /// Whoever left it may see it.
    pub is_seen: bool,
}

/// The threads that were left together, in the order of their ids, held for the transaction.
pub async fn copies(tx: &mut Tx, left: &Left, now: DateTime<Utc>) -> Result<Vec<Copy>> {
    let rows = sqlx::query!(
        r#"SELECT p.thread_id, coalesce(p.told_of = p.until, false) AS "is_told!", may_see(q.mailbox_id, p.by_id) AS "is_seen!",
                  q.state = 'ready' AND (q.message_id <> p.message_id OR p.until <= $4) AND is_in_play(q.thread_id) AS "is_back!"
           FROM postponed p JOIN triage q ON q.thread_id = p.thread_id
           WHERE p.workspace_id = kurier_workspace() AND p.until = $3 AND p.by_id = $1 AND p.at = $2
           ORDER BY p.thread_id FOR UPDATE OF p"#,
        left.by.0,
        left.at,
        left.until,
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    let copy =
        |thread, is_back, is_told, is_seen| Copy { thread: ThreadId(thread), is_back, is_told, is_seen };
    Ok(rows.into_iter().map(|row| copy(row.thread_id, row.is_back, row.is_told, row.is_seen)).collect())
}

/// That these are back was told.
pub async fn mark(tx: &mut Tx, threads: &[ThreadId]) -> Result<()> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    sqlx::query!("UPDATE postponed SET told_of = until WHERE thread_id = ANY ($1)", &threads)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Those of these threads that somebody has left, or had.
pub async fn left(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<ThreadId>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT thread_id FROM postponed WHERE thread_id = ANY ($1) ORDER BY 1",
        &threads
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}
