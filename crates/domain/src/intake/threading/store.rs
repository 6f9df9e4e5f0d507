//! SQL of threading: which thread knows which Message-ID, and threads that turn out to be one.

use crate::intake::Destination;
use crate::{db::Tx, error::Result};
use kurier_model::{MailboxId, MessageId, ThreadId};
use uuid::Uuid;

/// Threads that know any of these Message-IDs.
pub async fn threads_of_ids(
    tx: &mut Tx,
    mailbox: MailboxId,
    ids: &[String],
) -> Result<Vec<(String, ThreadId)>> {
    let rows = sqlx::query!(
        r#"SELECT r.message_id, coalesce(t.merged_into, t.id) AS "thread_id!"
           FROM thread_references r JOIN threads t ON t.id = r.thread_id
           WHERE r.mailbox_id = $1 AND r.message_id = ANY ($2)"#,
        mailbox.0,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.message_id, ThreadId(row.thread_id))).collect())
}

/// Makes empty threads; the summary fills them in the same transaction.
pub async fn put_threads(tx: &mut Tx, to: &Destination, threads: &[ThreadId]) -> Result<()> {
    let ids: Vec<Uuid> = threads.iter().map(|id| id.0).collect();
    sqlx::query!(
        "INSERT INTO threads (id, workspace_id, mailbox_id, subject, people, snippet, last_at, message_count, unread_count,
                              flagged, answered, attachments)
         SELECT id, $1, $2, '', '[]', '', 'epoch', 0, 0, false, false, false FROM unnest($3::uuid[]) AS u (id)",
        to.workspace.0,
        to.mailbox.0,
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn messages_of(tx: &mut Tx, thread: ThreadId) -> Result<Vec<MessageId>> {
    let ids = sqlx::query_scalar!("SELECT id FROM messages WHERE thread_id = $1", thread.0)
        .fetch_all(&mut **tx)
        .await?;
    Ok(ids.into_iter().map(MessageId).collect())
}

/// The mail of `loser` is `winner`'s from now on, and so is that of all that were merged into `loser` before.
pub async fn point(tx: &mut Tx, loser: ThreadId, winner: ThreadId) -> Result<()> {
    let (loser, winner) = (loser.0, winner.0);
    sqlx::query!("UPDATE messages SET thread_id = $2 WHERE thread_id = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("UPDATE placements SET thread_id = $2 WHERE thread_id = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("UPDATE threads SET merged_into = $2 WHERE id = $1 OR merged_into = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "UPDATE threads SET client_record_id = coalesce(client_record_id, (SELECT client_record_id FROM threads WHERE id = $1))
         WHERE id = $2",
        loser,
        winner
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE threads SET client_record_id = NULL WHERE id = $1 AND client_record_id IS NOT NULL",
        loser
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Remembers which thread knows which Message-ID.
pub async fn put_references(tx: &mut Tx, to: &Destination, references: &[(String, ThreadId)]) -> Result<()> {
    let ids: Vec<String> = references.iter().map(|(id, _)| id.clone()).collect();
    let threads: Vec<Uuid> = references.iter().map(|(_, thread)| thread.0).collect();
    sqlx::query!(
        "INSERT INTO thread_references (mailbox_id, message_id, thread_id, workspace_id)
         SELECT $1, id, thread, $2 FROM unnest($3::text[], $4::uuid[]) AS u (id, thread) ON CONFLICT DO NOTHING",
        to.mailbox.0,
        to.workspace.0,
        &ids,
        &threads
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
