//! SQL of the mail of a timeline.

use super::super::around::{Around, Row, Wanted};
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::timeline::{TimelineEntry, TimelineItem};
use kurier_model::{Address, MailboxId, MessageId, ThreadId};
use uuid::Uuid;

/// Messages of threads about the record in mailboxes that the actor may see; of those, the `few`, or those with the `words`. A mail that lies in
/// two of them is shown once. Whose latest is not among the latest has none that is, so of a thread one message is looked at.
pub async fn latest(
    tx: &mut Tx,
    actor: &Actor,
    around: &Around<'_>,
    few: Option<&[Uuid]>,
    words: Option<&str>,
    wanted: Wanted,
) -> Result<Vec<Row>> {
    let people: Vec<Uuid> = around.people.iter().map(|record| record.0).collect();
    let rows = sqlx::query!(
        r#"WITH about AS (
               SELECT thread_id FROM record_threads WHERE record_id = ANY ($2)
               UNION
               SELECT id FROM threads WHERE client_record_id = ANY ($6)
               UNION
               SELECT m.thread_id FROM record_addresses a JOIN messages m ON m.workspace_id = a.workspace_id AND m.from_key = a.key
               WHERE a.record_id = ANY ($6) AND a.kind = 'email'
               UNION
               SELECT m.thread_id FROM record_addresses a JOIN messages m ON m.workspace_id = a.workspace_id AND m.author_key = a.key
               WHERE a.record_id = ANY ($6) AND a.kind = 'email'
               UNION
               SELECT m.thread_id FROM record_addresses a JOIN written_to w ON w.workspace_id = a.workspace_id AND w.key = a.key
               JOIN messages m ON m.id = w.message_id
               WHERE a.record_id = ANY ($6) AND a.kind = 'email'
           ), boxes AS MATERIALIZED (
               SELECT v.mailbox_id AS id FROM visible_mailboxes($1) v
           ), visible AS MATERIALIZED (
               SELECT t.id FROM about l CROSS JOIN LATERAL (
                   SELECT t.id FROM threads t WHERE t.id = l.thread_id AND t.mailbox_id IN (SELECT id FROM boxes) OFFSET 0) AS t
           ), firsts AS MATERIALIZED (
               SELECT v.id FROM visible v CROSS JOIN LATERAL (
                   SELECT m.id, m.received_at FROM messages m
                   WHERE m.thread_id = v.id AND (m.received_at, m.id) < ($3, $4)
                     AND ($7::uuid[] IS NULL OR m.id IN (SELECT unnest($7)))
                     AND ($8::text IS NULL OR EXISTS (
                         SELECT 1 FROM message_search s WHERE s.message_id = m.id AND s.tokens @@ $8::text::tsquery OFFSET 0))
                     AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id AND NOT p.draft OFFSET 0)
                     AND NOT EXISTS (
                         SELECT 1 FROM boxes b JOIN messages twin ON twin.mailbox_id = b.id AND twin.message_id = m.message_id
                         WHERE twin.id < m.id AND twin.thread_id IN (SELECT id FROM visible)
                           AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = twin.id AND NOT p.draft OFFSET 0) OFFSET 0)
                   ORDER BY m.received_at DESC, m.id DESC LIMIT 1) AS first
               ORDER BY first.received_at DESC, first.id DESC LIMIT $5
           ), latest AS MATERIALIZED (
               SELECT m.id FROM firsts f CROSS JOIN LATERAL (
                   SELECT m.id, m.received_at FROM messages m
                   WHERE m.thread_id = f.id AND (m.received_at, m.id) < ($3, $4)
                     AND ($7::uuid[] IS NULL OR m.id IN (SELECT unnest($7)))
                     AND ($8::text IS NULL OR EXISTS (
                         SELECT 1 FROM message_search s WHERE s.message_id = m.id AND s.tokens @@ $8::text::tsquery OFFSET 0))
                     AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id AND NOT p.draft OFFSET 0)
                     AND NOT EXISTS (
                         SELECT 1 FROM boxes b JOIN messages twin ON twin.mailbox_id = b.id AND twin.message_id = m.message_id
                         WHERE twin.id < m.id AND twin.thread_id IN (SELECT id FROM visible)
                           AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = twin.id AND NOT p.draft OFFSET 0) OFFSET 0)
                   ORDER BY m.received_at DESC, m.id DESC LIMIT $5) AS m
               ORDER BY m.received_at DESC, m.id DESC LIMIT $5)
           SELECT m.id AS "id!", m.thread_id AS "thread_id!", m.mailbox_id AS "mailbox_id!", m.subject AS "subject!", m.from_name,
                  m.from_address, m.recipients -> 'to' AS "to", m.received_at AS "received_at!", m.snippet AS "snippet!",
                  m.is_mine AS "is_mine!", m.has_attachments AS "has_attachments!",
                  other.id AS "other?", other.kind AS "other_kind?", other.name AS "other_name?"
           FROM latest JOIN messages m ON m.id = latest.id LEFT JOIN LATERAL (
               SELECT r.id, r.kind, r.name FROM record_threads l JOIN records r ON r.id = l.record_id
               WHERE l.thread_id = m.thread_id AND l.record_id = ANY ($2)
               ORDER BY l.record_id = ($2)[1] DESC, l.created_at DESC, l.record_id LIMIT 1) AS other ON true"#,
        actor.user.map(|user| user.0),
        &around.all(),
        wanted.before.0,
        wanted.before.1,
        wanted.limit,
        &people,
        few as Option<&[Uuid]>,
        words,
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
