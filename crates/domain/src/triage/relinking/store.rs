//! SQL of linking all mail again.

use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::link::{RelinkState, Relinking};
use kurier_model::{MessageId, ThreadId, UserId, WorkspaceId};
use uuid::Uuid;

fn count_of(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or_default()
}

pub async fn get(tx: &mut Tx, workspace: WorkspaceId) -> Result<Option<Relinking>> {
    let row = sqlx::query!(
        r#"SELECT u.name AS "by?", r.asked_at, r.state, r.looked_at, r.total, r.linked, r.badges
           FROM relinkings r LEFT JOIN users u ON u.id = r.asked_by WHERE r.workspace_id = $1"#,
        workspace.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Relinking {
        by: row.by,
        asked_at: row.asked_at,
        state: RelinkState::from_stored(&row.state),
        looked_at: count_of(row.looked_at),
        total: count_of(row.total),
        linked: count_of(row.linked),
        badges: count_of(row.badges),
    }))
}

/// False: it is under way already.
pub async fn begin(tx: &mut Tx, workspace: WorkspaceId, person: UserId, now: DateTime<Utc>) -> Result<bool> {
    let begun = sqlx::query!(
        "INSERT INTO relinkings AS r (workspace_id, asked_by, asked_at, state) VALUES ($1, $2, $3, 'links')
         ON CONFLICT (workspace_id) DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at, state = 'links',
             last_thread = NULL, looked_at = 0, total = 0, linked = 0, badges = 0
         WHERE r.state IN ('done', 'stopped')",
        workspace.0,
        person.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(begun.rows_affected() == 1)
}

pub async fn stop(tx: &mut Tx, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!(
        "UPDATE relinkings SET state = 'stopped' WHERE workspace_id = $1 AND state IN ('links', 'badges')",
        workspace.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One that is held, and where it goes on.
pub struct Held {
    pub state: RelinkState,
    pub last: Option<ThreadId>,
}

pub async fn hold(tx: &mut Tx, workspace: WorkspaceId) -> Result<Option<Held>> {
    let row = sqlx::query!(
        "SELECT state, last_thread FROM relinkings WHERE workspace_id = $1 FOR UPDATE",
        workspace.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row
        .map(|row| Held { state: RelinkState::from_stored(&row.state), last: row.last_thread.map(ThreadId) }))
}

/// How much there is to look at.
pub async fn count(tx: &mut Tx, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!(
        "UPDATE relinkings SET total = (
             SELECT count(*) FROM threads t JOIN mailboxes b ON b.id = t.mailbox_id AND b.removed_at IS NULL
             WHERE t.workspace_id = $1 AND t.merged_into IS NULL AND t.last_at > b.created_at - interval '14 days'
               AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = t.id))
         WHERE workspace_id = $1",
        workspace.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Threads on no record behind a place. What is older than its mailbox here is history, which is linked to nothing by itself (`may_wait`).
pub async fn next(
    tx: &mut Tx,
    workspace: WorkspaceId,
    after: Option<ThreadId>,
    limit: i64,
) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!(
        "SELECT t.id FROM threads t JOIN mailboxes b ON b.id = t.mailbox_id AND b.removed_at IS NULL
         WHERE t.workspace_id = $1 AND ($2::uuid IS NULL OR t.id > $2) AND t.merged_into IS NULL
           AND t.last_at > b.created_at - interval '14 days'
           AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = t.id)
         ORDER BY t.id LIMIT $3",
        workspace.0,
        after.map(|after| after.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

pub async fn messages(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<MessageId>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query_scalar!("SELECT id FROM messages WHERE thread_id = ANY ($1)", &threads)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(MessageId).collect())
}

pub async fn went_on(
    tx: &mut Tx,
    workspace: WorkspaceId,
    last: ThreadId,
    looked_at: usize,
    linked: u32,
) -> Result<()> {
    sqlx::query!(
        "UPDATE relinkings SET last_thread = $2, looked_at = looked_at + $3, linked = linked + $4 WHERE workspace_id = $1",
        workspace.0,
        last.0,
        i32::try_from(looked_at).unwrap_or(i32::MAX),
        i32::try_from(linked).unwrap_or(i32::MAX),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn compare_badges(tx: &mut Tx, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!(
        "UPDATE relinkings SET state = 'badges', last_thread = NULL WHERE workspace_id = $1",
        workspace.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Some badges are right; where to go on, unless all are, and it is over. Unless somebody has stopped it meanwhile, or begun anew.
pub async fn mended(
    tx: &mut Tx,
    workspace: WorkspaceId,
    badges: usize,
    after: Option<ThreadId>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE relinkings SET badges = badges + $2, last_thread = $3,
             state = CASE WHEN $3::uuid IS NULL THEN 'done' ELSE state END
         WHERE workspace_id = $1 AND state = 'badges'",
        workspace.0,
        i32::try_from(badges).unwrap_or(i32::MAX),
        after.map(|after| after.0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
