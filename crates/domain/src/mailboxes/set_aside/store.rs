//! SQL of what was set aside.

use crate::{db::Tx, error::Result};
use kurier_model::mailbox::SetAside;
use kurier_model::{MailboxId, SetAsideId};

pub async fn list(tx: &mut Tx, mailbox: MailboxId) -> Result<Vec<SetAside>> {
    let rows = sqlx::query!(
        "SELECT s.id, f.path, s.uid, s.reason, s.size, s.at
         FROM set_aside s JOIN folders f ON f.id = s.folder_id
         WHERE s.mailbox_id = $1 ORDER BY s.at DESC, s.id DESC LIMIT 1000",
        mailbox.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SetAside {
            id: SetAsideId(row.id),
            mailbox,
            folder_path: row.path,
            uid: u32::try_from(row.uid).unwrap_or(0),
            reason: super::kind(&row.reason),
            bytes: u64::try_from(row.size).unwrap_or(0),
            at: row.at,
        })
        .collect())
}

/// The mailbox it is from and its compressed bytes.
pub async fn raw(tx: &mut Tx, id: SetAsideId) -> Result<Option<(MailboxId, Option<Vec<u8>>)>> {
    let row = sqlx::query!("SELECT mailbox_id, raw FROM set_aside WHERE id = $1", id.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| (MailboxId(row.mailbox_id), row.raw)))
}
