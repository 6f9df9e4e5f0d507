//! SQL of the history.

use super::{Event, EventKind};
use crate::announcements::{Announcement, CHANNEL};
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::{EventId, RecordId, UserId, WorkspaceId, live::News};
use serde_json::Value;
use uuid::Uuid;

/// Postgres refuses NOTIFY payloads of 8,000 bytes and more.
const NOTIFY_LIMIT: usize = 7_900;

pub async fn insert(tx: &mut Tx, id: EventId, actor: &Actor, event: &Event) -> Result<()> {
    sqlx::query!(
        "INSERT INTO events (id, workspace_id, actor_id, kind, mailbox_id, thread_id, record_id, payload, undo)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        actor.workspace.0,
        actor.user.map(|user| user.0),
        event.kind.as_str(),
        event.mailbox.map(|id| id.0),
        event.thread.map(|id| id.0),
        event.record.map(|id| id.0),
        event.payload,
        event.undo,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn insert_many(
    tx: &mut Tx,
    actor: &Actor,
    kind: EventKind,
    records: &[RecordId],
    payload: &Value,
) -> Result<()> {
    let ids: Vec<Uuid> = records.iter().map(|_| EventId::new().0).collect();
    let records: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    sqlx::query!(
        "INSERT INTO events (id, workspace_id, actor_id, kind, record_id, payload)
         SELECT id, $1, $2, $3, record, $6 FROM unnest($4::uuid[], $5::uuid[]) AS happened (id, record)",
        actor.workspace.0,
        actor.user.map(|user| user.0),
        kind.as_str(),
        &ids,
        &records,
        payload,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// `None`: there is no such event of this actor. `Some(None)`: it cannot be undone, or was already.
pub async fn take_undo(
    tx: &mut Tx,
    actor: &Actor,
    id: EventId,
    kinds: &[String],
) -> Result<Option<Option<Value>>> {
    let row = sqlx::query!(
        "SELECT undo, undone_at FROM events
         WHERE id = $1 AND kind = ANY ($2) AND (actor_id IS NULL OR actor_id = $3) FOR UPDATE",
        id.0,
        kinds,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.undone_at.is_some() {
        return Ok(Some(None));
    }
    sqlx::query!("UPDATE events SET undone_at = now() WHERE id = $1", id.0).execute(&mut **tx).await?;
    Ok(Some(row.undo))
}

pub async fn notify(tx: &mut Tx, workspace: WorkspaceId, news: &News, only: Option<UserId>) -> Result<()> {
    let veiled = match news {
        News::Record { record } => is_veiled(tx, *record).await?,
        _ => false,
    };
    let announced = |news: News| Announcement { workspace, news, only, veiled };
    let mut text = serde_json::to_string(&announced(news.clone()))?;
    if text.len() > NOTIFY_LIMIT {
        text = serde_json::to_string(&announced(news.shortened()))?;
    }
    wake(tx, CHANNEL, &text).await
}

/// Whether a record is not for everybody to see; also one that is not for whoever tells of it.
async fn is_veiled(tx: &mut Tx, record: RecordId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT NOT EXISTS (SELECT 1 FROM records WHERE id = $1 AND visibility = 'everybody') AS "is!""#,
        record.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn wake(tx: &mut Tx, channel: &str, payload: &str) -> Result<()> {
    sqlx::query!("SELECT pg_notify($1, $2)", channel, payload).execute(&mut **tx).await?;
    Ok(())
}
