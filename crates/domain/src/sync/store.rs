//! SQL of synchronisation: leases, folders, UIDs, flags.

use super::{Lease, Watched, folders::SyncFolder};
use crate::{Db, Result, events, intake};
use chrono::{DateTime, Utc};
use kurier_mail::imap::{FlagsUpdate, Folder as ServerFolder, Selected};
use kurier_model::{
    FolderId, MailboxId, ThreadId, WorkspaceId,
    account::{FolderRole, MailboxState},
    live::News,
};
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use uuid::Uuid;

pub async fn claim(
    db: &Db,
    holder: &str,
    only: Option<MailboxId>,
    limit: i64,
    lasts: Duration,
) -> Result<Vec<Lease>> {
    let mut tx = db.system_tx().await?;
    let rows = sqlx::query!(
        "INSERT INTO mailbox_leases AS l (mailbox_id, workspace_id, holder, expires_at)
         SELECT m.id, m.workspace_id, $1, now() + make_interval(secs => $4) FROM mailboxes m
         WHERE m.removed_at IS NULL AND ($2::uuid IS NULL OR m.id = $2) AND ($2 IS NOT NULL OR m.state ->> 'state' <> 'paused')
           AND NOT EXISTS (SELECT 1 FROM mailbox_leases o WHERE o.mailbox_id = m.id AND o.expires_at > now())
         ORDER BY m.sync_finished_at NULLS FIRST LIMIT $3 FOR UPDATE OF m SKIP LOCKED
         ON CONFLICT (mailbox_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
         WHERE l.expires_at <= now()
         RETURNING mailbox_id, workspace_id",
        holder,
        only.map(|id| id.0),
        limit,
        lasts.as_secs_f64(),
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .map(|row| Lease {
            workspace: WorkspaceId(row.workspace_id),
            mailbox: MailboxId(row.mailbox_id),
            holder: holder.to_owned(),
        })
        .collect())
}

pub async fn renew(db: &Db, holder: &str, lasts: Duration) -> Result<Vec<MailboxId>> {
    let mut tx = db.system_tx().await?;
    let kept = sqlx::query_scalar!(
        "UPDATE mailbox_leases SET expires_at = now() + make_interval(secs => $2)
         WHERE holder = $1 AND expires_at > now() RETURNING mailbox_id",
        holder,
        lasts.as_secs_f64()
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(kept.into_iter().map(MailboxId).collect())
}

pub async fn holders(db: &Db) -> Result<Vec<String>> {
    let mut tx = db.system_tx().await?;
    Ok(sqlx::query_scalar!("SELECT DISTINCT holder FROM mailbox_leases WHERE expires_at > now()")
        .fetch_all(&mut *tx)
        .await?)
}

pub async fn bury(db: &Db, holder: &str) -> Result<()> {
    let mut tx = db.system_tx().await?;
    sqlx::query!("DELETE FROM mailbox_leases WHERE holder = $1", holder).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn release(db: &Db, lease: &Lease) -> Result<()> {
    let mut tx = db.system_tx().await?;
    sqlx::query!(
        "DELETE FROM mailbox_leases WHERE mailbox_id = $1 AND holder = $2",
        lease.mailbox.0,
        lease.holder
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

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

/// Whether somebody asked for a full pass since the last one began.
pub async fn is_requested(db: &Db, watched: &Watched) -> Result<bool> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce(sync_requested_at > coalesce(sync_finished_at, 'epoch'), false) AS "asked!" FROM mailboxes WHERE id = $1"#,
        watched.id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .unwrap_or(false))
}

/// A full pass that began then has ended.
pub async fn finished(db: &Db, watched: &Watched, began: DateTime<Utc>) -> Result<()> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    sqlx::query!("UPDATE mailboxes SET sync_finished_at = $2 WHERE id = $1", watched.id.0, began)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

pub async fn put_state(db: &Db, watched: &Watched, state: &MailboxState) -> Result<()> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let state = serde_json::to_value(state)?;
    let changed =
        sqlx::query!("UPDATE mailboxes SET state = $2 WHERE id = $1 AND state <> $2", watched.id.0, state)
            .execute(&mut *tx)
            .await?;
    if changed.rows_affected() > 0 {
        events::notify(&mut tx, watched.workspace, &News::Mailbox { mailbox: watched.id }).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Makes the tree the server's, in one transaction. `listed` has parents before children.
pub async fn put_folders(db: &Db, watched: &Watched, listed: &[ServerFolder]) -> Result<Vec<SyncFolder>> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let mut ids: HashMap<String, FolderId> = HashMap::new();
    let mut folders = Vec::new();
    let mut changed = 0;
    for folder in listed {
        let role = super::folders::role_of(folder);
        let parent = folder.parent().and_then(|parent| ids.get(parent)).map(|id| id.0);
        let row = sqlx::query!(
            r#"INSERT INTO folders AS f (id, workspace_id, mailbox_id, path, raw_name, delimiter, name, parent_id, role, selectable)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
               ON CONFLICT (mailbox_id, path) DO UPDATE SET raw_name = excluded.raw_name, delimiter = excluded.delimiter,
                   name = excluded.name, parent_id = excluded.parent_id, role = excluded.role, selectable = excluded.selectable,
                   gone_at = NULL
               RETURNING id, uidvalidity, uidnext, highestmodseq, (xmax = 0) AS "made!""#,
            FolderId::new().0,
            watched.workspace.0,
            watched.id.0,
            folder.path,
            folder.raw_name,
            folder.delimiter.map(String::from),
            folder.name(),
            parent,
            role.map(FolderRole::as_str),
            folder.selectable,
        )
        .fetch_one(&mut *tx)
        .await?;
        changed += i32::from(row.made);
        ids.insert(folder.path.clone(), FolderId(row.id));
        if folder.selectable {
            folders.push(SyncFolder {
                id: FolderId(row.id),
                raw_name: folder.raw_name.clone(),
                role,
                uidvalidity: row.uidvalidity,
                uidnext: row.uidnext,
                highestmodseq: row.highestmodseq,
                status: folder.status,
            });
        }
    }
    let kept: Vec<Uuid> = ids.values().map(|id| id.0).collect();
    let gone = sqlx::query_scalar!(
        "UPDATE folders SET gone_at = now() WHERE mailbox_id = $1 AND id <> ALL ($2) RETURNING id",
        watched.id.0,
        &kept
    )
    .fetch_all(&mut *tx)
    .await?;
    if !gone.is_empty() {
        // Their messages lie elsewhere now, or nowhere; a folder that was renamed is found again by its messages.
        let threads = sqlx::query_scalar!(
            "DELETE FROM placements WHERE folder_id = ANY ($1) RETURNING thread_id",
            &gone
        )
        .fetch_all(&mut *tx)
        .await?;
        sqlx::query!("DELETE FROM set_aside WHERE folder_id = ANY ($1)", &gone).execute(&mut *tx).await?;
        refresh_distinct(&mut tx, watched.workspace, threads).await?;
        sqlx::query!("DELETE FROM folders WHERE id = ANY ($1)", &gone).execute(&mut *tx).await?;
    }
    if changed > 0 || !gone.is_empty() {
        events::notify(&mut tx, watched.workspace, &News::Mailbox { mailbox: watched.id }).await?;
    }
    tx.commit().await?;
    Ok(folders)
}

async fn refresh_distinct(
    tx: &mut crate::Tx,
    workspace: WorkspaceId,
    threads: Vec<Uuid>,
) -> Result<Vec<ThreadId>> {
    let distinct: HashSet<Uuid> = threads.into_iter().collect();
    let threads: Vec<ThreadId> = distinct.into_iter().map(ThreadId).collect();
    for batch in threads.chunks(1_000) {
        intake::refresh(tx, workspace, batch).await?;
    }
    Ok(threads)
}

/// One folder as it stands now.
pub async fn folder(db: &Db, watched: &Watched, folder: FolderId) -> Result<Option<SyncFolder>> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let row = sqlx::query!(
        "SELECT raw_name, role, uidvalidity, uidnext, highestmodseq FROM folders WHERE id = $1 AND mailbox_id = $2 AND gone_at IS NULL",
        folder.0,
        watched.id.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    Ok(row.map(|row| SyncFolder {
        id: folder,
        raw_name: row.raw_name,
        role: row.role.and_then(|role| role.parse().ok()),
        uidvalidity: row.uidvalidity,
        uidnext: row.uidnext,
        highestmodseq: row.highestmodseq,
        status: None,
    }))
}

/// UIDs that are stored or set aside.
pub async fn uids(db: &Db, watched: &Watched, folder: FolderId) -> Result<HashSet<u32>> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let rows = sqlx::query_scalar!(
        r#"SELECT uid AS "uid!" FROM placements WHERE folder_id = $1 AND uid IS NOT NULL
           UNION ALL SELECT uid FROM set_aside WHERE folder_id = $1"#,
        folder.0
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(rows.into_iter().filter_map(|uid| u32::try_from(uid).ok()).collect())
}

pub async fn stored_count(db: &Db, watched: &Watched, folder: FolderId) -> Result<i64> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    Ok(sqlx::query_scalar!(
        r#"SELECT (SELECT count(*) FROM placements WHERE folder_id = $1 AND uid IS NOT NULL)
                + (SELECT count(*) FROM set_aside WHERE folder_id = $1) AS "count!""#,
        folder.0
    )
    .fetch_one(&mut *tx)
    .await?)
}

/// UIDVALIDITY changed: no UID that we know means anything any more.
pub async fn forget_uids(db: &Db, watched: &Watched, folder: FolderId, validity: i64) -> Result<()> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let threads = sqlx::query_scalar!(
        "DELETE FROM placements WHERE folder_id = $1 AND uid IS NOT NULL RETURNING thread_id",
        folder.0
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query!("DELETE FROM set_aside WHERE folder_id = $1", folder.0).execute(&mut *tx).await?;
    sqlx::query!(
        "UPDATE folders SET uidvalidity = $2, uidnext = NULL, highestmodseq = NULL WHERE id = $1",
        folder.0,
        validity
    )
    .execute(&mut *tx)
    .await?;
    refresh_distinct(&mut tx, watched.workspace, threads).await?;
    tx.commit().await?;
    Ok(())
}

/// Everything below the folder's UIDNEXT was stored or set aside.
pub async fn folder_synced(
    db: &Db,
    watched: &Watched,
    folder: FolderId,
    selected: &Selected,
    server_count: u64,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    sqlx::query!(
        "UPDATE folders SET uidvalidity = $2, uidnext = $3, highestmodseq = $4, server_count = $5, last_synced_at = $6
         WHERE id = $1",
        folder.0,
        i64::from(selected.uid_validity),
        selected.uid_next.map(i64::from),
        selected.highest_modseq.and_then(|modseq| i64::try_from(modseq).ok()),
        i32::try_from(server_count).unwrap_or(i32::MAX),
        now,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

pub async fn remove_placements(db: &Db, watched: &Watched, folder: FolderId, uids: &[u32]) -> Result<()> {
    let gone: Vec<i64> = uids.iter().copied().map(i64::from).collect();
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let threads = sqlx::query_scalar!(
        "DELETE FROM placements WHERE folder_id = $1 AND uid = ANY ($2) RETURNING thread_id",
        folder.0,
        &gone
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query!("DELETE FROM set_aside WHERE folder_id = $1 AND uid = ANY ($2)", folder.0, &gone)
        .execute(&mut *tx)
        .await?;
    tell(&mut tx, watched, folder, threads).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes flags over, except where a change of ours has not reached the server yet.
pub async fn put_flags(db: &Db, watched: &Watched, folder: FolderId, updates: &[&FlagsUpdate]) -> Result<()> {
    let uids: Vec<i64> = updates.iter().map(|update| i64::from(update.uid)).collect();
    let flag = |of: fn(&FlagsUpdate) -> bool| updates.iter().map(|update| of(update)).collect::<Vec<bool>>();
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let threads = sqlx::query_scalar!(
        "UPDATE placements p SET seen = u.seen, flagged = u.flagged, answered = u.answered, draft = u.draft
         FROM unnest($2::bigint[], $3::bool[], $4::bool[], $5::bool[], $6::bool[]) AS u (uid, seen, flagged, answered, draft)
         WHERE p.folder_id = $1 AND p.uid = u.uid
           AND (p.seen, p.flagged, p.answered, p.draft) IS DISTINCT FROM (u.seen, u.flagged, u.answered, u.draft)
           AND NOT EXISTS (SELECT 1 FROM mail_operations o WHERE o.mailbox_id = p.mailbox_id
                           AND o.state IN ('waiting', 'performing') AND o.operation -> 'placements' ? p.id::text)
         RETURNING thread_id",
        folder.0,
        &uids,
        &flag(|update| update.flags.seen),
        &flag(|update| update.flags.flagged),
        &flag(|update| update.flags.answered),
        &flag(|update| update.flags.draft),
    )
    .fetch_all(&mut *tx)
    .await?;
    tell(&mut tx, watched, folder, threads).await?;
    tx.commit().await?;
    Ok(())
}

async fn tell(tx: &mut crate::Tx, watched: &Watched, folder: FolderId, threads: Vec<Uuid>) -> Result<()> {
    if threads.is_empty() {
        return Ok(());
    }
    let threads = refresh_distinct(tx, watched.workspace, threads).await?;
    let threads = if threads.len() > 50 { Vec::new() } else { threads };
    let folders = if threads.is_empty() { Vec::new() } else { vec![folder] };
    events::notify(
        tx,
        watched.workspace,
        &News::Threads { mailbox: watched.id, folders, threads, arrived: 0 },
    )
    .await
}

pub async fn folder_of_role(db: &Db, watched: &Watched, role: FolderRole) -> Result<Option<FolderId>> {
    let mut tx = db.workspace_tx(watched.workspace).await?;
    let id = sqlx::query_scalar!(
        "SELECT id FROM folders WHERE mailbox_id = $1 AND role = $2 AND gone_at IS NULL AND selectable LIMIT 1",
        watched.id.0,
        role.as_str()
    )
    .fetch_optional(&mut *tx)
    .await?;
    Ok(id.map(FolderId))
}
