//! SQL of the queue.

use crate::keyset::cursor_parts;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::page::Cursor;
use kurier_model::ready::{COUNTED, ReadyFilter, ReadyItem};
use kurier_model::{Address, MailboxId, MessageId, ThreadId};

/// Rows without matches; the preview is the snippet.
pub async fn page(
    tx: &mut Tx,
    actor: &Actor,
    filter: ReadyFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<ReadyItem>> {
    let (at, id) = cursor_parts(after);
    let state = match filter {
        ReadyFilter::Ready => "ready",
        ReadyFilter::Ignored => "ignored",
    };
    let rows = sqlx::query!(
        r#"SELECT q.thread_id AS "thread_id!", q.mailbox_id AS "mailbox_id!", b.address AS mailbox_address,
                  q.message_id AS "message_id!", m.subject, m.snippet, q.at AS "at!",
                  t.attachments, m.automatic AND m.author_key IS NULL AS "automatic!",
                  CASE WHEN m.author_key IS NULL THEN m.from_name ELSE m.author_name END AS from_name,
                  coalesce(m.author_address, m.from_address) AS from_address,
                  ARRAY(SELECT a.name FROM attachments a WHERE a.message_id = m.id AND NOT a.inline ORDER BY a.part) AS "files!"
           FROM ready_queue($1, $2, $3, $4, $5) q JOIN messages m ON m.id = q.message_id JOIN threads t ON t.id = q.thread_id
           JOIN mailboxes b ON b.id = q.mailbox_id
           ORDER BY q.at DESC, q.thread_id DESC"#,
        actor.user.map(|user| user.0),
        state,
        at,
        id,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ReadyItem {
            thread: ThreadId(row.thread_id),
            mailbox: MailboxId(row.mailbox_id),
            mailbox_address: row.mailbox_address,
            message: MessageId(row.message_id),
            from: Address { name: row.from_name, address: row.from_address.unwrap_or_default() },
            subject: row.subject,
            preview: row.snippet,
            received_at: row.at,
            attachments: row.attachments,
            automatic: row.automatic,
            files: row.files,
            matches: Vec::new(),
        })
        .collect())
}

/// How many wait, as far as they are counted.
pub async fn count(tx: &mut Tx, actor: &Actor) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM ready_queue($1, 'ready', NULL, NULL, $2)"#,
        actor.user.map(|user| user.0),
        i64::from(COUNTED),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The address (lower case, possibly empty) of the other side of a thread that the actor may see: who wrote last from
/// outside, else to whom we wrote.
pub async fn other_side(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce((
               SELECT who.key FROM (
                   SELECT coalesce(m.author_key, m.from_key) AS key, m.received_at, 0::bigint AS place FROM messages m
                   WHERE m.thread_id = t.id AND NOT m.is_mine
                   UNION ALL
                   SELECT lower(btrim(person ->> 'address')), m.received_at, place FROM messages m,
                       jsonb_array_elements((m.recipients -> 'to') || (m.recipients -> 'cc')) WITH ORDINALITY AS p (person, place)
                   WHERE m.thread_id = t.id AND (m.is_mine OR is_ours(coalesce(m.author_key, m.from_key, '')))) who
               WHERE who.key <> '' AND NOT is_ours(who.key) ORDER BY who.place > 0, who.received_at DESC, who.place LIMIT 1),
               '') AS "key!"
           FROM threads t WHERE t.id = current_thread($1) AND may_see(t.mailbox_id, $2)"#,
        thread.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?)
}
