//! SQL of working through the queue, which is reached only through the functions of the migration `jobs`, and of what has no job.

use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{MailboxId, OutboxId, WorkspaceId};
use serde::Serialize;

/// A job that failed as often as jobs may, with the words of its last error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dead {
    pub id: i64,
    pub job: String,
    pub attempts: u32,
    pub error: String,
    pub since: DateTime<Utc>,
}

pub async fn dead(tx: &mut Tx) -> Result<Vec<Dead>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", job AS "job!", attempts AS "attempts!", error AS "error!", since AS "since!"
           FROM kurier_dead_jobs()"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Dead {
            id: row.id,
            job: row.job,
            attempts: u32::try_from(row.attempts).unwrap_or_default(),
            error: row.error,
            since: row.since,
        })
        .collect())
}

pub async fn revive(tx: &mut Tx, id: i64) -> Result<()> {
    sqlx::query!(r#"SELECT kurier_revive_job($1)::text AS "done""#, id).fetch_one(&mut **tx).await?;
    Ok(())
}

/// Mailboxes of the messages that have waited longest to be searchable.
pub async fn with_unindexed(tx: &mut Tx) -> Result<Vec<(WorkspaceId, MailboxId)>> {
    let rows = sqlx::query!(
        "SELECT DISTINCT m.workspace_id, m.mailbox_id
         FROM (SELECT message_id FROM index_queue ORDER BY message_id LIMIT 1000) q JOIN messages m ON m.id = q.message_id"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (WorkspaceId(row.workspace_id), MailboxId(row.mailbox_id))).collect())
}

/// Mailboxes that were removed and still have a row.
pub async fn removed_mailboxes(tx: &mut Tx) -> Result<Vec<(WorkspaceId, MailboxId)>> {
    let rows = sqlx::query!("SELECT workspace_id, id FROM mailboxes WHERE removed_at IS NOT NULL LIMIT 100")
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (WorkspaceId(row.workspace_id), MailboxId(row.id))).collect())
}

/// Outgoing mail that somebody should have looked at `seconds` ago: due, or held by a worker that fell silent.
pub async fn overdue_mail(tx: &mut Tx, seconds: f64) -> Result<Vec<(WorkspaceId, OutboxId, MailboxId)>> {
    let rows = sqlx::query!(
        "SELECT workspace_id, id, mailbox_id FROM outbox
         WHERE (state = 'scheduled' AND not_before < now() - make_interval(secs => $1))
            OR (state IN ('claimed', 'transmitting') AND claimed_at < now() - make_interval(secs => $1))
         LIMIT 1000",
        seconds,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (WorkspaceId(row.workspace_id), OutboxId(row.id), MailboxId(row.mailbox_id)))
        .collect())
}

/// Copies for Sent that should have been made `seconds` ago.
pub async fn overdue_copies(tx: &mut Tx, seconds: f64) -> Result<Vec<(WorkspaceId, OutboxId, MailboxId)>> {
    let rows = sqlx::query!(
        "SELECT workspace_id, id, mailbox_id FROM outbox
         WHERE state = 'sent' AND sent_copy = 'pending' AND sent_copy_after < now() - make_interval(secs => $1)
         LIMIT 1000",
        seconds,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (WorkspaceId(row.workspace_id), OutboxId(row.id), MailboxId(row.mailbox_id)))
        .collect())
}

/// Alone until the transaction ends, among those who make the queue's schema.
pub async fn alone(tx: &mut Tx) -> Result<()> {
    sqlx::query!(r#"SELECT pg_advisory_xact_lock(hashtextextended('kurier jobs', 0))::text AS "done""#)
        .fetch_one(&mut **tx)
        .await?;
    Ok(())
}

/// Removes jobs that were given up and then asked for anew; the library keeps their rows.
pub async fn remove_superseded(tx: &mut Tx) -> Result<()> {
    sqlx::query!(r#"SELECT kurier_remove_superseded_jobs()::text AS "done""#).fetch_one(&mut **tx).await?;
    Ok(())
}
