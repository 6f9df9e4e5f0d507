//! SQL of synchronisation: requests, states, UIDs, flags.

use super::Watched;
use crate::{
    db::{Db, Tx},
    error::{Result, again},
    events, lines, wishes,
};
use chrono::{DateTime, Utc};
use kurier_mail::imap::{FlagsUpdate, Selected};
use kurier_model::{
    FolderId, MailboxId, MessageId, ThreadId, WorkspaceId, live::News, mailbox::MailboxState,
};
use std::collections::HashSet;

pub async fn request(
    db: &Db,
    workspace: WorkspaceId,
    mailbox: MailboxId,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>> {
    let mut tx = db.workspace_tx(workspace).await?;
    sqlx::query!("UPDATE mailboxes SET sync_requested_at = $2 WHERE id = $1", mailbox.0, now)
        .execute(&mut *tx)
        .await?;
    events::wake(&mut tx, events::WorkerChannel::Mailbox, mailbox).await?;
    tx.commit().await?;
    Ok(now)
}

pub async fn finished_at(
    db: &Db,
    workspace: WorkspaceId,
    mailbox: MailboxId,
) -> Result<Option<DateTime<Utc>>> {
    let mut tx = db.workspace_tx(workspace).await?;
    Ok(sqlx::query_scalar!("SELECT sync_finished_at FROM mailboxes WHERE id = $1", mailbox.0)
        .fetch_optional(&mut *tx)
        .await?
        .flatten())
}

/// Whether somebody asked for a full pass since the last one began, and since `then`.
pub async fn is_requested(db: &Db, watched: &Watched, then: Option<DateTime<Utc>>) -> Result<bool> {
    let mut tx = watched.tx(db).await?;
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce(sync_requested_at > greatest(sync_finished_at, $2, 'epoch'), false) AS "asked!"
           FROM mailboxes WHERE id = $1"#,
        watched.lease.mailbox.0,
        then
    )
    .fetch_optional(&mut *tx)
    .await?
    .unwrap_or(false))
}

