//! SQL of threading: which thread knows which Message-ID, and threads that turn out to be one.

use crate::intake::{Destination, summary::Counts};
use crate::{Result, Tx};
use kurier_model::{FolderId, MailboxId, ThreadId};
use uuid::Uuid;

/// Threads that know any of these Message-IDs.
pub async fn threads_of_ids(
    tx: &mut Tx,
    mailbox: MailboxId,
    ids: &[String],
) -> Result<Vec<(String, ThreadId)>> {
    let rows = sqlx::query!(
        "SELECT message_id, thread_id FROM thread_references WHERE mailbox_id = $1 AND message_id = ANY ($2)",
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

/// Everything of `loser` becomes `winner`'s.
pub async fn merge_threads(tx: &mut Tx, loser: ThreadId, winner: ThreadId) -> Result<()> {
    let (loser, winner) = (loser.0, winner.0);
    sqlx::query!("UPDATE messages SET thread_id = $2 WHERE thread_id = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("UPDATE message_search SET thread_id = $2 WHERE thread_id = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("UPDATE placements SET thread_id = $2 WHERE thread_id = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("UPDATE thread_references SET thread_id = $2 WHERE thread_id = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("UPDATE drafts SET thread_id = $2 WHERE thread_id = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("UPDATE outbox SET thread_id = $2 WHERE thread_id = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("UPDATE events SET thread_id = $2 WHERE thread_id = $1", loser, winner)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "INSERT INTO record_threads (record_id, thread_id, workspace_id, reason, linked_by, created_at)
         SELECT record_id, $2, workspace_id, reason, linked_by, created_at FROM record_threads WHERE thread_id = $1
         ON CONFLICT DO NOTHING",
        loser,
        winner
    )
    .execute(&mut **tx)
    .await?;
    // A decision that was made stands; the newer of two open questions is asked.
    sqlx::query!(
        "INSERT INTO triage AS t (thread_id, workspace_id, mailbox_id, message_id, state, decided_by, decided_at, at)
         SELECT $2, workspace_id, mailbox_id, message_id, state, decided_by, decided_at, at FROM triage WHERE thread_id = $1
         ON CONFLICT (thread_id) DO UPDATE SET state = excluded.state, decided_by = excluded.decided_by,
             decided_at = excluded.decided_at
         WHERE t.state = 'ready' AND excluded.state <> 'ready'",
        loser,
        winner
    )
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
    // Its lines go, and with them its part of the counts.
    let lines =
        sqlx::query!("DELETE FROM thread_folders WHERE thread_id = $1 RETURNING folder_id, unread", loser)
            .fetch_all(&mut **tx)
            .await?;
    let mut counts = Counts::default();
    for line in lines {
        counts.add(FolderId(line.folder_id), -1, line.unread);
    }
    counts.store(tx).await?;
    sqlx::query!("DELETE FROM threads WHERE id = $1", loser).execute(&mut **tx).await?;
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
