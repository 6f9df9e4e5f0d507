//! SQL of forgetting messages.

use crate::{db::Tx, error::Result};
use kurier_model::ThreadId;
use uuid::Uuid;

/// Forgets messages and whatever belongs to nothing else; the threads that they were in.
pub async fn forget(tx: &mut Tx, messages: &[Uuid]) -> Result<Vec<ThreadId>> {
    let rows =
        sqlx::query!("DELETE FROM messages WHERE id = ANY ($1) RETURNING thread_id, content_id", messages)
            .fetch_all(&mut **tx)
            .await?;
    let contents: Vec<Uuid> = rows.iter().map(|row| row.content_id).collect();
    // Locked first: whoever stores the same bytes again just now is waited for, and then has them.
    sqlx::query!("SELECT id FROM contents WHERE id = ANY ($1) ORDER BY id FOR UPDATE", &contents)
        .fetch_all(&mut **tx)
        .await?;
    sqlx::query!(
        "DELETE FROM contents c WHERE c.id = ANY ($1) AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.content_id = c.id)",
        &contents
    )
    .execute(&mut **tx)
    .await?;
    let mut threads: Vec<ThreadId> = rows.into_iter().map(|row| ThreadId(row.thread_id)).collect();
    threads.sort_unstable();
    threads.dedup();
    Ok(threads)
}

/// Removes those of the threads that have no message left and that no other was merged into.
pub async fn drop_empty(tx: &mut Tx, threads: &[ThreadId]) -> Result<()> {
    let ids: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    sqlx::query!(
        "DELETE FROM threads t WHERE t.id = ANY ($1)
           AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = t.id)
           AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.thread_id = t.id)
           AND NOT EXISTS (SELECT 1 FROM threads l WHERE l.merged_into = t.id)",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
