//! SQL of changes that wait to be made on the server.

use super::{MailOperation, Moving, Placed, Watched};
use crate::{Db, Result, Tx, intake};
use kurier_model::{EventId, FolderId, MailboxId, OperationId, PlacementId, ThreadId, WorkspaceId};
use uuid::Uuid;

pub async fn insert(
    tx: &mut Tx,
    id: OperationId,
    workspace: WorkspaceId,
    mailbox: MailboxId,
    event: Option<EventId>,
    operation: &MailOperation,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO mail_operations (id, workspace_id, mailbox_id, operation, event_id) VALUES ($1, $2, $3, $4, $5)",
        id.0,
        workspace.0,
        mailbox.0,
        serde_json::to_value(operation)?,
        event.map(|event| event.0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn cancel(tx: &mut Tx, event: EventId) -> Result<bool> {
    let cancelled = sqlx::query!(
        "UPDATE mail_operations SET state = 'cancelled', finished_at = now() WHERE event_id = $1 AND state = 'waiting'",
        event.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(cancelled.rows_affected() > 0)
}

/// The oldest change to be made. One that was being made when a worker died is made again.
pub async fn next(db: &Db, watched: &Watched) -> Result<Option<(OperationId, MailOperation)>> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let row = sqlx::query!(
        "UPDATE mail_operations SET state = 'performing', attempts = attempts + 1
         WHERE id = (SELECT id FROM mail_operations WHERE mailbox_id = $1 AND state IN ('waiting', 'performing')
                     ORDER BY id LIMIT 1 FOR UPDATE)
         RETURNING id, operation",
        watched.id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    row.map(|row| Ok((OperationId(row.id), serde_json::from_value(row.operation)?))).transpose()
}

pub async fn finish(db: &Db, watched: &Watched, id: OperationId, failure: Option<&str>) -> Result<()> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    sqlx::query!(
        "UPDATE mail_operations SET state = CASE WHEN $2::text IS NULL THEN 'done' ELSE 'failed' END, failure = $2,
             finished_at = now() WHERE id = $1",
        id.0,
        failure
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

pub async fn wait_again(db: &Db, watched: &Watched, id: OperationId) -> Result<()> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    sqlx::query!("UPDATE mail_operations SET state = 'waiting' WHERE id = $1 AND state = 'performing'", id.0)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

pub async fn placed(db: &Db, watched: &Watched, placements: &[PlacementId]) -> Result<Vec<Placed>> {
    let ids: Vec<Uuid> = placements.iter().map(|id| id.0).collect();
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let rows = sqlx::query!(
        "SELECT p.id, p.folder_id, f.raw_name, p.uid FROM placements p JOIN folders f ON f.id = p.folder_id
         WHERE p.id = ANY ($1) AND p.mailbox_id = $2",
        &ids,
        watched.id.0
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Placed {
            placement: PlacementId(row.id),
            folder: FolderId(row.folder_id),
            raw_name: row.raw_name,
            uid: row.uid.and_then(|uid| u32::try_from(uid).ok()),
        })
        .collect())
}

/// The server has moved these: the old placements go, the new ones get their UIDs where the server told them.
pub async fn moved(
    db: &Db,
    watched: &Watched,
    folder: FolderId,
    done: &[(Moving, Option<u32>)],
) -> Result<()> {
    let from: Vec<Uuid> = done.iter().map(|(moving, _)| moving.from.0).collect();
    let to: Vec<Uuid> = done.iter().map(|(moving, _)| moving.to.0).collect();
    let uids: Vec<Option<i64>> = done.iter().map(|(_, uid)| uid.map(i64::from)).collect();
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let threads =
        sqlx::query_scalar!("DELETE FROM placements WHERE id = ANY ($1) RETURNING thread_id", &from)
            .fetch_all(&mut *tx)
            .await?;
    sqlx::query!(
        "UPDATE placements p SET uid = u.uid FROM unnest($1::uuid[], $2::bigint[]) AS u (id, uid)
         WHERE p.id = u.id AND u.uid IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM placements q WHERE q.folder_id = $3 AND q.uid = u.uid)",
        &to,
        &uids as &[Option<i64>],
        folder.0
    )
    .execute(&mut *tx)
    .await?;
    // A sync of the target folder that saw them first has placed them already.
    sqlx::query!(
        "DELETE FROM placements p USING unnest($1::uuid[], $2::bigint[]) AS u (id, uid)
         WHERE p.id = u.id AND u.uid IS NOT NULL AND p.uid IS NULL",
        &to,
        &uids as &[Option<i64>]
    )
    .execute(&mut *tx)
    .await?;
    let threads: Vec<ThreadId> = threads.into_iter().map(ThreadId).collect();
    intake::refresh(&mut tx, watched.workspace, &threads).await?;
    tx.commit().await?;
    Ok(())
}

/// The messages stay where they were. Answers with their threads.
pub async fn take_back(tx: &mut Tx, messages: &[Moving]) -> Result<Vec<ThreadId>> {
    let from: Vec<Uuid> = messages.iter().map(|moving| moving.from.0).collect();
    let to: Vec<Uuid> = messages.iter().map(|moving| moving.to.0).collect();
    sqlx::query!("DELETE FROM placements WHERE id = ANY ($1) AND uid IS NULL", &to)
        .execute(&mut **tx)
        .await?;
    let threads = sqlx::query_scalar!(
        "UPDATE placements SET leaving = NULL WHERE id = ANY ($1) RETURNING thread_id",
        &from
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(threads.into_iter().map(ThreadId).collect())
}
