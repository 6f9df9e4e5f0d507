//! SQL of folders that a person wants deleted.

use crate::sync::Watched;
use crate::{db::Db, error::Result, events};
use kurier_model::{FolderId, live::News, wish::FolderKept};

/// A folder that a person wants deleted.
pub struct ToDelete {
    pub id: FolderId,
    pub selectable: bool,
    /// Something is still wanted of mail that lies in it, or that is to go there.
    pub open_wishes: bool,
}

pub async fn to_delete(db: &Db, watched: &Watched) -> Result<Vec<ToDelete>> {
    let mut tx = watched.tx(db).await?;
    let rows = sqlx::query!(
        r#"SELECT f.id, f.selectable,
                  EXISTS (SELECT 1 FROM placements p WHERE p.mailbox_id = f.mailbox_id AND p.wish_due IS NOT NULL
                          AND (p.folder_id = f.id OR p.wanted_folder_id = f.id)) AS "open_wishes!"
           FROM folders f WHERE f.mailbox_id = $1 AND f.deletion_wanted_at IS NOT NULL AND f.gone_at IS NULL
           ORDER BY f.path DESC"#,
        watched.lease.mailbox.0
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ToDelete {
            id: FolderId(row.id),
            selectable: row.selectable,
            open_wishes: row.open_wishes,
        })
        .collect())
}

/// The folder stays, and is shown again.
pub async fn keep(db: &Db, watched: &Watched, folder: FolderId, why: &FolderKept) -> Result<()> {
    let mut tx = watched.tx(db).await?;
    sqlx::query!(
        "UPDATE folders SET deletion_wanted_at = NULL, deletion_refused = $2 WHERE id = $1",
        folder.0,
        serde_json::to_value(why)?
    )
    .execute(&mut *tx)
    .await?;
    let news = News::Mailbox { mailbox: watched.lease.mailbox };
    events::notify(&mut tx, watched.lease.workspace, &news).await?;
    Ok(tx.commit().await?)
}
