//! SQL of search; the walled function does the finding (see the migration).

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::MailboxId;
use uuid::Uuid;

/// The function hands out so many hits at most.
pub const MOST_HITS: usize = 200;
/// With fewer hits than this the token index finds them all; with more, the newest are found by date.
const FEW: i32 = 2_000;

/// A message that has the words.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub message: Uuid,
    pub thread: Uuid,
    pub at: DateTime<Utc>,
    /// Lies in a folder: what was deleted everywhere is not shown.
    pub placed: bool,
}

pub async fn mailboxes(tx: &mut Tx, actor: &Actor, only: Option<MailboxId>) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "SELECT id FROM mailboxes WHERE ($1::uuid IS NULL OR id = $1) AND may_see(id, $2)",
        only.map(|id| id.0),
        actor.user.map(|user| user.0)
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Hits before `before` (a moment and a message: several may be of one moment), newest first. Each is looked up by itself: Postgres, which does
/// not know how few there are, would go through all threads and all placements.
pub async fn search(
    tx: &mut Tx,
    boxes: &[Uuid],
    query: &str,
    before: (DateTime<Utc>, Uuid),
) -> Result<Vec<Hit>> {
    Ok(sqlx::query_as!(
        Hit,
        r#"SELECT found.message_id AS "message!", t.id AS "thread!", found.at AS "at!",
                  (SELECT true FROM placements p WHERE p.message_id = found.message_id LIMIT 1) IS TRUE AS "placed!"
           FROM search_messages($1, $2::text::tsquery, $3, $4, $5) found CROSS JOIN LATERAL (
               SELECT coalesce(t.merged_into, t.id) AS id FROM threads t WHERE t.id = found.thread_id OFFSET 0) t
           ORDER BY found.at DESC, found.message_id DESC"#,
        boxes,
        query,
        before.0,
        before.1,
        FEW
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The raw bytes (zstd) of those that were found; empty for one that is larger than `most`.
pub async fn raw(tx: &mut Tx, hits: &[Hit], most: i32) -> Result<Vec<(Uuid, Vec<u8>)>> {
    let ids: Vec<Uuid> = hits.iter().map(|hit| hit.message).collect();
    let rows = sqlx::query!(
        r#"SELECT m.id, CASE WHEN c.size <= $2 THEN c.raw ELSE '' END AS "raw!"
           FROM messages m JOIN contents c ON c.id = m.content_id WHERE m.id = ANY ($1)"#,
        &ids,
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.raw)).collect())
}
