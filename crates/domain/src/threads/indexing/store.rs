//! SQL of the search index.

use crate::{db::Tx, error::Result};
use uuid::Uuid;

/// A message that is not searchable yet.
pub struct Unindexed {
    pub id: Uuid,
    pub subject: String,
    pub from_name: Option<String>,
    pub from_address: Option<String>,
    /// zstd.
    pub raw: Vec<u8>,
}

/// The newest messages that are not searchable, out of the queue: back in it when the transaction does not commit. At most
/// `limit` messages and, beyond the first, `bytes` bytes.
pub async fn take(tx: &mut Tx, limit: i64, bytes: i64) -> Result<Vec<Unindexed>> {
    Ok(sqlx::query_as!(
        Unindexed,
        r#"WITH picked AS MATERIALIZED (
               SELECT message_id FROM index_queue ORDER BY message_id DESC LIMIT $1 FOR UPDATE SKIP LOCKED),
           fitting AS (
               SELECT id FROM (SELECT m.id, sum(m.size::bigint) OVER (ORDER BY m.id DESC) - m.size AS before
                               FROM picked p JOIN messages m ON m.id = p.message_id) summed
               WHERE before < $2::bigint),
           taken AS (DELETE FROM index_queue WHERE message_id IN (SELECT id FROM fitting) RETURNING message_id)
           SELECT m.id, m.subject, m.from_name, m.from_address, c.raw
           FROM taken JOIN messages m ON m.id = taken.message_id JOIN contents c ON c.id = m.content_id"#,
        limit,
        bytes,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// This one, if it is still in the queue.
pub async fn take_one(tx: &mut Tx, message: Uuid) -> Result<Option<Unindexed>> {
    Ok(sqlx::query_as!(
        Unindexed,
        r#"WITH taken AS (DELETE FROM index_queue WHERE message_id = $1 RETURNING message_id)
           SELECT m.id, m.subject, m.from_name, m.from_address, c.raw
           FROM taken JOIN messages m ON m.id = taken.message_id JOIN contents c ON c.id = m.content_id"#,
        message,
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn put(tx: &mut Tx, tokens: &[(Uuid, Vec<String>)]) -> Result<()> {
    let ids: Vec<Uuid> = tokens.iter().map(|(id, _)| *id).collect();
    // An array of arrays has to be a rectangle in Postgres; one text a message, words split by spaces, does not.
    let words: Vec<String> = tokens.iter().map(|(_, words)| words.join(" ")).collect();
    sqlx::query!(
        "INSERT INTO message_search (message_id, workspace_id, mailbox_id, thread_id, at, tokens)
         SELECT m.id, m.workspace_id, m.mailbox_id, m.thread_id, m.received_at,
                array_to_tsvector(array_remove(string_to_array(u.words, ' '), ''))
         FROM unnest($1::uuid[], $2::text[]) AS u (id, words) JOIN messages m ON m.id = u.id
         ON CONFLICT (message_id) DO UPDATE SET tokens = excluded.tokens",
        &ids,
        &words
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
