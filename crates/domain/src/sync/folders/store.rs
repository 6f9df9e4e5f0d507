//! SQL of the folder tree as the watcher sees it.

use super::SyncFolder;
use crate::sync::Watched;
use crate::{
    db::{Db, Tx},
    error::{Error, Result, again},
    events, wishes,
};
use kurier_mail::imap::Folder as ServerFolder;
use kurier_model::{
    FolderId, MessageId, ThreadId,
    live::News,
    mailbox::{FolderRole, Trouble},
    wish::RefusalReason,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The folders that we have rows of, with their raw names at one moment.
#[derive(Debug)]
pub struct Known {
    ids: Vec<Uuid>,
    raw_names: Vec<String>,
}

pub async fn known(db: &Db, watched: &Watched) -> Result<Known> {
    let mut tx = watched.tx(db).await?;
    let rows = sqlx::query!(
        "SELECT id, raw_name FROM folders WHERE mailbox_id = $1 ORDER BY id",
        watched.lease.mailbox.0
    )
    .fetch_all(&mut *tx)
    .await?;
    let (ids, raw_names) = rows.into_iter().map(|row| (row.id, row.raw_name)).unzip();
    Ok(Known { ids, raw_names })
}

/// Makes the tree the server's. `listed` has parents before children; of the `known` rows those that are not listed go. Rows that
/// are right are not touched. `None`: a folder was renamed since `known` was read, so what was listed may be older.
pub async fn put(
    db: &Db,
    watched: &Watched,
    known: &Known,
    listed: &[ServerFolder],
) -> Result<Option<Vec<SyncFolder>>> {
    let raw_names: Vec<String> = listed.iter().map(|folder| folder.raw_name.clone()).collect();
    again(|| async {
        let mut tx = watched.tx(db).await?;
        if is_renamed(&mut tx, watched, known).await? {
            return Ok(None);
        }
        follow_renamed(&mut tx, watched, &raw_names).await?;
        follow_respelled(&mut tx, watched, listed).await?;
        let mut ids: HashMap<&str, FolderId> = HashMap::new();
        let mut folders = Vec::new();
        let mut changed = false;
        for folder in listed {
            let parent = folder.parent().and_then(|parent| ids.get(parent)).copied();
            changed |= put_one(&mut tx, watched, folder, parent).await?;
            let row = as_kept(&mut tx, watched, folder).await?;
            ids.insert(&folder.raw_name, row.id);
            if folder.selectable {
                folders.push(row);
            }
        }
        let kept: Vec<Uuid> = ids.values().map(|id| id.0).collect();
        let gone = unlisted(&mut tx, watched, known, &kept).await?;
        if changed {
            let news = News::Mailbox { mailbox: watched.lease.mailbox };
            events::notify(&mut tx, watched.lease.workspace, &news).await?;
        }
        tx.commit().await?;
        for (folder, raw_name) in gone {
            end(db, watched, folder, Some(&raw_name)).await?;
        }
        Ok(Some(folders))
    })
    .await
}

async fn is_renamed(tx: &mut Tx, watched: &Watched, known: &Known) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM folders f JOIN unnest($2::uuid[], $3::text[]) AS k (id, raw_name) ON k.id = f.id
                          WHERE f.mailbox_id = $1 AND f.raw_name <> k.raw_name) AS "renamed!""#,
        watched.lease.mailbox.0,
        &known.ids,
        &known.raw_names
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// A folder that a person is renaming, and of which the server has only the new name, is still the same.
async fn follow_renamed(tx: &mut Tx, watched: &Watched, listed: &[String]) -> Result<()> {
    sqlx::query!(
        "UPDATE folders f SET raw_name = f.wanted_raw_name, wanted_raw_name = NULL
         WHERE f.mailbox_id = $1 AND f.wanted_raw_name = ANY ($2) AND f.raw_name <> ALL ($2) AND f.gone_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM folders o WHERE o.mailbox_id = f.mailbox_id AND o.id <> f.id
                           AND f.wanted_raw_name IN (o.raw_name, o.wanted_raw_name))",
        watched.lease.mailbox.0,
        listed
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A server may keep a name otherwise than it was given. The only folder that is not listed, and the only one listed that we do not
/// know, are the same when they read alike.
async fn follow_respelled(tx: &mut Tx, watched: &Watched, listed: &[ServerFolder]) -> Result<()> {
    let raw_names: Vec<String> = listed.iter().map(|folder| folder.raw_name.clone()).collect();
    let paths: Vec<String> = listed.iter().map(|folder| folder.path.clone()).collect();
    sqlx::query!(
        "WITH unlisted AS (
             SELECT path, min(id::text)::uuid AS id FROM folders
             WHERE mailbox_id = $1 AND gone_at IS NULL AND raw_name <> ALL ($2) GROUP BY path HAVING count(*) = 1
         ), unknown AS (
             SELECT l.path, min(l.raw_name) AS raw_name FROM unnest($2::text[], $3::text[]) AS l (raw_name, path)
             WHERE NOT EXISTS (SELECT 1 FROM folders o WHERE o.mailbox_id = $1 AND o.raw_name = l.raw_name)
             GROUP BY l.path HAVING count(*) = 1
         )
         UPDATE folders f SET raw_name = k.raw_name FROM unlisted u JOIN unknown k ON k.path = u.path WHERE f.id = u.id",
        watched.lease.mailbox.0,
        &raw_names,
        &paths
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether anything about the folder was not as the server says.
async fn put_one(
    tx: &mut Tx,
    watched: &Watched,
    folder: &ServerFolder,
    parent: Option<FolderId>,
) -> Result<bool> {
    let changed = sqlx::query!(
        "INSERT INTO folders AS f (id, workspace_id, mailbox_id, path, raw_name, delimiter, name, parent_id, role, selectable)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (mailbox_id, raw_name) DO UPDATE SET path = excluded.path, delimiter = excluded.delimiter,
             name = excluded.name, parent_id = excluded.parent_id, role = excluded.role, selectable = excluded.selectable,
             gone_at = NULL
         WHERE (f.path, f.delimiter, f.name, f.parent_id, f.role, f.selectable, f.gone_at) IS DISTINCT FROM
               (excluded.path, excluded.delimiter, excluded.name, excluded.parent_id, excluded.role, excluded.selectable, NULL)",
        FolderId::new().0,
        watched.lease.workspace.0,
        watched.lease.mailbox.0,
        folder.path,
        folder.raw_name,
        folder.delimiter.map(String::from),
        folder.name(),
        parent.map(|id| id.0),
        folder.role.map(FolderRole::as_str),
        folder.selectable,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// A folder that the server has just listed, with what we know of it.
async fn as_kept(tx: &mut Tx, watched: &Watched, folder: &ServerFolder) -> Result<SyncFolder> {
    let row = sqlx::query!(
        r#"SELECT id, uidvalidity, uidnext, first_missing, highestmodseq, flags_below,
                          trouble IS NULL AND waiting = 0 AND first_missing IS NULL AND stored + (SELECT count(*) FROM set_aside s WHERE s.folder_id = f.id)
                              = server_count AS "in_order!"
                   FROM folders f WHERE mailbox_id = $1 AND raw_name = $2"#,
        watched.lease.mailbox.0,
        folder.raw_name
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(SyncFolder {
        id: FolderId(row.id),
        raw_name: folder.raw_name.clone(),
        role: folder.role,
        uidvalidity: row.uidvalidity,
        uidnext: row.uidnext,
        first_missing: row.first_missing,
        highestmodseq: row.highestmodseq,
        flags_below: row.flags_below,
        in_order: row.in_order,
        status: folder.status,
    })
}

/// Of the known folders, under their known names, those that are not among the `kept`.
async fn unlisted(
    tx: &mut Tx,
    watched: &Watched,
    known: &Known,
    kept: &[Uuid],
) -> Result<Vec<(FolderId, String)>> {
    let rows = sqlx::query!(
        r#"SELECT f.id, f.raw_name FROM folders f
               JOIN unnest($2::uuid[], $3::text[]) AS k (id, raw_name) ON k.id = f.id AND k.raw_name = f.raw_name
               WHERE f.mailbox_id = $1 AND f.id <> ALL ($4) ORDER BY f.id"#,
        watched.lease.mailbox.0,
        &known.ids,
        &known.raw_names,
        kept
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (FolderId(row.id), row.raw_name)).collect())
}

/// A folder that the server has no more. Its messages lie elsewhere now, or nowhere (one that was renamed is found again by its
/// messages); what was to go there stays where it is, and the person is told. Not done when it has another raw name meanwhile.
pub async fn end(db: &Db, watched: &Watched, folder: FolderId, raw_name: Option<&str>) -> Result<()> {
    again(|| async {
        let mut tx = watched.tx(db).await?;
        // Threads come before folders, as everywhere.
        let found = concerned(&mut tx, folder).await?;
        let locked: HashSet<MessageId> = found.iter().map(|one| one.message).collect();
        let pairs = found.iter().map(|one| (one.thread, one.message));
        let change = super::super::store::change(&mut tx, watched, pairs).await?;
        // From here on nobody wishes anything into it: what would still want to go there would lose its wish with the row.
        let found = sqlx::query_scalar!("SELECT raw_name FROM folders WHERE id = $1 FOR UPDATE", folder.0)
            .fetch_optional(&mut *tx)
            .await?;
        if raw_name.is_some() && found.as_deref() != raw_name {
            return Ok(());
        }
        // As it is now: somebody may have wished for another folder, or for this one, while this waited.
        let found = concerned(&mut tx, folder).await?;
        if found.iter().any(|one| !locked.contains(&one.message)) {
            return Err(Error::Crossed);
        }
        let on_the_way: Vec<Uuid> =
            found.iter().filter(|one| !one.lies_here).map(|one| one.placement).collect();
        wishes::store::refuse(&mut tx, &on_the_way, RefusalReason::FolderGone, "").await?;
        let here: Vec<Uuid> = found.iter().filter(|one| one.lies_here).map(|one| one.placement).collect();
        wishes::store::keep(&mut tx, &here).await?;
        sqlx::query!("DELETE FROM placements WHERE folder_id = $1", folder.0).execute(&mut *tx).await?;
        let messages: Vec<MessageId> = found.iter().map(|one| one.message).collect();
        wishes::store::hand_over(&mut tx, &messages).await?;
        sqlx::query!("DELETE FROM set_aside WHERE folder_id = $1", folder.0).execute(&mut *tx).await?;
        super::super::store::tell(&mut tx, watched, folder, change).await?;
        sqlx::query!("DELETE FROM folders WHERE id = $1", folder.0).execute(&mut *tx).await?;
        events::notify(&mut tx, watched.lease.workspace, &News::Mailbox { mailbox: watched.lease.mailbox })
            .await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// A placement that ends with a folder, or its wish to go there.
struct Concerned {
    placement: Uuid,
    thread: ThreadId,
    message: MessageId,
    lies_here: bool,
}

async fn concerned(tx: &mut Tx, folder: FolderId) -> Result<Vec<Concerned>> {
    let rows = sqlx::query!(
        "SELECT id, thread_id, message_id, folder_id = $1 AS \"lies_here!\" FROM placements
         WHERE folder_id = $1 OR wanted_folder_id = $1",
        folder.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Concerned {
            placement: row.id,
            thread: ThreadId(row.thread_id),
            message: MessageId(row.message_id),
            lies_here: row.lies_here,
        })
        .collect())
}

/// One folder as it stands now.
pub async fn folder(db: &Db, watched: &Watched, folder: FolderId) -> Result<Option<SyncFolder>> {
    let mut tx = watched.tx(db).await?;
    let row = sqlx::query!(
        "SELECT raw_name, role, uidvalidity, uidnext, first_missing, highestmodseq, flags_below FROM folders
         WHERE id = $1 AND mailbox_id = $2 AND gone_at IS NULL",
        folder.0,
        watched.lease.mailbox.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    Ok(row.map(|row| SyncFolder {
        id: folder,
        raw_name: row.raw_name,
        role: row.role.and_then(|role| role.parse().ok()),
        uidvalidity: row.uidvalidity,
        uidnext: row.uidnext,
        first_missing: row.first_missing,
        highestmodseq: row.highestmodseq,
        flags_below: row.flags_below,
        in_order: false,
        status: None,
    }))
}

pub async fn of_role(db: &Db, watched: &Watched, role: FolderRole) -> Result<Option<FolderId>> {
    let mut tx = watched.tx(db).await?;
    let id = sqlx::query_scalar!(
        "SELECT id FROM folders WHERE mailbox_id = $1 AND role = $2 AND gone_at IS NULL AND selectable LIMIT 1",
        watched.lease.mailbox.0,
        role.as_str()
    )
    .fetch_optional(&mut *tx)
    .await?;
    Ok(id.map(FolderId))
}

/// Why a folder could not be opened; `None`: it can be.
pub async fn put_trouble(
    db: &Db,
    watched: &Watched,
    folder: FolderId,
    trouble: Option<&Trouble>,
) -> Result<()> {
    let mut tx = watched.tx(db).await?;
    let trouble = trouble.map(serde_json::to_value).transpose()?;
    sqlx::query!(
        "UPDATE folders SET trouble = $2 WHERE id = $1 AND trouble IS DISTINCT FROM $2",
        folder.0,
        trouble
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// The server said that nothing has happened in these folders.
pub async fn seen_unchanged(
    db: &Db,
    watched: &Watched,
    folders: &[FolderId],
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    if folders.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = folders.iter().map(|folder| folder.0).collect();
    again(|| async {
        let mut tx = watched.tx(db).await?;
        sqlx::query!("UPDATE folders SET last_synced_at = $2 WHERE id = ANY ($1)", &ids, now)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// How far the comparison of flags has come, for a folder whose changes are not numbered.
pub async fn put_flags_below(db: &Db, watched: &Watched, folder: FolderId, below: Option<u32>) -> Result<()> {
    let mut tx = watched.tx(db).await?;
    sqlx::query!("UPDATE folders SET flags_below = $2 WHERE id = $1", folder.0, below.map(i64::from))
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Folders of which the counts differ from the server's, or that could not be opened.
pub async fn not_in_order(db: &Db, watched: &Watched) -> Result<u32> {
    let mut tx = watched.tx(db).await?;
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM folders f
           WHERE f.mailbox_id = $1 AND f.gone_at IS NULL AND f.selectable
             AND (f.trouble IS NOT NULL OR f.waiting <> 0 OR f.first_missing IS NOT NULL
                  OR f.stored + (SELECT count(*) FROM set_aside s WHERE s.folder_id = f.id) <> f.server_count)"#,
        watched.lease.mailbox.0
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
