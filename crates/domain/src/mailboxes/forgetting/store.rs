//! SQL of forgetting mailboxes.

use crate::{db::Tx, error::Result};
use kurier_model::MailboxId;
use uuid::Uuid;

pub async fn is_removed(tx: &mut Tx, mailbox: MailboxId) -> Result<bool> {
    let removed = sqlx::query_scalar!(
        r#"SELECT removed_at IS NOT NULL AS "removed!" FROM mailboxes WHERE id = $1 FOR UPDATE"#,
        mailbox.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(removed.unwrap_or(false))
}

pub async fn messages(tx: &mut Tx, mailbox: MailboxId, limit: i64) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!("SELECT id FROM messages WHERE mailbox_id = $1 LIMIT $2", mailbox.0, limit)
        .fetch_all(&mut **tx)
        .await?)
}

/// The row, and what still hangs on it.
pub async fn forget(tx: &mut Tx, mailbox: MailboxId) -> Result<()> {
    // A draft may have been moved to another mailbox after it was sent from this one, and the other way round.
    sqlx::query!(
        "DELETE FROM outbox WHERE mailbox_id = $1 OR draft_id IN (SELECT id FROM drafts WHERE mailbox_id = $1)",
        mailbox.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("DELETE FROM mailboxes WHERE id = $1", mailbox.0).execute(&mut **tx).await?;
    Ok(())
}
