//! SQL of acting on threads.

use crate::{Actor, Error, Result, Tx, sync::Moving};
use kurier_model::{FolderId, MailboxId, PlacementId, ThreadId, account::FolderRole};
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

/// The messages whose flags change: all for reading, the latest of each thread for marking unread and flagging.
pub async fn to_mark(
    tx: &mut Tx,
    threads: &[ThreadId],
    seen: Option<bool>,
    flagged: Option<bool>,
) -> Result<Vec<PlacementId>> {
    let latest_only = seen == Some(false) || flagged == Some(true);
    let rows = sqlx::query_scalar!(
        "SELECT p.id FROM placements p JOIN messages m ON m.id = p.message_id
         WHERE p.thread_id = ANY ($1) AND p.leaving IS NULL
           AND ($2::bool IS NULL OR p.seen <> $2) AND ($3::bool IS NULL OR p.flagged <> $3)
           AND (NOT $4 OR m.id = (SELECT l.id FROM messages l JOIN placements q ON q.message_id = l.id AND q.leaving IS NULL
                                  WHERE l.thread_id = p.thread_id AND NOT (l.is_mine AND $2 IS NOT NULL)
                                  ORDER BY l.received_at DESC, l.id DESC LIMIT 1))",
        &uuids(threads),
        seen,
        flagged,
        latest_only,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(PlacementId).collect())
}

pub async fn mark(
    tx: &mut Tx,
    placements: &[PlacementId],
    seen: Option<bool>,
    flagged: Option<bool>,
) -> Result<Vec<ThreadId>> {
    let ids: Vec<Uuid> = placements.iter().map(|id| id.0).collect();
    let rows = sqlx::query_scalar!(
        "UPDATE placements SET seen = coalesce($2, seen), flagged = coalesce($3, flagged) WHERE id = ANY ($1) RETURNING thread_id",
        &ids,
        seen,
        flagged
    )
    .fetch_all(&mut **tx)
    .await?;
    let distinct: std::collections::BTreeSet<Uuid> = rows.into_iter().collect();
    Ok(distinct.into_iter().map(ThreadId).collect())
}

/// The folder's path, when it is in the mailbox and can hold messages.
pub async fn require_target(tx: &mut Tx, mailbox: MailboxId, folder: FolderId) -> Result<String> {
    sqlx::query_scalar!(
        "SELECT path FROM folders WHERE id = $1 AND mailbox_id = $2 AND selectable AND gone_at IS NULL",
        folder.0,
        mailbox.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)
}

/// The messages that move: those in the folder that was shown, or, from elsewhere, all but what was sent or is drafted.
pub async fn to_move(
    tx: &mut Tx,
    threads: &[ThreadId],
    from: Option<FolderId>,
    to: FolderId,
) -> Result<Vec<(PlacementId, FolderId)>> {
    let rows = sqlx::query!(
        "SELECT p.id, p.folder_id FROM placements p JOIN folders f ON f.id = p.folder_id
         WHERE p.thread_id = ANY ($1) AND p.leaving IS NULL AND p.folder_id <> $3
           AND CASE WHEN $2::uuid IS NULL THEN f.role IS NULL OR f.role NOT IN ('sent', 'drafts', 'all', 'trash')
                    ELSE p.folder_id = $2 END",
        &uuids(threads),
        from.map(|folder| folder.0),
        to.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (PlacementId(row.id), FolderId(row.folder_id))).collect())
}

/// Shows messages in the target folder and hides them where they were, until the server has moved them.
pub async fn move_to(
    tx: &mut Tx,
    placements: &[PlacementId],
    to: FolderId,
) -> Result<(Vec<ThreadId>, Vec<Moving>)> {
    let from: Vec<Uuid> = placements.iter().map(|id| id.0).collect();
    let new: Vec<Uuid> = placements.iter().map(|_| PlacementId::new().0).collect();
    let rows = sqlx::query!(
        "INSERT INTO placements (id, workspace_id, mailbox_id, folder_id, message_id, thread_id, uid, seen, flagged, answered, draft)
         SELECT u.new, p.workspace_id, p.mailbox_id, $3, p.message_id, p.thread_id, NULL, p.seen, p.flagged, p.answered, p.draft
         FROM unnest($1::uuid[], $2::uuid[]) AS u (old, new) JOIN placements p ON p.id = u.old AND p.leaving IS NULL
         RETURNING id, thread_id",
        &from,
        &new,
        to.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let made: std::collections::HashSet<Uuid> = rows.iter().map(|row| row.id).collect();
    let moving: Vec<Moving> = from
        .iter()
        .zip(&new)
        .filter(|(_, new)| made.contains(new))
        .map(|(from, to)| Moving { from: PlacementId(*from), to: PlacementId(*to) })
        .collect();
    let leaving: Vec<Uuid> = moving.iter().map(|moving| moving.from.0).collect();
    let targets: Vec<Uuid> = moving.iter().map(|moving| moving.to.0).collect();
    sqlx::query!(
        "UPDATE placements p SET leaving = u.target FROM unnest($1::uuid[], $2::uuid[]) AS u (id, target) WHERE p.id = u.id",
        &leaving,
        &targets
    )
    .execute(&mut **tx)
    .await?;
    Ok((rows.into_iter().map(|row| ThreadId(row.thread_id)).collect(), moving))
}

pub async fn threads_of(tx: &mut Tx, messages: &[Moving]) -> Result<Vec<ThreadId>> {
    let ids: Vec<Uuid> = messages.iter().map(|moving| moving.from.0).collect();
    let rows = sqlx::query_scalar!("SELECT DISTINCT thread_id FROM placements WHERE id = ANY ($1)", &ids)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

pub async fn folder_of_role(tx: &mut Tx, mailbox: MailboxId, role: FolderRole) -> Result<Option<FolderId>> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM folders WHERE mailbox_id = $1 AND role = $2 AND gone_at IS NULL AND selectable LIMIT 1",
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
