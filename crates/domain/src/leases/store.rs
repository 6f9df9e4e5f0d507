//! SQL of leases.

use super::{LASTS, Lease};
use crate::{
    db::{Db, Tx},
    error::Result,
};
use kurier_model::{MailboxId, WorkspaceId};

/// Whether the lease holds; its row stays as it is until the transaction ends. `KEY SHARE` lets it be renewed meanwhile
/// (an UPDATE of other columns), and keeps it from being taken away (a DELETE).
pub async fn is_held(tx: &mut Tx, lease: &Lease) -> Result<bool> {
    let held = sqlx::query_scalar!(
        "SELECT 1 FROM mailbox_leases WHERE mailbox_id = $1 AND holder = $2 AND expires_at > now() FOR KEY SHARE",
        lease.mailbox.0,
        lease.holder,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(held.is_some())
}

/// Takes mailboxes that nobody watches. One of which the last holder is in the middle of a transaction is left for later,
/// one that waits for its password is left alone unless it is named.
pub async fn claim(db: &Db, holder: &str, only: Option<MailboxId>, limit: i64) -> Result<Vec<Lease>> {
    let mut tx = db.system_tx().await?;
    let only = only.map(|mailbox| mailbox.0);
    sqlx::query!(
        "DELETE FROM mailbox_leases WHERE mailbox_id IN (
             SELECT mailbox_id FROM mailbox_leases WHERE expires_at <= now() AND ($1::uuid IS NULL OR mailbox_id = $1)
             FOR UPDATE SKIP LOCKED)",
        only,
    )
    .execute(&mut *tx)
    .await?;
    let rows = sqlx::query!(
        "INSERT INTO mailbox_leases (mailbox_id, workspace_id, holder, expires_at)
         SELECT m.id, m.workspace_id, $1, now() + make_interval(secs => $4) FROM mailboxes m
         WHERE m.removed_at IS NULL
           AND CASE WHEN $2::uuid IS NULL THEN m.state ->> 'state' NOT IN ('paused', 'needs_password') ELSE m.id = $2 END
           AND NOT EXISTS (SELECT 1 FROM mailbox_leases o WHERE o.mailbox_id = m.id)
         ORDER BY m.sync_finished_at NULLS FIRST LIMIT $3 FOR KEY SHARE OF m SKIP LOCKED
         ON CONFLICT (mailbox_id) DO NOTHING
         RETURNING mailbox_id, workspace_id",
        holder,
        only,
        limit,
        LASTS.as_secs_f64(),
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

pub async fn renew(db: &Db, holder: &str) -> Result<Vec<MailboxId>> {
    let mut tx = db.system_tx().await?;
    let kept = sqlx::query_scalar!(
        "UPDATE mailbox_leases SET expires_at = now() + make_interval(secs => $2)
         WHERE holder = $1 AND expires_at > now() RETURNING mailbox_id",
        holder,
        LASTS.as_secs_f64()
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

pub async fn end_all(db: &Db, holder: &str) -> Result<()> {
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
