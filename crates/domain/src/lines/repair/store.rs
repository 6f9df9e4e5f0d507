//! SQL that counts everything, to compare it with what is kept.

use crate::{db::Tx, error::Result};
use kurier_model::{FolderId, MailboxId, ThreadId};

/// All that this transaction reads is of one moment. To be called before its first question.
pub async fn hold_still(tx: &mut Tx) -> Result<()> {
    sqlx::query!("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut **tx).await?;
    Ok(())
}

/// Threads whose counts or lines are not what their placements say.
pub async fn threads(tx: &mut Tx, mailbox: MailboxId) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!(
        r#"WITH shown AS (
               SELECT m.thread_id, m.id, coalesce(p.wanted_folder_id, p.folder_id) AS folder_id, m.received_at, m.is_mine,
                      m.has_attachments,
                      bool_or(NOT coalesce(p.wanted_seen, p.seen)) AND NOT written_by_us(m.is_mine, m.recipients, m.from_key) AS unread,
                      bool_or(coalesce(p.wanted_flagged, p.flagged)) AS flagged,
                      bool_or(coalesce(p.wanted_answered, p.answered)) AS answered
               FROM placements p JOIN messages m ON m.id = p.message_id WHERE p.mailbox_id = $1
               GROUP BY m.id, 3),
           lines AS (
               SELECT thread_id, folder_id, count(*) AS messages, count(*) FILTER (WHERE unread) AS unread,
                      count(*) FILTER (WHERE flagged) AS flagged, max(received_at) AS last_at
               FROM shown GROUP BY 1, 2),
           sums AS (
               SELECT thread_id, count(*) AS messages, count(*) FILTER (WHERE unread) AS unread,
                      count(*) FILTER (WHERE flagged) AS flagged, count(*) FILTER (WHERE answered) AS answered,
                      count(*) FILTER (WHERE has_attachments) AS attachments, count(*) FILTER (WHERE NOT is_mine) AS others,
                      max(received_at) AS last_at
               FROM (SELECT thread_id, id, bool_or(unread) AS unread, bool_or(flagged) AS flagged, bool_or(answered) AS answered,
                            bool_or(has_attachments) AS has_attachments, bool_or(is_mine) AS is_mine, max(received_at) AS received_at
                     FROM shown GROUP BY 1, 2) m GROUP BY 1)
           SELECT coalesce(l.thread_id, k.thread_id) AS "id!"
           FROM lines l FULL JOIN (SELECT k.* FROM thread_folders k JOIN folders f ON f.id = k.folder_id WHERE f.mailbox_id = $1) k
               ON k.thread_id = l.thread_id AND k.folder_id = l.folder_id
           WHERE (l.messages, l.unread, l.flagged, l.last_at, l.unread > 0, l.flagged > 0)
                 IS DISTINCT FROM (k.messages, k.unread_messages, k.flagged_messages, k.last_at, k.unread, k.flagged)
           UNION
           SELECT t.id FROM threads t LEFT JOIN sums s ON s.thread_id = t.id
           WHERE t.mailbox_id = $1
             AND ((coalesce(s.messages, 0), coalesce(s.unread, 0), coalesce(s.flagged, 0), coalesce(s.answered, 0),
                   coalesce(s.attachments, 0), coalesce(s.others, 0))
                  IS DISTINCT FROM (t.message_count, t.unread_count, t.flagged_count, t.answered_count, t.attachment_count, t.others_count)
                  OR (t.flagged, t.answered, t.attachments) IS DISTINCT FROM
                     (coalesce(s.flagged, 0) > 0, coalesce(s.answered, 0) > 0, coalesce(s.attachments, 0) > 0)
                  OR s.last_at <> t.last_at)"#,
        mailbox.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Folders whose counts are not those of their lines and placements.
pub async fn folders(tx: &mut Tx, mailbox: MailboxId) -> Result<Vec<FolderId>> {
    let rows = sqlx::query_scalar!(
        "SELECT f.id FROM folders f
         CROSS JOIN LATERAL (SELECT count(*) AS total, count(*) FILTER (WHERE l.unread) AS unread
                             FROM thread_folders l WHERE l.folder_id = f.id) l
         CROSS JOIN LATERAL (SELECT count(p.uid) AS stored, count(*) - count(p.uid) AS waiting
                             FROM placements p WHERE p.folder_id = f.id) p
         WHERE f.mailbox_id = $1
           AND (f.total, f.unread, f.stored, f.waiting) IS DISTINCT FROM (l.total, l.unread, p.stored, p.waiting)",
        mailbox.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(FolderId).collect())
}

/// Counts a folder anew. Its row is locked first: whoever has changed lines of it and not yet counted them waits, and adds
/// its difference after us; whoever has counted them has committed its lines too.
pub async fn recount(tx: &mut Tx, folder: FolderId) -> Result<()> {
    sqlx::query!("SELECT id FROM folders WHERE id = $1 FOR NO KEY UPDATE", folder.0)
        .fetch_optional(&mut **tx)
        .await?;
    sqlx::query!(
        "UPDATE folders f SET
             total = (SELECT count(*) FROM thread_folders l WHERE l.folder_id = f.id),
             unread = (SELECT count(*) FROM thread_folders l WHERE l.folder_id = f.id AND l.unread),
             stored = (SELECT count(p.uid) FROM placements p WHERE p.folder_id = f.id),
             waiting = (SELECT count(*) FROM placements p WHERE p.folder_id = f.id AND p.uid IS NULL)
         WHERE f.id = $1",
        folder.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
