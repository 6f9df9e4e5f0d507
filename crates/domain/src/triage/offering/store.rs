//! SQL of what the synchronisation hands over.

use super::{Candidate, Written};
use crate::people::free_mail;
use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_mail::message::is_machine_address;
use kurier_model::inbox::LinkReason;
use kurier_model::{MessageId, RecordId, ThreadId, UserId, WorkspaceId};
use uuid::Uuid;

/// Of each thread the newest message by which it may wait (`may_wait`), a person's before a machine's. Threads on a record are decided, unless it is in the bin;
/// ignored ones stay ignored, unless a machine was ignored and a person writes.
pub async fn candidates(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<Candidate>> {
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (m.thread_id) m.thread_id, m.id, m.subject,
                  CASE WHEN m.author_key IS NULL AND NOT m.automatic AND without_tag(m.from_key) <> b.address_key THEN m.from_key
                  END AS from_key,
                  CASE WHEN NOT is_a_persons(m) THEN m.from_key END AS machine,
                  m.author_key, m.from_key AS sender, b.address_key, is_ours(coalesce(m.from_key, '')) AS "is_ours!"
           FROM messages m JOIN mailboxes b ON b.id = m.mailbox_id
           WHERE m.id = ANY ($1) AND may_wait(m)
             AND NOT EXISTS (SELECT 1 FROM record_threads l JOIN records r ON r.id = l.record_id AND r.removed_at IS NULL
                             WHERE l.thread_id = m.thread_id)
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
            machine: row.machine,
        })
        .collect())
}

/// Addresses with which exactly one thing is under way: an open record that has it, or that is about somebody who has it.
pub async fn only_open(
    tx: &mut Tx,
    workspace: WorkspaceId,
    keys: &[String],
) -> Result<Vec<(String, RecordId)>> {
    let rows = sqlx::query!(
        r#"SELECT w.key AS "key!", (array_agg(r.id))[1] AS "record!" FROM work_with($1, $2) w JOIN records r ON r.id = w.record_id
           WHERE NOT r.closed GROUP BY w.key HAVING count(*) = 1"#,
        workspace.0,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, RecordId(row.record))).collect())
}

/// Threads with mail of ours among these messages, and the record to which they belong: that which its author chose; where they said nothing,
/// of those that are on none yet, the only one that is under way with everybody to whom it went. Ours is what lies in Sent or went through our
/// outbox, not what says so of itself; old mail of a mailbox that is connected is history. What somebody has taken off a record stays off,
/// unless whoever wrote says otherwise later.
pub async fn written(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<Written>> {
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query!(
        r#"WITH ours AS MATERIALIZED (
               SELECT m.id, m.thread_id, m.workspace_id, m.message_id, m.subject, m.received_at
               FROM messages m JOIN mailboxes b ON b.id = m.mailbox_id
               WHERE m.id = ANY ($1) AND m.is_mine AND m.received_at > b.created_at - interval '14 days'
                 AND (EXISTS (SELECT 1 FROM placements p JOIN folders f ON f.id = p.folder_id
                              WHERE p.message_id = m.id AND f.role = 'sent' AND NOT p.draft)
                      OR EXISTS (SELECT 1 FROM outbox x WHERE x.message_id = m.message_id AND x.workspace_id = m.workspace_id))),
           said AS MATERIALIZED (
               SELECT o.id, o.thread_id, o.subject, o.received_at, d.record_id, d.author_id, x.created_at AS said_at
               FROM ours o JOIN outbox x ON x.message_id = o.message_id AND x.workspace_id = o.workspace_id
               JOIN drafts d ON d.id = x.draft_id WHERE d.about <> 'unsaid' OR d.record_id IS NOT NULL),
           outside AS (
               SELECT o.id, t.key FROM ours o JOIN written_to t ON t.message_id = o.id
               WHERE NOT is_ours(t.key) AND NOT EXISTS (SELECT 1 FROM said WHERE said.id = o.id)
                 AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = o.thread_id)
                 AND NOT EXISTS (SELECT 1 FROM triage q WHERE q.thread_id = o.thread_id)),
           fitting AS (
               SELECT s.id, r.id AS record_id, min(s.key) AS address
               FROM outside s JOIN ours o ON o.id = s.id
               CROSS JOIN LATERAL work_with(o.workspace_id, ARRAY[s.key]) w
               JOIN records r ON r.id = w.record_id AND NOT r.closed
               GROUP BY s.id, r.id
               HAVING count(DISTINCT s.key) = (SELECT count(DISTINCT everybody.key) FROM outside everybody WHERE everybody.id = s.id)),
           wanted AS (
               SELECT s.thread_id, s.subject, s.received_at, s.record_id, s.author_id, NULL::text AS address, 0 AS place, s.said_at
               FROM said s JOIN records r ON r.id = s.record_id AND r.removed_at IS NULL AND sees_record(r, s.author_id)
               WHERE NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = s.thread_id AND l.record_id = s.record_id)
               UNION ALL
               SELECT o.thread_id, o.subject, o.received_at, one.record_id, NULL::uuid, one.address, 1, NULL::timestamptz
               FROM ours o JOIN LATERAL (
                   SELECT (array_agg(f.record_id))[1] AS record_id, min(f.address) AS address FROM fitting f WHERE f.id = o.id
                   HAVING count(*) = 1) one ON true)
           SELECT DISTINCT ON (thread_id) thread_id AS "thread!", coalesce(subject, '') AS "subject!", record_id AS "record!", address,
                  u.name AS "by?"
           FROM wanted LEFT JOIN users u ON u.id = wanted.author_id
           WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.record_id = wanted.record_id AND e.thread_id = wanted.thread_id
                             AND e.kind = 'thread.detached' AND (wanted.said_at IS NULL OR e.at > wanted.said_at))
           ORDER BY thread_id, place, received_at DESC"#,
        &messages,
    )
    .fetch_all(&mut **tx)
    .await?;
    let written = rows.into_iter().map(|row| Written {
        thread: ThreadId(row.thread),
        subject: row.subject,
        record: RecordId(row.record),
        reason: match row.address {
            Some(address) => LinkReason::Address { address },
            None => LinkReason::Written { by: row.by },
        },
    });
    Ok(written.collect())
}

