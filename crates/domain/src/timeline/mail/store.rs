//! SQL of the mail of a timeline.

use super::super::around::{Around, Place, Row, Wanted};
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::timeline::{TimelineEntry, TimelineItem};
use kurier_model::{Address, MailboxId, MessageId, ThreadId};
use uuid::Uuid;

/// Threads about the record, or attached to what belongs to it, in mailboxes that the actor may see.
pub async fn threads(tx: &mut Tx, actor: &Actor, around: &Around<'_>) -> Result<Vec<Uuid>> {
    let people: Vec<Uuid> = around.people.iter().map(|record| record.0).collect();
    Ok(sqlx::query_scalar!(
        r#"SELECT t.id AS "id!" FROM threads_about($2, $3, $1) t (id)"#,
        actor.user.map(|user| user.0),
        &around.all(),
        &people,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The latest messages of some of all these threads, at most so many of each: the threads and the messages. A mail that lies in two of them is
/// there once.
pub async fn latest(
    tx: &mut Tx,
    actor: &Actor,
    all: &[Uuid],
    threads: &[Uuid],
    each: i64,
    wanted: Wanted,
) -> Result<Vec<(Uuid, Uuid)>> {
    let rows = sqlx::query!(
        r#"WITH boxes AS MATERIALIZED (SELECT v.mailbox_id AS id FROM visible_mailboxes($1) v)
           SELECT t.id AS "thread!", m.id AS "message!" FROM unnest($3::uuid[]) AS t (id) CROSS JOIN LATERAL (
               SELECT m.id, m.received_at FROM messages m
               WHERE m.thread_id = t.id AND (m.received_at, m.id) < ($5, $6)
                 AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id AND NOT p.draft OFFSET 0)
                 AND NOT EXISTS (
                     SELECT 1 FROM boxes b JOIN messages twin ON twin.mailbox_id = b.id AND twin.message_id = m.message_id
                     WHERE twin.id < m.id AND twin.thread_id IN (SELECT unnest($2::uuid[]))
                       AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = twin.id AND NOT p.draft OFFSET 0) OFFSET 0)
               ORDER BY m.received_at DESC, m.id DESC LIMIT $4) AS m
           ORDER BY m.received_at DESC, m.id DESC LIMIT $7"#,
        actor.user.map(|user| user.0),
        all,
        threads,
        each,
        wanted.before.0,
        wanted.before.1,
        wanted.limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.thread, row.message)).collect())
}

/// The next messages of these threads behind a place, whatever is in them: so many.
pub async fn walk(tx: &mut Tx, threads: &[Uuid], before: Place, reach: usize) -> Result<Vec<Place>> {
    let reach = i64::try_from(reach).unwrap_or(i64::MAX);
    let rows = sqlx::query!(
        r#"WITH firsts AS MATERIALIZED (
               SELECT t.id FROM unnest($1::uuid[]) AS t (id) CROSS JOIN LATERAL (
                   SELECT m.received_at, m.id FROM messages m
                   WHERE m.thread_id = t.id AND (m.received_at, m.id) < ($2, $3)
                   ORDER BY m.received_at DESC, m.id DESC LIMIT 1) AS m
               ORDER BY m.received_at DESC, m.id DESC LIMIT $4)
           SELECT m.received_at AS "received_at!", m.id AS "id!" FROM firsts AS t CROSS JOIN LATERAL (
               SELECT m.received_at, m.id FROM messages m
               WHERE m.thread_id = t.id AND (m.received_at, m.id) < ($2, $3)
               ORDER BY m.received_at DESC, m.id DESC LIMIT $4) AS m
           ORDER BY m.received_at DESC, m.id DESC LIMIT $4"#,
        threads,
        before.0,
        before.1,
        reach,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.received_at, row.id)).collect())
}

/// Those of some messages that lie in these threads, and have the words. A mail that lies in two of them is there once.
pub async fn found(
    tx: &mut Tx,
    actor: &Actor,
    all: &[Uuid],
    among: &[Uuid],
    words: Option<&str>,
    wanted: Wanted,
) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        r#"WITH boxes AS MATERIALIZED (SELECT v.mailbox_id AS id FROM visible_mailboxes($1) v)
           SELECT m.id AS "id!" FROM unnest($3::uuid[]) AS among (id) CROSS JOIN LATERAL (
               SELECT m.id, m.received_at, m.message_id FROM messages m
               WHERE m.id = among.id AND (m.received_at, m.id) < ($4, $5) AND m.thread_id IN (SELECT unnest($2::uuid[])) OFFSET 0) AS m
           WHERE ($6::text IS NULL OR EXISTS (
                     SELECT 1 FROM message_search s WHERE s.message_id = m.id AND s.tokens @@ $6::text::tsquery OFFSET 0))
             AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id AND NOT p.draft OFFSET 0)
             AND NOT EXISTS (
                 SELECT 1 FROM boxes b JOIN messages twin ON twin.mailbox_id = b.id AND twin.message_id = m.message_id
                 WHERE twin.id < m.id AND twin.thread_id IN (SELECT unnest($2::uuid[]))
                   AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = twin.id AND NOT p.draft OFFSET 0) OFFSET 0)
           ORDER BY m.received_at DESC, m.id DESC LIMIT $7"#,
        actor.user.map(|user| user.0),
        all,
        among,
        wanted.before.0,
        wanted.before.1,
        words,
        wanted.limit,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// These messages, and to which record they are attached.
pub async fn read(tx: &mut Tx, around: &Around<'_>, ids: &[Uuid]) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT m.id, m.thread_id, m.mailbox_id, m.subject, m.from_name, m.from_address, m.recipients -> 'to' AS "to",
                  m.received_at, m.snippet, m.is_mine, m.has_attachments,
                  other.id AS "other?", other.kind AS "other_kind?", other.name AS "other_name?"
           FROM unnest($1::uuid[]) AS found (id) JOIN messages m ON m.id = found.id LEFT JOIN LATERAL (
               SELECT r.id, r.kind, r.name FROM record_threads l JOIN records r ON r.id = l.record_id
               WHERE l.thread_id = m.thread_id AND l.record_id = ANY ($2)
               ORDER BY l.record_id = ($2)[1] DESC, l.created_at DESC, l.record_id LIMIT 1) AS other ON true"#,
        ids,
        &around.all(),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let to: Vec<Address> = row.to.map(serde_json::from_value).transpose()?.unwrap_or_default();
            let what = TimelineItem::Mail {
                message: MessageId(row.id),
                thread: ThreadId(row.thread_id),
                mailbox: MailboxId(row.mailbox_id),
                from: row.from_address.map(|address| Address { name: row.from_name, address }),
                to,
                subject: row.subject,
                snippet: row.snippet,
                is_mine: row.is_mine,
                attachments: row.has_attachments,
            };
            let of = around.other(row.other, row.other_kind, row.other_name);
            Ok((row.id, TimelineEntry { at: row.received_at, of, what }))
        })
        .collect()
}