/// A full pass that began then has ended.
pub async fn finished(db: &Db, watched: &Watched, began: DateTime<Utc>) -> Result<()> {
    let mut tx = watched.tx(db).await?;
    sqlx::query!("UPDATE mailboxes SET sync_finished_at = $2 WHERE id = $1", watched.lease.mailbox.0, began)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

pub async fn put_state(db: &Db, watched: &Watched, state: &MailboxState) -> Result<()> {
    let mut tx = watched.tx(db).await?;
    let state = serde_json::to_value(state)?;
    let changed = sqlx::query!(
        "UPDATE mailboxes SET state = $2 WHERE id = $1 AND state <> $2",
        watched.lease.mailbox.0,
        state
    )
    .execute(&mut *tx)
    .await?;
    if changed.rows_affected() > 0 {
        events::notify(&mut tx, watched.lease.workspace, &News::Mailbox { mailbox: watched.lease.mailbox })
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The state of a mailbox whose password is still this one.
pub async fn put_refusal(db: &Db, watched: &Watched, sealed: &[u8], state: &MailboxState) -> Result<()> {
    let mut tx = watched.tx(db).await?;
    sqlx::query!(
        "UPDATE mailboxes SET state = $3 WHERE id = $1 AND secret = $2",
        watched.lease.mailbox.0,
        sealed,
        serde_json::to_value(state)?
    )
    .execute(&mut *tx)
    .await?;
    let news = News::Mailbox { mailbox: watched.lease.mailbox };
    events::notify(&mut tx, watched.lease.workspace, &news).await?;
    Ok(tx.commit().await?)
}

/// UIDs of the folder that are stored or set aside, from `first` on.
pub async fn uids(db: &Db, watched: &Watched, folder: FolderId, first: u32) -> Result<HashSet<u32>> {
    let mut tx = watched.tx(db).await?;
    let rows = sqlx::query_scalar!(
        r#"SELECT uid AS "uid!" FROM placements WHERE folder_id = $1 AND uid >= $2
           UNION ALL SELECT uid FROM set_aside WHERE folder_id = $1 AND uid >= $2"#,
        folder.0,
        i64::from(first)
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(rows.into_iter().filter_map(|uid| u32::try_from(uid).ok()).collect())
}

/// What we have of a folder.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Messages stored or set aside.
    pub messages: i64,
    /// Messages that we moved there and whose UID we do not know yet.
    pub waiting: i64,
}

pub async fn held(db: &Db, watched: &Watched, folder: FolderId) -> Result<Held> {
    let mut tx = watched.tx(db).await?;
    let row = sqlx::query!(
        r#"SELECT f.stored + (SELECT count(*) FROM set_aside s WHERE s.folder_id = f.id) AS "messages!", f.waiting
           FROM folders f WHERE f.id = $1"#,
        folder.0
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(Held { messages: row.messages, waiting: row.waiting.into() })
}

/// UIDVALIDITY changed: no UID that we know means anything any more. The placements stay, with what is wanted of them, and wait
/// for their new UIDs: what is fetched again finds itself by its bytes. Broken off in the middle, it is begun again: the folder has
/// its old UIDVALIDITY to the end.
pub async fn forget_uids(db: &Db, watched: &Watched, folder: FolderId, validity: i64) -> Result<()> {
    while again(|| forget_some_uids(db, watched, folder)).await? {}
    again(|| async {
        let mut tx = watched.tx(db).await?;
        sqlx::query!("DELETE FROM set_aside WHERE folder_id = $1", folder.0).execute(&mut *tx).await?;
        sqlx::query!(
            "UPDATE folders SET uidvalidity = $2, uidnext = NULL, first_missing = NULL, highestmodseq = NULL, flags_below = NULL
             WHERE id = $1",
            folder.0,
            validity
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Whether there may be more.
async fn forget_some_uids(db: &Db, watched: &Watched, folder: FolderId) -> Result<bool> {
    let mut tx = watched.tx(db).await?;
    let rows = sqlx::query!(
        "SELECT id, thread_id, message_id FROM placements WHERE folder_id = $1 AND uid IS NOT NULL LIMIT 500",
        folder.0
    )
    .fetch_all(&mut *tx)
    .await?;
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id).collect();
    let found = rows.into_iter().map(|row| (ThreadId(row.thread_id), MessageId(row.message_id)));
    let change = change(&mut tx, watched, found).await?;
    sqlx::query!("UPDATE placements SET uid = NULL WHERE id = ANY ($1) AND folder_id = $2", &ids, folder.0)
        .execute(&mut *tx)
        .await?;
    change.apply(&mut tx).await?;
    tx.commit().await?;
    Ok(!ids.is_empty())
}

/// Everything below the folder's UIDNEXT was stored or set aside, but for what was not handed out, from `first_missing` on.
pub async fn folder_synced(
    db: &Db,
    watched: &Watched,
    folder: FolderId,
    selected: &Selected,
    server_count: u64,
    first_missing: Option<u32>,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = watched.tx(db).await?;
    sqlx::query!(
        "UPDATE folders SET uidvalidity = $2, uidnext = $3, highestmodseq = $4, server_count = $5, last_synced_at = $6,
                trouble = NULL, first_missing = $7
         WHERE id = $1",
        folder.0,
        i64::from(selected.uid_validity),
        selected.uid_next.map(i64::from),
        selected.highest_modseq.and_then(|modseq| i64::try_from(modseq).ok()),
        i32::try_from(server_count).unwrap_or(i32::MAX),
        now,
        first_missing.map(i64::from),
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Messages that the server has no more.
pub async fn remove_placements(db: &Db, watched: &Watched, folder: FolderId, uids: &[u32]) -> Result<()> {
    let gone: Vec<i64> = uids.iter().copied().map(i64::from).collect();
    again(|| async {
        let mut tx = watched.tx(db).await?;
        let rows = sqlx::query!(
            "SELECT id, thread_id, message_id FROM placements WHERE folder_id = $1 AND uid = ANY ($2)",
            folder.0,
            &gone
        )
        .fetch_all(&mut *tx)
        .await?;
        let found = rows.iter().map(|row| (ThreadId(row.thread_id), MessageId(row.message_id)));
        let change = change(&mut tx, watched, found).await?;
        wishes::store::keep(&mut tx, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
        sqlx::query!("DELETE FROM placements WHERE folder_id = $1 AND uid = ANY ($2)", folder.0, &gone)
            .execute(&mut *tx)
            .await?;
        sqlx::query!("DELETE FROM set_aside WHERE folder_id = $1 AND uid = ANY ($2)", folder.0, &gone)
            .execute(&mut *tx)
            .await?;
        let messages: Vec<MessageId> = rows.iter().map(|row| MessageId(row.message_id)).collect();
        wishes::store::hand_over(&mut tx, &messages).await?;
        tell(&mut tx, watched, folder, change).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// What still waits for a UID after the whole folder was looked at is not there: it was removed elsewhere on its way.
pub async fn remove_waiting(db: &Db, watched: &Watched, folder: FolderId) -> Result<()> {
    again(|| async {
        let mut tx = watched.tx(db).await?;
        let rows = sqlx::query!(
            "SELECT id, thread_id, message_id FROM placements WHERE folder_id = $1 AND uid IS NULL",
            folder.0
        )
        .fetch_all(&mut *tx)
        .await?;
        let found = rows.iter().map(|row| (ThreadId(row.thread_id), MessageId(row.message_id)));
        let change = change(&mut tx, watched, found).await?;
        wishes::store::keep(&mut tx, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
        sqlx::query!("DELETE FROM placements WHERE folder_id = $1 AND uid IS NULL", folder.0)
            .execute(&mut *tx)
            .await?;
        let messages: Vec<MessageId> = rows.iter().map(|row| MessageId(row.message_id)).collect();
        wishes::store::hand_over(&mut tx, &messages).await?;
        tell(&mut tx, watched, folder, change).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Takes over what the flags are; what is wanted of them stays wanted.
pub async fn put_flags(db: &Db, watched: &Watched, folder: FolderId, updates: &[&FlagsUpdate]) -> Result<()> {
    let uids: Vec<i64> = updates.iter().map(|update| i64::from(update.uid)).collect();
    let flag = |of: fn(&FlagsUpdate) -> bool| updates.iter().map(|update| of(update)).collect::<Vec<bool>>();
    let (seen, flagged) = (flag(|update| update.flags.seen), flag(|update| update.flags.flagged));
    let (answered, draft) = (flag(|update| update.flags.answered), flag(|update| update.flags.draft));
    again(|| async {
        let mut tx = watched.tx(db).await?;
        let rows = sqlx::query!(
            "SELECT p.thread_id, p.message_id
             FROM unnest($2::bigint[], $3::bool[], $4::bool[], $5::bool[], $6::bool[]) AS u (uid, seen, flagged, answered, draft)
             JOIN placements p ON p.folder_id = $1 AND p.uid = u.uid
             WHERE (p.seen, p.flagged, p.answered, p.draft) IS DISTINCT FROM (u.seen, u.flagged, u.answered, u.draft)",
            folder.0,
            &uids,
            &seen,
            &flagged,
            &answered,
            &draft,
        )
        .fetch_all(&mut *tx)
        .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let found = rows.into_iter().map(|row| (ThreadId(row.thread_id), MessageId(row.message_id)));
        let change = change(&mut tx, watched, found).await?;
        sqlx::query!(
            "UPDATE placements p SET seen = u.seen, flagged = u.flagged, answered = u.answered, draft = u.draft
             FROM unnest($2::bigint[], $3::bool[], $4::bool[], $5::bool[], $6::bool[]) AS u (uid, seen, flagged, answered, draft)
             WHERE p.folder_id = $1 AND p.uid = u.uid
               AND (p.seen, p.flagged, p.answered, p.draft) IS DISTINCT FROM (u.seen, u.flagged, u.answered, u.draft)",
            folder.0,
            &uids,
            &seen,
            &flagged,
            &answered,
            &draft,
        )
        .execute(&mut *tx)
        .await?;
        tell(&mut tx, watched, folder, change).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Locks the threads of these messages, which are about to change.
pub async fn change(
    tx: &mut Tx,
    watched: &Watched,
    found: impl Iterator<Item = (ThreadId, MessageId)>,
) -> Result<lines::Change> {
    let (threads, messages): (HashSet<ThreadId>, HashSet<MessageId>) = found.unzip();
    lines::lock(tx, watched.lease.workspace, threads).await?.change(tx, messages).await
}

/// Settles a change and tells open pages.
pub async fn tell(tx: &mut Tx, watched: &Watched, folder: FolderId, change: lines::Change) -> Result<()> {
    let threads = change.apply(tx).await?;
    if threads.is_empty() {
        return Ok(());
    }
    let threads = lines::names(tx, &threads).await?;
    let folders = if threads.is_empty() { Vec::new() } else { vec![folder] };
    let news = News::Threads { mailbox: watched.lease.mailbox, folders, threads, arrived: 0 };
    events::notify(tx, watched.lease.workspace, &news).await
}
