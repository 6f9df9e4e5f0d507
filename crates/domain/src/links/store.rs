//! SQL of threads on records.

use crate::{actor::Actor, db::Tx, error::Result, veil};
use chrono::{DateTime, Utc};
use kurier_mail::message::is_machine_address;
use kurier_model::inbox::{AttachedThread, LinkReason, Person};
use kurier_model::{MailboxId, RecordId, ThreadId};
use sqlx::types::Json;
use uuid::Uuid;

/// The same threads; those that have become part of others as these.
pub async fn current(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<ThreadId>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query_scalar!(
        r#"SELECT DISTINCT coalesce(current_thread(asked), asked) AS "thread!" FROM unnest($1::uuid[]) asked"#,
        &threads
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Those of the threads that the actor may see, with their subjects.
pub async fn visible_subjects(
    tx: &mut Tx,
    actor: &Actor,
    threads: &[ThreadId],
) -> Result<Vec<(ThreadId, String)>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query!(
        "SELECT t.id, t.subject FROM threads t
         WHERE t.id = ANY ($1) AND t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)
         ORDER BY t.last_at, t.id",
        &threads,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (ThreadId(row.id), row.subject)).collect())
}

pub async fn mailboxes(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<(ThreadId, MailboxId)>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query!("SELECT id, mailbox_id FROM threads WHERE id = ANY ($1)", &threads)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (ThreadId(row.id), MailboxId(row.mailbox_id))).collect())
}

