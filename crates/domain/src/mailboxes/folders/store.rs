//! SQL of changes to the folder tree.

use crate::wishes::Place;
use crate::{
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::mailbox::FolderRole;
use kurier_model::{FolderId, MailboxId, MessageId, PlacementId, ThreadId, WorkspaceId};

/// A folder as the server and we know it.
#[derive(Clone, Debug)]
pub struct StoredFolder {
    pub id: FolderId,
    pub mailbox: MailboxId,
    pub parent: Option<FolderId>,
    pub path: String,
    pub raw_name: String,
    pub delimiter: Option<String>,
    pub name: String,
    pub role: Option<FolderRole>,
}

macro_rules! stored {
    ($row:expr) => {
        StoredFolder {
            id: FolderId($row.id),
            mailbox: MailboxId($row.mailbox_id),
            parent: $row.parent_id.map(FolderId),
            path: $row.path,
            raw_name: $row.raw_name,
            delimiter: $row.delimiter,
            name: $row.name,
            role: $row.role.and_then(|role| role.parse().ok()),
        }
    };
}

pub async fn find(tx: &mut Tx, id: FolderId) -> Result<Option<StoredFolder>> {
    let row = sqlx::query!(
        "SELECT id, mailbox_id, parent_id, path, raw_name, delimiter, name, role
         FROM folders WHERE id = $1 AND gone_at IS NULL AND deletion_wanted_at IS NULL",
        id.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| stored!(row)))
}

pub async fn with_role(tx: &mut Tx, mailbox: MailboxId, role: FolderRole) -> Result<Option<StoredFolder>> {
    let row = sqlx::query!(
        "SELECT id, mailbox_id, parent_id, path, raw_name, delimiter, name, role
         FROM folders WHERE mailbox_id = $1 AND role = $2 AND gone_at IS NULL AND deletion_wanted_at IS NULL
         ORDER BY path LIMIT 1",
        mailbox.0,
        role.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| stored!(row)))
}

/// The folder and all below it, parents first. `below` is its raw name with the delimiter.
pub async fn with_below(
    tx: &mut Tx,
    mailbox: MailboxId,
    raw_name: &str,
    below: Option<&str>,
) -> Result<Vec<StoredFolder>> {
    let rows = sqlx::query!(
        "SELECT id, mailbox_id, parent_id, path, raw_name, delimiter, name, role
         FROM folders WHERE mailbox_id = $1 AND gone_at IS NULL AND deletion_wanted_at IS NULL AND (raw_name = $2 OR starts_with(raw_name, $3)) ORDER BY path",
        mailbox.0,
        raw_name,
        below.unwrap_or(raw_name),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| stored!(row))
        .filter(|folder: &StoredFolder| below.is_some() || folder.raw_name == raw_name)
        .collect())
}

/// Whether every other folder of the mailbox (there is at least one) lies below its inbox.
pub async fn all_below(tx: &mut Tx, inbox: &StoredFolder) -> Result<bool> {
    let Some(delimiter) = &inbox.delimiter else { return Ok(false) };
    let row = sqlx::query!(
        r#"SELECT count(*) AS "others!", count(*) FILTER (WHERE NOT starts_with(path, $3)) AS "outside!"
           FROM folders WHERE mailbox_id = $1 AND gone_at IS NULL AND id <> $2"#,
        inbox.mailbox.0,
        inbox.id.0,
        format!("{}{delimiter}", inbox.path),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.others > 0 && row.outside == 0)
}

/// Whether a folder reads like this already, there where the new one is to lie.
pub async fn exists(tx: &mut Tx, mailbox: MailboxId, parent: Option<FolderId>, name: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM folders WHERE mailbox_id = $1 AND parent_id IS NOT DISTINCT FROM $2 AND name = $3
                          AND gone_at IS NULL) AS "exists!""#,
        mailbox.0,
        parent.map(|id| id.0),
        name,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// The watcher may have seen the new folder before us, and an old one of this name may have been here: then its row is used.
pub async fn insert(tx: &mut Tx, workspace: WorkspaceId, folder: &StoredFolder) -> Result<FolderId> {
    let id = sqlx::query_scalar!(
        "INSERT INTO folders (id, workspace_id, mailbox_id, path, raw_name, delimiter, name, parent_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (mailbox_id, raw_name) DO UPDATE SET gone_at = NULL, deletion_wanted_at = NULL, deletion_refused = NULL,
             selectable = true
         RETURNING id",
        folder.id.0,
        workspace.0,
        folder.mailbox.0,
        folder.path,
        folder.raw_name,
        folder.delimiter,
        folder.name,
        folder.parent.map(|id| id.0),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(FolderId(id))
}

/// `None`: the server has refused it.
pub async fn want_raw_name(tx: &mut Tx, id: FolderId, raw_name: Option<&str>) -> Result<()> {
    sqlx::query!("UPDATE folders SET wanted_raw_name = $2 WHERE id = $1", id.0, raw_name)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A row of that raw name that is gone (or that the watcher made a moment ago) makes room.
pub async fn set_path(tx: &mut Tx, id: FolderId, path: &str, raw_name: &str, name: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE folders SET raw_name = raw_name || ' ' || id::text, gone_at = coalesce(gone_at, now())
         WHERE raw_name = $2 AND id <> $1 AND mailbox_id = (SELECT mailbox_id FROM folders WHERE id = $1)",
        id.0,
        raw_name,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE folders SET path = $2, raw_name = $3, name = $4, wanted_raw_name = NULL WHERE id = $1",
        id.0,
        path,
        raw_name,
        name
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match error {
        // The watcher saw the new name at this very moment: its row is there the next time.
        sqlx::Error::Database(refused) if refused.is_unique_violation() => Error::Crossed,
        other => other.into(),
    })?;
    Ok(())
}

/// Out of sight, and deleted by the watcher when it is empty. The lock waits for whoever is putting mail into it.
pub async fn want_deleted(tx: &mut Tx, id: FolderId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("SELECT id FROM folders WHERE id = $1 FOR UPDATE", id.0).fetch_optional(&mut **tx).await?;
    sqlx::query!(
        "UPDATE folders SET deletion_wanted_at = $2, deletion_refused = NULL WHERE id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn dismiss_kept(tx: &mut Tx, id: FolderId) -> Result<()> {
    sqlx::query!("UPDATE folders SET deletion_refused = NULL WHERE id = $1", id.0).execute(&mut **tx).await?;
    Ok(())
}

pub async fn threads_shown_in(tx: &mut Tx, folder: FolderId) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!("SELECT thread_id FROM thread_folders WHERE folder_id = $1", folder.0)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// What is shown in the folder. What lies there and is wanted elsewhere is on its way already.
pub async fn shown_in(tx: &mut Tx, folder: FolderId) -> Result<Vec<Place>> {
    let rows = sqlx::query!(
        "SELECT id, message_id, thread_id FROM placements
         WHERE (folder_id = $1 AND wanted_folder_id IS NULL) OR wanted_folder_id = $1",
        folder.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Place {
            placement: PlacementId(row.id),
            message: MessageId(row.message_id),
            thread: ThreadId(row.thread_id),
            folder,
        })
        .collect())
}