/// Whether somebody has taken this thread off this record.
pub async fn was_taken_off(tx: &mut Tx, thread: ThreadId, record: RecordId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM events WHERE record_id = $1 AND thread_id = $2 AND kind = 'thread.detached') AS "was!""#,
        record.0,
        thread.0,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// True when the queue changed: the thread is new in it, or has a message that stands for it from now on (a newer one, but no
/// machine's for a person's). [`candidates`] has looked at what was ignored.
pub async fn enqueue(tx: &mut Tx, candidate: &Candidate) -> Result<bool> {
    let changed = sqlx::query!(
        "INSERT INTO triage (thread_id, workspace_id, mailbox_id, message_id, at)
         SELECT m.thread_id, m.workspace_id, m.mailbox_id, m.id, m.received_at FROM messages m WHERE m.id = $1
         ON CONFLICT (thread_id) DO UPDATE SET message_id = excluded.message_id, at = excluded.at, state = 'ready',
             decided_by = NULL, decided_at = NULL, by_rule = false
         WHERE triage.state <> 'ready'
            OR (is_a_persons(excluded.message_id), excluded.at, excluded.message_id)
                > (is_a_persons(triage.message_id), triage.at, triage.message_id)",
        candidate.message.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// A thread that is new in the queue is ignored at once; false when it is there already.
pub async fn ignore(
    tx: &mut Tx,
    candidate: &Candidate,
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let ignored = sqlx::query!(
        "INSERT INTO triage (thread_id, workspace_id, mailbox_id, message_id, at, state, decided_by, decided_at, by_rule)
         SELECT m.thread_id, m.workspace_id, m.mailbox_id, m.id, m.received_at, 'ignored', $2, $3, true FROM messages m WHERE m.id = $1
         ON CONFLICT (thread_id) DO NOTHING",
        candidate.message.0,
        by.map(|by| by.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(ignored.rows_affected() == 1)
}

/// Threads of these messages that some record has to do with: by an address, by a company's domain (`clients_of` looks closer), by being attached.
pub async fn concerned(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<ThreadId>> {
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query_scalar!(
        r#"WITH mail AS MATERIALIZED (
               SELECT m.id, m.thread_id, coalesce(m.author_key, m.from_key) AS key FROM messages m WHERE m.id = ANY ($1)),
           people AS MATERIALIZED (
               SELECT mail.thread_id, mail.key FROM mail
               UNION
               SELECT mail.thread_id, w.key FROM mail JOIN written_to w ON w.message_id = mail.id),
           known AS MATERIALIZED (
               SELECT who.key FROM (SELECT DISTINCT key FROM people) who
               WHERE (SELECT true FROM record_addresses a
                      WHERE a.workspace_id = kurier_workspace() AND a.kind = 'email' AND a.key = who.key LIMIT 1)),
           house AS MATERIALIZED (
               SELECT f.id FROM record_fields f
               WHERE f.workspace_id = kurier_workspace() AND f.kind = 'company' AND f.key = 'domain' AND f.removed_at IS NULL),
           houses AS MATERIALIZED (
               SELECT h.host FROM (SELECT DISTINCT split_part(people.key, '@', 2) AS host FROM people) h CROSS JOIN house
               CROSS JOIN LATERAL houses_of(h.host) w
               WHERE (SELECT true FROM record_index i WHERE i.field_id = house.id AND i.words = w.words LIMIT 1))
           SELECT people.thread_id AS "thread!" FROM people WHERE people.key IN (SELECT known.key FROM known)
              OR split_part(people.key, '@', 2) IN (SELECT houses.host FROM houses)
           UNION
           SELECT mail.thread_id FROM mail
           WHERE (SELECT true FROM record_threads l WHERE l.thread_id = mail.thread_id LIMIT 1)
              OR (SELECT t.client_record_id IS NOT NULL FROM threads t WHERE t.id = mail.thread_id)"#,
        &messages,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Locks these records, and those that threads of these messages are attached to, in the order of their ids. Those that are there.
pub async fn lock_records(
    tx: &mut Tx,
    records: &[RecordId],
    messages: &[MessageId],
) -> Result<Vec<RecordId>> {
    let records: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT id FROM records
         WHERE id IN (SELECT unnest($1::uuid[])
                      UNION SELECT l.record_id FROM record_threads l JOIN messages m ON m.thread_id = l.thread_id WHERE m.id = ANY ($2))
           AND removed_at IS NULL
         ORDER BY id FOR NO KEY UPDATE",
        &records,
        &messages,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId::from).collect())
}

/// New mail is activity of the records whose threads it is in.
pub async fn touch_records(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<RecordId>> {
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
