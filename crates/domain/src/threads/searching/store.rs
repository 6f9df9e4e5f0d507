//! SQL of search; the walled function does the finding (see the migration).

use crate::{Actor, Result, Tx};
use chrono::{DateTime, Utc};
use kurier_model::MailboxId;
use uuid::Uuid;

/// The function hands out so many hits at most.
pub const MOST_HITS: usize = 200;
/// With fewer hits than this the token index finds them all; with more, the newest are found by date.
const FEW: i32 = 2_000;

pub async fn mailboxes(tx: &mut Tx, actor: &Actor, only: Option<MailboxId>) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "SELECT id FROM mailboxes WHERE ($1::uuid IS NULL OR id = $1) AND may_see(id, $2)",
        only.map(|id| id.0),
        actor.user.map(|user| user.0)
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A message that was found.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub message: Uuid,
    pub thread: Uuid,
    pub at: DateTime<Utc>,
}

pub async fn search(tx: &mut Tx, boxes: &[Uuid], query: &str, before: DateTime<Utc>) -> Result<Vec<Hit>> {
    Ok(sqlx::query_as!(
        Hit,
        r#"SELECT message_id AS "message!", thread_id AS "thread!", at AS "at!" FROM search_messages($1, $2::text::tsquery, $3, $4)"#,
        boxes,
        query,
        before,
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
