//! SQL of words; the functions that ask the indexes are in the migration 0049.

use crate::{actor::Actor, db::Tx, error::Result};
use uuid::Uuid;

pub async fn notes(tx: &mut Tx, words: &[String], most: usize) -> Result<Vec<Uuid>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(sqlx::query_scalar!(r#"SELECT id AS "id!" FROM notes_with($1, $2) AS found (id)"#, words, most)
        .fetch_all(&mut **tx)
        .await?)
}

pub async fn tasks(tx: &mut Tx, words: &[String], most: usize) -> Result<Vec<Uuid>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(sqlx::query_scalar!(r#"SELECT id AS "id!" FROM tasks_with($1, $2) AS found (id)"#, words, most)
        .fetch_all(&mut **tx)
        .await?)
}

/// Messages in mailboxes that the actor may see.
pub async fn messages(tx: &mut Tx, actor: &Actor, words: &str, most: usize) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM messages_with(ARRAY(SELECT v.mailbox_id FROM visible_mailboxes($1) v), $2::text::tsquery, $3) AS found (id)"#,
        actor.user.map(|user| user.0),
        words,
        i32::try_from(most).unwrap_or(i32::MAX),
    )
    .fetch_all(&mut **tx)
    .await?)
}
