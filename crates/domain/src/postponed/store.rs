//! SQL of what is left for later.

use super::Left;
use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{MessageId, ThreadId, UserId};
use uuid::Uuid;

struct Row {
    note: String,
    until: DateTime<Utc>,
    by_id: Uuid,
    at: DateTime<Utc>,
    message_id: Uuid,
    told_of: Option<DateTime<Utc>>,
}

impl From<Row> for Left {
    fn from(row: Row) -> Self {
        Self {
            note: row.note,
            until: row.until,
            by: UserId(row.by_id),
            at: row.at,
            message: MessageId(row.message_id),
            told_of: row.told_of,
        }
    }
}

pub async fn get(tx: &mut Tx, thread: ThreadId) -> Result<Option<Left>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT note, until, by_id, at, message_id, told_of FROM postponed WHERE thread_id = current_thread($1)",
        thread.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(Left::from))
}

/// Takes it away from this very thread; what was written down.
pub async fn take(tx: &mut Tx, thread: ThreadId) -> Result<Option<Left>> {
    let row = sqlx::query_as!(
        Row,
        "DELETE FROM postponed WHERE thread_id = $1 RETURNING note, until, by_id, at, message_id, told_of",
        thread.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(Left::from))
}

pub async fn forget(tx: &mut Tx, thread: ThreadId) -> Result<()> {
    sqlx::query!("DELETE FROM postponed WHERE thread_id = current_thread($1)", thread.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Of a thread that has come through the queue.
pub async fn put(tx: &mut Tx, thread: ThreadId, left: &Left) -> Result<()> {
    sqlx::query!(
        "INSERT INTO postponed (thread_id, workspace_id, message_id, note, until, by_id, at, told_of)
         SELECT q.thread_id, q.workspace_id, $2, $3, $4, $5, $6, $7 FROM triage q WHERE q.thread_id = current_thread($1)
         ON CONFLICT (thread_id) DO UPDATE SET message_id = excluded.message_id, note = excluded.note, until = excluded.until,
             by_id = excluded.by_id, at = excluded.at, told_of = excluded.told_of",
        thread.0,
        left.message.0,
        left.note,
        left.until,
        left.by.0,
        left.at,
        left.told_of,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// By which message a thread stands in the queue, or is ignored there.
pub async fn message(tx: &mut Tx, thread: ThreadId) -> Result<Option<MessageId>> {
    let message = sqlx::query_scalar!(
        "SELECT message_id FROM triage WHERE thread_id = $1 AND state <> 'linked'",
        thread.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(message.map(MessageId))
}

/// It waits from now on, when it does not yet.
pub async fn end(tx: &mut Tx, thread: ThreadId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE postponed SET until = least(until, $2) WHERE thread_id = $1", thread.0, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A thread that was left has become part of another: both notes stay, and what comes back first says when.
pub async fn join(tx: &mut Tx, winner: ThreadId, left: &Left) -> Result<()> {
    sqlx::query!(
        r"INSERT INTO postponed AS p (thread_id, workspace_id, message_id, note, until, by_id, at, told_of)
          SELECT q.thread_id, q.workspace_id, $2, $3, $4, $5, $6, $7 FROM triage q WHERE q.thread_id = $1
          ON CONFLICT (thread_id) DO UPDATE SET until = least(p.until, excluded.until),
              told_of = CASE WHEN p.told_of = p.until AND excluded.told_of = excluded.until THEN least(p.until, excluded.until)
                             ELSE p.told_of END,
              message_id = (SELECT q.message_id FROM triage q WHERE q.thread_id = $1),
              note = CASE WHEN p.note = excluded.note THEN p.note ELSE p.note || E'\n\n' || excluded.note END",
        winner.0,
        left.message.0,
        left.note,
        left.until,
        left.by.0,
        left.at,
        left.told_of,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
