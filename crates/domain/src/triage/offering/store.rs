//! SQL of what the synchronisation hands over.

use super::Candidate;
use crate::people::free_mail;
use crate::{db::Tx, error::Result};
use kurier_mail::message::is_machine_address;
use kurier_model::{LeadId, MessageId, RecordId, ThreadId, WorkspaceId};
use uuid::Uuid;

/// Of each thread the newest message by which it may wait (`may_wait`), a person's before a machine's. Threads on a lead are decided;
/// ignored ones stay ignored, unless a machine was ignored and a person writes.
pub async fn candidates(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<Candidate>> {
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (m.thread_id) m.thread_id, m.id, m.subject,
                  CASE WHEN m.author_key IS NULL AND NOT m.automatic AND without_tag(m.from_key) <> b.address_key THEN m.from_key
                  END AS from_key,
                  m.author_key, m.from_key AS sender, b.address_key, is_ours(coalesce(m.from_key, '')) AS "is_ours!"
           FROM messages m JOIN mailboxes b ON b.id = m.mailbox_id
           WHERE m.id = ANY ($1) AND may_wait(m)
             AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = m.thread_id)
             AND NOT EXISTS (SELECT 1 FROM triage q WHERE q.thread_id = m.thread_id AND q.state = 'ignored'
                               AND (is_a_persons(q.message_id) OR NOT is_a_persons(m)))
           ORDER BY m.thread_id, is_a_persons(m) DESC, m.received_at DESC, m.id DESC"#,
        &messages,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Candidate {
            thread: ThreadId(row.thread_id),
            message: MessageId(row.id),
            subject: row.subject,
            from_key: row
                .from_key
                .or(row.author_key.filter(|_| {
                    row.is_ours
                        || row
                            .sender
                            .as_deref()
                            .is_some_and(|from| free_mail::same_house(from, &row.address_key))
                }))
                .filter(|key| !key.is_empty() && !is_machine_address(key)),
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

/// True when the queue changed: the thread is new in it, or has a message that stands for it from now on (a newer one, but no
/// machine's for a person's). [`candidates`] has looked at what was ignored.
pub async fn enqueue(tx: &mut Tx, candidate: &Candidate) -> Result<bool> {
    let changed = sqlx::query!(
        "INSERT INTO triage (thread_id, workspace_id, mailbox_id, message_id, at)
         SELECT m.thread_id, m.workspace_id, m.mailbox_id, m.id, m.received_at FROM messages m WHERE m.id = $1
         ON CONFLICT (thread_id) DO UPDATE SET message_id = excluded.message_id, at = excluded.at, state = 'ready',
             decided_by = NULL, decided_at = NULL
         WHERE triage.state <> 'ready'
            OR (is_a_persons(excluded.message_id), excluded.at) > (is_a_persons(triage.message_id), triage.at)",
        candidate.message.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Whether some record has to do with threads of these messages.
pub async fn are_concerned(tx: &mut Tx, messages: &[MessageId]) -> Result<bool> {
    Ok(!concerned(tx, messages).await?.is_empty())
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

/// Locks these leads, and those that threads of these messages are attached to, in the order of their ids. Those that are there.
pub async fn lock_leads(tx: &mut Tx, leads: &[LeadId], messages: &[MessageId]) -> Result<Vec<LeadId>> {
    let leads: Vec<Uuid> = leads.iter().map(|lead| lead.0).collect();
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT id FROM records
         WHERE id IN (SELECT unnest($1::uuid[])
                      UNION SELECT l.record_id FROM record_threads l JOIN messages m ON m.thread_id = l.thread_id WHERE m.id = ANY ($2))
           AND removed_at IS NULL
         ORDER BY id FOR NO KEY UPDATE",
        &leads,
        &messages,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(LeadId::from).collect())
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
