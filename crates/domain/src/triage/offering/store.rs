//! SQL of what the synchronisation hands over.

use super::Offer;
use crate::{Result, Tx};
use kurier_model::{LeadId, MailboxId, RecordId, ThreadId, WorkspaceId};
use std::collections::HashSet;
use uuid::Uuid;

/// Those of the threads that belong to no lead and were not ignored.
pub async fn undecided(tx: &mut Tx, offers: &[&Offer]) -> Result<HashSet<ThreadId>> {
    let threads: Vec<Uuid> = offers.iter().map(|offer| offer.thread.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT t.id FROM threads t WHERE t.id = ANY ($1)
           AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = t.id)
           AND NOT EXISTS (SELECT 1 FROM triage q WHERE q.thread_id = t.id AND q.state = 'ignored')",
        &threads,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Addresses that belong to exactly one open lead.
pub async fn only_open_leads(tx: &mut Tx, workspace: WorkspaceId, keys: &[String]) -> Result<Vec<(String, LeadId)>> {
    let rows = sqlx::query!(
        r#"SELECT a.key, (array_agg(r.id))[1] AS "lead!" FROM record_addresses a JOIN records r ON r.id = a.record_id
           WHERE a.workspace_id = $1 AND a.kind = 'email' AND a.key = ANY ($2)
             AND r.kind = 'lead' AND NOT r.closed AND r.removed_at IS NULL
           GROUP BY a.key HAVING count(*) = 1"#,
        workspace.0,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, LeadId::from(row.lead))).collect())
}

/// True when the queue changed: the thread is new in it, or has a newer message, or belongs to no lead any more.
pub async fn enqueue(tx: &mut Tx, mailbox: MailboxId, offer: &Offer) -> Result<bool> {
    let changed = sqlx::query!(
        "INSERT INTO triage (thread_id, workspace_id, mailbox_id, message_id, at) VALUES ($1, kurier_workspace(), $2, $3, $4)
         ON CONFLICT (thread_id) DO UPDATE SET message_id = excluded.message_id, at = excluded.at, state = 'ready'
         WHERE triage.state <> 'ignored' AND (triage.at < excluded.at OR triage.state = 'linked')",
        offer.thread.0,
        mailbox.0,
        offer.message.0,
        offer.received_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn subject(tx: &mut Tx, thread: ThreadId) -> Result<String> {
    Ok(sqlx::query_scalar!("SELECT subject FROM threads WHERE id = $1", thread.0).fetch_one(&mut **tx).await?)
}

/// New mail is activity of the leads whose threads it is in.
pub async fn touch_leads(tx: &mut Tx, offers: &[&Offer]) -> Result<Vec<RecordId>> {
    let threads: Vec<Uuid> = offers.iter().map(|offer| offer.thread.0).collect();
    let times: Vec<_> = offers.iter().map(|offer| offer.received_at).collect();
    let rows = sqlx::query_scalar!(
        "UPDATE records r SET last_activity_at = news.at
         FROM (SELECT l.record_id, max(o.at) AS at FROM unnest($1::uuid[], $2::timestamptz[]) AS o (thread, at)
               JOIN record_threads l ON l.thread_id = o.thread GROUP BY l.record_id) news
         WHERE r.id = news.record_id AND r.last_activity_at < news.at RETURNING r.id",
        &threads,
        &times,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId::from).collect())
}
