//! SQL of what there is to know before a message leaves.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{DraftId, MailboxId, ThreadId};
use std::collections::HashSet;
use uuid::Uuid;

/// So many of the latest messages of a thread are looked through.
const MESSAGES: i64 = 500;
/// By so many it is told whether a thread is the same as another.
const LATEST: i64 = 50;

/// The addresses of those who wrote in a thread and of those to whom it went, of the latest messages.
pub async fn people_of(tx: &mut Tx, thread: ThreadId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"WITH latest AS MATERIALIZED (
               SELECT m.from_key, m.author_key, m.recipients FROM messages m WHERE m.thread_id = current_thread($1)
               ORDER BY m.received_at DESC, m.id DESC LIMIT $2)
           SELECT from_key AS "key!" FROM latest WHERE from_key IS NOT NULL
           UNION SELECT author_key FROM latest WHERE author_key IS NOT NULL
           UNION SELECT lower(trim(p ->> 'address')) FROM latest
                 CROSS JOIN LATERAL jsonb_array_elements(coalesce(recipients -> 'to', '[]') || coalesce(recipients -> 'cc', '[]')) p
                 WHERE p ->> 'address' <> ''"#,
        thread.0,
        MESSAGES,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn address_of(tx: &mut Tx, mailbox: MailboxId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("SELECT address_key FROM mailboxes WHERE id = $1", mailbox.0)
        .fetch_optional(&mut **tx)
        .await?)
}

/// Those of these addresses with whom mail was exchanged in mailboxes that the actor may see, or whom a record has.
pub async fn known(tx: &mut Tx, actor: &Actor, keys: &[String]) -> Result<HashSet<String>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT k.key AS "key!" FROM unnest($1::text[]) AS k (key)
           WHERE EXISTS (SELECT 1 FROM record_addresses a WHERE a.workspace_id = kurier_workspace() AND a.kind = 'email' AND a.key = k.key)
              OR EXISTS (SELECT 1 FROM written_to w JOIN messages m ON m.id = w.message_id
                         WHERE w.workspace_id = kurier_workspace() AND w.key = k.key AND w.by_us
                           AND m.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v))
              OR EXISTS (SELECT 1 FROM messages m WHERE m.workspace_id = kurier_workspace() AND m.from_key = k.key
                           AND m.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v))"#,
        keys,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Threads with the same mail in other mailboxes that the actor may see, by the latest messages of a thread. What says only that it is the same
/// is not.
pub async fn copies(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!(
        "WITH latest AS MATERIALIZED (
             SELECT m.mailbox_id, m.message_id, m.subject, m.from_key FROM messages m WHERE m.thread_id = current_thread($1)
             ORDER BY m.received_at DESC, m.id DESC LIMIT $3)
         SELECT DISTINCT twin.thread_id FROM latest
         JOIN visible_mailboxes($2) v ON v.mailbox_id <> latest.mailbox_id
         JOIN messages twin ON twin.mailbox_id = v.mailbox_id AND twin.message_id = latest.message_id
              AND twin.subject = latest.subject AND twin.from_key IS NOT DISTINCT FROM latest.from_key
         WHERE twin.thread_id <> current_thread($1)",
        thread.0,
        actor.person()?.0,
        LATEST,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Colleagues who have begun an answer in these threads, and saved it since then.
pub async fn answering(
    tx: &mut Tx,
    actor: &Actor,
    threads: &[ThreadId],
    since: DateTime<Utc>,
) -> Result<Vec<String>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    Ok(sqlx::query_scalar!(
        "SELECT DISTINCT u.name FROM drafts d JOIN users u ON u.id = d.author_id
         WHERE d.thread_id IN (SELECT thread_and_merged(current_thread(t)) FROM unnest($1::uuid[]) t) AND d.author_id <> $2 AND d.state = 'open' AND d.kind IN ('reply', 'reply_all')
           AND d.updated_at > $3 AND is_begun(d) AND d.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)
         ORDER BY u.name",
        &threads,
        actor.person()?.0,
        since,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Colleagues who have sent an answer in these threads since the draft was begun.
pub async fn answered(
    tx: &mut Tx,
    actor: &Actor,
    threads: &[ThreadId],
    draft: DraftId,
) -> Result<Vec<String>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    Ok(sqlx::query_scalar!(
        "SELECT DISTINCT u.name FROM outbox o JOIN users u ON u.id = o.author_id JOIN drafts a ON a.id = o.draft_id
         WHERE o.thread_id IN (SELECT thread_and_merged(current_thread(t)) FROM unnest($1::uuid[]) t) AND a.kind IN ('reply', 'reply_all') AND o.author_id <> $2 AND o.state NOT IN ('failed', 'cancelled') AND o.rest_of IS NULL
           AND o.created_at > (SELECT d.created_at FROM drafts d WHERE d.id = $3)
           AND o.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)
         ORDER BY u.name",
        &threads,
        actor.person()?.0,
        draft.0,
    )
    .fetch_all(&mut **tx)
    .await?)
}
