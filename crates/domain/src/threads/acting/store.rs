//! SQL of acting on threads.

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    wishes::Place,
};
use kurier_model::{FolderId, MailboxId, MessageId, PlacementId, ThreadId, mailbox::FolderRole};
use uuid::Uuid;

fn uuids(threads: &[ThreadId]) -> Vec<Uuid> {
    threads.iter().map(|id| id.0).collect()
}

/// The mailbox of all these threads. One that the actor may not see, or threads of several mailboxes, are not found.
pub async fn mailbox_of(tx: &mut Tx, actor: &Actor, threads: &[ThreadId]) -> Result<MailboxId> {
    let rows = sqlx::query!(
        r#"SELECT mailbox_id, count(*) AS "count!" FROM threads WHERE id = ANY ($1) AND may_see(mailbox_id, $2) GROUP BY mailbox_id"#,
        &uuids(threads),
        actor.user.map(|user| user.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    match rows.as_slice() {
        [row] if usize::try_from(row.count) == Ok(threads.len()) => Ok(MailboxId(row.mailbox_id)),
        _ => Err(Error::NotFound),
    }
}

pub async fn require_mailbox(tx: &mut Tx, actor: &Actor, mailbox: MailboxId) -> Result<()> {
    let seen =
        sqlx::query_scalar!(r#"SELECT may_see($1, $2) AS "seen!""#, mailbox.0, actor.user.map(|user| user.0))
            .fetch_one(&mut **tx)
            .await?;
    if seen { Ok(()) } else { Err(Error::NotFound) }
}

/// A placement as it is shown.
struct Shown {
    id: Uuid,
    message_id: Uuid,
    thread_id: Uuid,
    folder_id: Uuid,
}

impl From<Shown> for Place {
    fn from(row: Shown) -> Self {
        Self {
            placement: PlacementId(row.id),
            message: MessageId(row.message_id),
            thread: ThreadId(row.thread_id),
            folder: FolderId(row.folder_id),
        }
    }
}

/// Those of these placements that are still there.
pub async fn places(tx: &mut Tx, placements: &[PlacementId]) -> Result<Vec<Place>> {
    let ids: Vec<Uuid> = placements.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        Shown,
        r#"SELECT id, message_id, thread_id, coalesce(wanted_folder_id, folder_id) AS "folder_id!"
           FROM placements WHERE id = ANY ($1)"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The messages whose flags change: all for reading, the latest of each thread for marking unread and flagging.
pub async fn to_mark(
    tx: &mut Tx,
    threads: &[ThreadId],
    seen: Option<bool>,
    flagged: Option<bool>,
) -> Result<Vec<Place>> {
    let latest_only = seen == Some(false) || flagged == Some(true);
    let rows = sqlx::query_as!(
        Shown,
        r#"SELECT p.id, p.message_id, p.thread_id, coalesce(p.wanted_folder_id, p.folder_id) AS "folder_id!"
           FROM placements p JOIN messages m ON m.id = p.message_id
           WHERE p.thread_id = ANY ($1) AND ($2::bool IS NULL OR coalesce(p.wanted_seen, p.seen) <> $2)
             AND ($3::bool IS NULL OR coalesce(p.wanted_flagged, p.flagged) <> $3)
             AND (NOT $4 OR m.id = (SELECT l.id FROM messages l WHERE l.thread_id = p.thread_id
                                      AND EXISTS (SELECT 1 FROM placements q WHERE q.message_id = l.id)
                                      AND NOT (l.is_mine AND $2 IS NOT NULL)
                                    ORDER BY l.received_at DESC, l.id DESC LIMIT 1))"#,
        &uuids(threads),
        seen,
        flagged,
        latest_only,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The folder is one of the mailbox's.
pub async fn require_folder(tx: &mut Tx, mailbox: MailboxId, folder: FolderId) -> Result<()> {
    sqlx::query_scalar!("SELECT 1 FROM folders WHERE id = $1 AND mailbox_id = $2", folder.0, mailbox.0)
        .fetch_optional(&mut **tx)
        .await?
        .map(|_| ())
        .ok_or(Error::NotFound)
}

/// The folder's path, when it is in the mailbox and can hold messages. Until the transaction ends nobody wants it deleted.
pub async fn require_target(tx: &mut Tx, mailbox: MailboxId, folder: FolderId) -> Result<String> {
    let row = sqlx::query!(
        r#"SELECT path, selectable AND gone_at IS NULL AND deletion_wanted_at IS NULL AS "there!"
           FROM folders WHERE id = $1 AND mailbox_id = $2 FOR KEY SHARE"#,
        folder.0,
        mailbox.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    if row.there { Ok(row.path) } else { Err(Error::FolderGone) }
}

/// The messages that move: those in the folder that was shown, or, from elsewhere, all but what was sent or is drafted.
pub async fn to_move(
    tx: &mut Tx,
    threads: &[ThreadId],
    from: Option<FolderId>,
    to: FolderId,
) -> Result<Vec<Place>> {
    let rows = sqlx::query_as!(
        Shown,
        r#"SELECT p.id, p.message_id, p.thread_id, f.id AS "folder_id!"
           FROM placements p JOIN folders f ON f.id = coalesce(p.wanted_folder_id, p.folder_id)
           WHERE p.thread_id = ANY ($1) AND f.id <> $3
             AND CASE WHEN $2::uuid IS NULL THEN f.role IS NULL OR f.role NOT IN ('sent', 'drafts', 'all', 'trash')
                      ELSE f.id = $2 END"#,
        &uuids(threads),
        from.map(|folder| folder.0),
        to.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub async fn folder_of_role(tx: &mut Tx, mailbox: MailboxId, role: FolderRole) -> Result<Option<FolderId>> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM folders WHERE mailbox_id = $1 AND role = $2 AND gone_at IS NULL AND deletion_wanted_at IS NULL AND selectable
         ORDER BY path LIMIT 1",
        mailbox.0,
        role.as_str()
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(FolderId))
}

pub async fn give_role(tx: &mut Tx, folder: FolderId, role: FolderRole) -> Result<()> {
    sqlx::query!("UPDATE folders SET role = $2 WHERE id = $1", folder.0, role.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
