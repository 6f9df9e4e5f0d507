//! SQL of the copies in Sent.

use crate::{
    db::{Db, Tx},
    error::Result,
};
use chrono::{DateTime, Utc};
use kurier_model::mailbox::Trouble;
use kurier_model::{MailboxId, OutboxId, WorkspaceId};

/// A copy that is due.
#[derive(Clone, Debug)]
pub struct Copy {
    pub id: OutboxId,
    pub workspace: WorkspaceId,
    pub mailbox: MailboxId,
    pub message_id: String,
    pub mime: Vec<u8>,
    pub sent_at: DateTime<Utc>,
    pub attempt: u32,
    /// The server's name of the Sent folder, when it is known.
    pub folder: Option<String>,
}

/// Takes a copy that is due; nobody else gets it before `until`.
pub async fn claim(
    db: &Db,
    workspace: WorkspaceId,
    id: OutboxId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Copy>> {
    let mut tx = db.workspace_tx(workspace).await?;
    let row = sqlx::query!(
        r#"UPDATE outbox o SET sent_copy_attempts = sent_copy_attempts + 1, sent_copy_after = $3
           WHERE o.id = $1 AND state = 'sent' AND sent_copy = 'pending' AND sent_copy_after <= $2
           RETURNING o.mailbox_id, o.message_id, o.mime, o.finished_at, o.sent_copy_attempts,
                     (SELECT f.raw_name FROM folders f
                      WHERE f.mailbox_id = o.mailbox_id AND f.role = 'sent' AND f.selectable AND f.gone_at IS NULL
                      ORDER BY f.path LIMIT 1) AS "folder?""#,
        id.0,
        now,
        until,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(row.map(|row| Copy {
        id,
        workspace,
        mailbox: MailboxId(row.mailbox_id),
        message_id: row.message_id,
        mime: row.mime,
        sent_at: row.finished_at.unwrap_or(now),
        attempt: u32::try_from(row.sent_copy_attempts).unwrap_or_default(),
        folder: row.folder,
    }))
}

/// When a copy is due that is still to be made.
pub async fn due(db: &Db, workspace: WorkspaceId, id: OutboxId) -> Result<Option<DateTime<Utc>>> {
    let mut tx = db.workspace_tx(workspace).await?;
    Ok(sqlx::query_scalar!(
        "SELECT sent_copy_after FROM outbox WHERE id = $1 AND state = 'sent' AND sent_copy = 'pending'",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?)
}

/// Done; the mailbox is looked at soon, so that the copy appears in its thread.
pub async fn done(tx: &mut Tx, copy: &Copy, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE outbox SET sent_copy = 'done', sent_copy_failure = NULL WHERE id = $1 AND sent_copy = 'pending'",
        copy.id.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("UPDATE mailboxes SET sync_requested_at = $2 WHERE id = $1", copy.mailbox.0, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Another try at `next`; without one it is given up. Its author sees either.
pub async fn not_done(
    tx: &mut Tx,
    copy: &Copy,
    trouble: &Trouble,
    next: Option<DateTime<Utc>>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE outbox SET sent_copy_after = coalesce($2, sent_copy_after), sent_copy_failure = $3,
                sent_copy = CASE WHEN $2::timestamptz IS NULL THEN 'failed' ELSE 'pending' END
         WHERE id = $1 AND sent_copy = 'pending'",
        copy.id.0,
        next,
        serde_json::to_value(trouble)?,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// It was not tried, and is looked at again at `next`.
pub async fn hold(tx: &mut Tx, copy: &Copy, next: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE outbox SET sent_copy_after = $2, sent_copy_attempts = sent_copy_attempts - 1
         WHERE id = $1 AND sent_copy = 'pending'",
        copy.id.0,
        next,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// There is no Sent any more.
pub async fn unneeded(db: &Db, copy: &Copy) -> Result<()> {
    let mut tx = db.workspace_tx(copy.workspace).await?;
    sqlx::query!(
        "UPDATE outbox SET sent_copy = 'unneeded', sent_copy_failure = NULL WHERE id = $1",
        copy.id.0
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}
