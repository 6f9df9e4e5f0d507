//! SQL of what the synchronisation hands over.

use super::Candidate;
use crate::{Result, Tx};
use kurier_model::{LeadId, MessageId, RecordId, ThreadId, WorkspaceId};
use uuid::Uuid;

/// Of each thread the newest incoming message that lies in the inbox, is not history and is not a colleague's. What came with
/// the mailbox's own address from elsewhere and names nobody may still be a client's (a form). Threads on a lead are decided;
/// ignored ones stay ignored.
pub async fn candidates(tx: &mut Tx, messages: &[MessageId], history_days: i32) -> Result<Vec<Candidate>> {
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (m.thread_id) m.thread_id, m.id, m.subject,
                  CASE WHEN m.author_key IS NOT NULL THEN m.author_key
                       WHEN without_tag(m.from_key) <> b.address_key THEN m.from_key END AS from_key
           FROM messages m JOIN mailboxes b ON b.id = m.mailbox_id
           WHERE m.id = ANY ($1) AND NOT m.is_mine AND m.received_at > b.created_at - make_interval(days => $2)
             AND ((m.author_key IS NULL AND without_tag(m.from_key) = b.address_key)
                  OR NOT is_ours(coalesce(m.author_key, m.from_key, '')))
             AND EXISTS (SELECT 1 FROM placements p JOIN folders f ON f.id = p.folder_id
                         WHERE p.message_id = m.id AND f.role = 'inbox' AND NOT p.draft)
             AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = m.thread_id)
             AND NOT EXISTS (SELECT 1 FROM triage q WHERE q.thread_id = m.thread_id AND q.state = 'ignored')
           ORDER BY m.thread_id, m.received_at DESC, m.id DESC"#,
        &messages,
        history_days,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Candidate {
            thread: ThreadId(row.thread_id),
            message: MessageId(row.id),
            subject: row.subject,
            from_key: row.from_key.filter(|key| !key.is_empty()),
        })
        .collect())
}

/// Addresses that belong to exactly one open lead.
pub async fn only_open_leads(
    tx: &mut Tx,
    workspace: WorkspaceId,
    keys: &[String],
) -> Result<Vec<(String, LeadId)>> {
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

/// True when the queue changed: the thread is new in it, or has a newer message.
pub async fn enqueue(tx: &mut Tx, candidate: &Candidate) -> Result<bool> {
    let changed = sqlx::query!(
        "INSERT INTO triage (thread_id, workspace_id, mailbox_id, message_id, at)
         SELECT m.thread_id, m.workspace_id, m.mailbox_id, m.id, m.received_at FROM messages m WHERE m.id = $1
         ON CONFLICT (thread_id) DO UPDATE SET message_id = excluded.message_id, at = excluded.at, state = 'ready'
         WHERE triage.state <> 'ignored' AND (triage.at < excluded.at OR triage.state = 'linked')",
        candidate.message.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Threads of these messages that some record has to do with.
pub async fn concerned(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<ThreadId>> {
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT DISTINCT m.thread_id FROM messages m WHERE m.id = ANY ($1)
           AND (EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = m.thread_id)
                OR EXISTS (SELECT 1 FROM record_addresses a
                           WHERE a.workspace_id = m.workspace_id AND a.kind = 'email' AND a.key = coalesce(m.author_key, m.from_key))
                OR (m.is_mine AND EXISTS (SELECT 1 FROM jsonb_array_elements(m.recipients -> 'to') p JOIN record_addresses a
                           ON a.workspace_id = m.workspace_id AND a.kind = 'email' AND a.key = lower(p ->> 'address'))))",
        &messages,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// New mail is activity of the leads whose threads it is in.
pub async fn touch_leads(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<RecordId>> {
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query_scalar!(
        "UPDATE records r SET last_activity_at = greatest(r.last_activity_at, news.at)
         FROM (SELECT l.record_id, max(m.received_at) AS at FROM messages m JOIN record_threads l ON l.thread_id = m.thread_id
               WHERE m.id = ANY ($1) GROUP BY l.record_id) news
         WHERE r.id = news.record_id AND r.last_activity_at < news.at RETURNING r.id",
        &messages,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId::from).collect())
}