/// Threads in other mailboxes that the actor sees, which wait in the queue for a decision on a mail of these threads.
pub async fn twins(tx: &mut Tx, actor: &Actor, threads: &[ThreadId]) -> Result<Vec<ThreadId>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query_scalar!(
        "SELECT DISTINCT q.thread_id FROM messages m
         JOIN visible_mailboxes($2) v ON v.mailbox_id <> m.mailbox_id
         JOIN messages twin ON twin.mailbox_id = v.mailbox_id AND twin.message_id = m.message_id
              AND twin.subject = m.subject AND twin.from_key IS NOT DISTINCT FROM m.from_key
         JOIN triage q ON q.message_id = twin.id AND q.thread_id = twin.thread_id AND q.state = 'ready'
         WHERE m.thread_id = ANY ($1) AND q.thread_id <> ALL ($1)",
        &threads,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// False when they are linked already.
pub async fn link(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    record: RecordId,
    reason: &LinkReason,
    now: DateTime<Utc>,
) -> Result<bool> {
    let linked = sqlx::query!(
        "INSERT INTO record_threads (record_id, thread_id, workspace_id, reason, linked_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        record.0,
        thread.0,
        actor.workspace.0,
        serde_json::to_value(reason)?,
        actor.user.map(|user| user.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(linked.rows_affected() == 1)
}

/// The reason of the link that was taken away.
pub async fn unlink(tx: &mut Tx, thread: ThreadId, record: RecordId) -> Result<Option<LinkReason>> {
    let reason = sqlx::query_scalar!(
        "DELETE FROM record_threads WHERE record_id = $1 AND thread_id = $2 RETURNING reason",
        record.0,
        thread.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(reason.map(serde_json::from_value).transpose()?)
}

/// The address of the latest person who wrote into the thread from outside: no robot, no form, no colleague, none of our mailboxes.
pub async fn client_address(tx: &mut Tx, thread: ThreadId) -> Result<Option<String>> {
    let addresses = sqlx::query_scalar!(
        r#"SELECT coalesce(m.author_address, m.from_address) AS "address!" FROM messages m
           WHERE m.thread_id = $1 AND NOT m.is_mine AND (NOT m.automatic OR m.author_key IS NOT NULL)
             AND m.from_address IS NOT NULL AND NOT is_ours(coalesce(m.author_key, m.from_key, ''))
           ORDER BY m.received_at DESC, m.id DESC LIMIT 50"#,
        thread.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(addresses.into_iter().find(|address| !is_machine_address(address)))
}

/// How the thread stood in the Ready queue, when it waited there or was ignored.
pub async fn take_from_queue(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "UPDATE triage q SET state = 'linked', decided_by = $2, decided_at = $3, by_rule = false
         FROM (SELECT t.thread_id, t.state FROM triage t WHERE t.thread_id = $1 FOR UPDATE) was
         WHERE q.thread_id = was.thread_id AND was.state IN ('ready', 'ignored') RETURNING was.state",
        thread.0,
        actor.user.map(|user| user.0),
        now,
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A thread that belongs to no record any more and was ignored is so again, unless a person has written since.
pub async fn ignored_again(tx: &mut Tx, thread: ThreadId) -> Result<()> {
    let lifted = veil::lift(tx).await?;
    sqlx::query!(
        "UPDATE triage q SET state = CASE WHEN m.id <> q.message_id AND is_a_persons(m) THEN 'ready' ELSE 'ignored' END,
             message_id = m.id, at = m.received_at
         FROM messages m
         WHERE q.thread_id = $1 AND q.state = 'linked' AND m.id = coalesce(stands_for(q.thread_id), q.message_id)
           AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = $1)",
        thread.0,
    )
    .execute(&mut **tx)
    .await?;
    lifted.back(tx).await
}

pub async fn is_linked(tx: &mut Tx, thread: ThreadId, record: RecordId) -> Result<bool> {
    let lifted = veil::lift(tx).await?;
    let is_linked = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM record_threads WHERE thread_id = current_thread($1) AND record_id = $2) AS "is!""#,
        thread.0,
        record.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    lifted.back(tx).await?;
    Ok(is_linked)
}

/// A thread that belongs to no record any more waits for a decision again, when it came through the queue; by
/// what has come since.
pub async fn back_to_queue(tx: &mut Tx, thread: ThreadId) -> Result<()> {
    // A record that the person may not see is one that it belongs to all the same.
    let lifted = veil::lift(tx).await?;
    sqlx::query!(
        "UPDATE triage q SET state = 'ready', decided_by = NULL, decided_at = NULL, by_rule = false, message_id = m.id, at = m.received_at
         FROM messages m
         WHERE q.thread_id = $1 AND q.state = 'linked' AND m.id = coalesce(stands_for(q.thread_id), q.message_id)
           AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.thread_id = $1)",
        thread.0,
    )
    .execute(&mut **tx)
    .await?;
    lifted.back(tx).await
}

/// The record that a thread was attached to last.
pub async fn latest_record(tx: &mut Tx, thread: ThreadId) -> Result<Option<RecordId>> {
    let record = sqlx::query_scalar!(
        "SELECT record_id FROM record_threads WHERE thread_id = $1 ORDER BY created_at DESC, record_id DESC LIMIT 1",
        thread.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(record.map(RecordId))
}

pub async fn touch(tx: &mut Tx, record: RecordId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE records SET last_activity_at = greatest(last_activity_at, $2) WHERE id = $1",
        record.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A record that is held.
pub struct Held {
    pub name: String,
    pub is_lead: bool,
    pub is_gone: bool,
}

pub async fn lock(tx: &mut Tx, record: RecordId) -> Result<Option<Held>> {
    Ok(sqlx::query_as!(
        Held,
        r#"SELECT name, kind = 'lead' AS "is_lead!", removed_at IS NOT NULL AS "is_gone!" FROM records WHERE id = $1 FOR UPDATE"#,
        record.0,
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn is_lead(tx: &mut Tx, record: RecordId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM records WHERE id = $1 AND kind = 'lead') AS "is!""#,
        record.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Whether a record's description has these words in it.
pub async fn is_described(tx: &mut Tx, record: RecordId, words: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT 1 FROM records r
               JOIN record_fields f ON f.workspace_id = r.workspace_id AND f.kind = r.kind AND f.key = 'description'
               WHERE r.id = $1 AND position($2::text IN r.field_values ->> f.id::text) > 0) AS "is!""#,
        record.0,
        words,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Threads on a record in mailboxes that the actor may see, the latest first; `None`: there is no such record.
pub async fn threads_of(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    most: i64,
) -> Result<Option<Vec<AttachedThread>>> {
    let is_there =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM records WHERE id = $1) AS "is!""#, record.0)
            .fetch_one(&mut **tx)
            .await?;
    if !is_there {
        return Ok(None);
    }
    let rows = sqlx::query!(
        r#"SELECT t.id, t.subject, t.people AS "people: Json<Vec<Person>>", t.last_at
           FROM record_threads l JOIN threads t ON t.id = l.thread_id
           WHERE l.record_id = $2 AND t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
             AND EXISTS (SELECT 1 FROM messages m JOIN placements p ON p.message_id = m.id WHERE m.thread_id = t.id)
           ORDER BY t.last_at DESC, t.id DESC LIMIT $3"#,
        actor.user.map(|user| user.0),
        record.0,
        most,
    )
    .fetch_all(&mut **tx)
    .await?;
    let attached = rows.into_iter().map(|row| AttachedThread {
        thread: ThreadId(row.id),
        subject: row.subject,
        person: row.people.0.into_iter().find(|person| !person.is_me),
        at: row.last_at,
    });
    Ok(Some(attached.collect()))
}
