//! SQL of leases. Their times are the database's, so that workers' clocks need not agree.

use super::{LEASE_LIFETIME, Lease};
use crate::{Result, Tx};
use kurier_model::{MailboxId, WorkspaceId};

const LIFETIME_SECONDS: f64 = LEASE_LIFETIME.as_secs() as f64;

pub async fn take(tx: &mut Tx, holder: &str, most: u32) -> Result<Vec<Lease>> {
    let rows = sqlx::query!(
        "WITH free AS (
             SELECT m.id, m.workspace_id FROM mailboxes m
             WHERE m.removed_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM mailbox_leases l WHERE l.mailbox_id = m.id AND l.expires_at > now())
             ORDER BY m.id LIMIT $3 FOR UPDATE OF m SKIP LOCKED)
         INSERT INTO mailbox_leases AS l (mailbox_id, workspace_id, holder, expires_at)
         SELECT id, workspace_id, $1, now() + make_interval(secs => $2) FROM free
         ON CONFLICT (mailbox_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
         WHERE l.expires_at <= now()
         RETURNING l.mailbox_id, l.workspace_id",
        holder,
        LIFETIME_SECONDS,
        i64::from(most),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Lease { mailbox: MailboxId(row.mailbox_id), workspace: WorkspaceId(row.workspace_id) })
        .collect())
}

pub async fn take_one(tx: &mut Tx, holder: &str, mailbox: MailboxId) -> Result<Option<Lease>> {
    let row = sqlx::query!(
        "INSERT INTO mailbox_leases AS l (mailbox_id, workspace_id, holder, expires_at)
         SELECT id, workspace_id, $1, now() + make_interval(secs => $2) FROM mailboxes WHERE id = $3 AND removed_at IS NULL
         ON CONFLICT (mailbox_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
         WHERE l.expires_at <= now() OR l.holder = excluded.holder
         RETURNING l.mailbox_id, l.workspace_id",
        holder,
        LIFETIME_SECONDS,
        mailbox.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Lease { mailbox: MailboxId(row.mailbox_id), workspace: WorkspaceId(row.workspace_id) }))
}

/// A lease that ran out is still renewed when nobody took it meanwhile.
pub async fn renew(tx: &mut Tx, holder: &str) -> Result<Vec<Lease>> {
    sqlx::query!(
        "DELETE FROM mailbox_leases l USING mailboxes m
         WHERE m.id = l.mailbox_id AND l.holder = $1 AND m.removed_at IS NOT NULL",
        holder,
    )
    .execute(&mut **tx)
    .await?;
    let rows = sqlx::query!(
        "UPDATE mailbox_leases SET expires_at = now() + make_interval(secs => $2) WHERE holder = $1
         RETURNING mailbox_id, workspace_id",
        holder,
        LIFETIME_SECONDS,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Lease { mailbox: MailboxId(row.mailbox_id), workspace: WorkspaceId(row.workspace_id) })
        .collect())
}

pub async fn release(tx: &mut Tx, holder: &str, mailbox: MailboxId) -> Result<()> {
    sqlx::query!("DELETE FROM mailbox_leases WHERE mailbox_id = $1 AND holder = $2", mailbox.0, holder)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
