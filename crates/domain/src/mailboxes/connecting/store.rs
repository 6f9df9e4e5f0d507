//! SQL of mailboxes being connected.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::mailbox::{MailboxForm, MailboxKind};
use kurier_model::{ConnectionId, MailboxId, UserId};
use serde::{Deserialize, Serialize};

/// Forms that came to nothing are forgotten after this long.
const KEPT_FOR: TimeDelta = TimeDelta::days(1);

/// A form that was kept.
pub struct Kept {
    /// Without its password.
    pub form: MailboxForm,
    pub smtp_size_limit: Option<u64>,
    /// The sealed password.
    pub secret: Vec<u8>,
    pub verified_at: Option<DateTime<Utc>>,
    /// The one whose servers these are to be.
    pub mailbox: Option<MailboxId>,
}

#[derive(Serialize, Deserialize)]
struct StoredForm {
    #[serde(flatten)]
    form: MailboxForm,
    /// Bytes, told by the SMTP server when it was tried.
    #[serde(default)]
    smtp_size_limit: Option<u64>,
}

/// Has this person connected the address already, or the workspace as a team's?
pub async fn is_connected(tx: &mut Tx, owner: UserId, kind: MailboxKind, address_key: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM mailboxes WHERE address_key = $1 AND removed_at IS NULL
                            AND (owner_id = $2 OR ($3 = 'team' AND kind = 'team'))) AS "exists!""#,
        address_key,
        owner.0,
        kind.as_str(),
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn clear_old(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM connections WHERE user_id = $1 AND created_at < $2", user.0, now - KEPT_FOR)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    id: ConnectionId,
    form: &MailboxForm,
    sealed: &[u8],
    mailbox: Option<MailboxId>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO connections (id, workspace_id, user_id, form, secret, created_at, mailbox_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        actor.workspace.0,
        actor.person()?.0,
        serde_json::to_value(StoredForm { form: form.clone(), smtp_size_limit: None })?,
        sealed,
        now,
        mailbox.map(|mailbox| mailbox.0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn find(tx: &mut Tx, user: UserId, id: ConnectionId) -> Result<Option<Kept>> {
    sqlx::query!(
        "SELECT form, secret, verified_at, mailbox_id FROM connections WHERE id = $1 AND user_id = $2",
        id.0,
        user.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(|row| kept(row.form, row.secret, row.verified_at, row.mailbox_id.map(MailboxId)))
    .transpose()
}

/// Takes the form away: it becomes a mailbox, once.
pub async fn take(tx: &mut Tx, user: UserId, id: ConnectionId) -> Result<Option<Kept>> {
    sqlx::query!(
        "DELETE FROM connections WHERE id = $1 AND user_id = $2 RETURNING form, secret, verified_at, mailbox_id",
        id.0,
        user.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(|row| kept(row.form, row.secret, row.verified_at, row.mailbox_id.map(MailboxId)))
    .transpose()
}

fn kept(
    form: serde_json::Value,
    secret: Vec<u8>,
    verified_at: Option<DateTime<Utc>>,
    mailbox: Option<MailboxId>,
) -> Result<Kept> {
    let stored: StoredForm = serde_json::from_value(form)?;
    Ok(Kept { form: stored.form, smtp_size_limit: stored.smtp_size_limit, secret, verified_at, mailbox })
}

/// Forms of everybody that came to nothing.
pub async fn clear_all_old(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM connections WHERE created_at < $1", now - KEPT_FOR).execute(&mut **tx).await?;
    Ok(())
}

/// It is another account now: its watcher has lost it, whatever it is in the middle of, and no UID means anything any more, also where
/// the new server happens to have given a folder the same UIDVALIDITY.
pub async fn begin_anew(tx: &mut Tx, mailbox: MailboxId) -> Result<()> {
    // The lease first, as its watcher does: the other way round the two wait for each other.
    sqlx::query!("DELETE FROM mailbox_leases WHERE mailbox_id = $1", mailbox.0).execute(&mut **tx).await?;
    sqlx::query!("UPDATE folders SET uidvalidity = NULL WHERE mailbox_id = $1", mailbox.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The watcher starts afresh with them.
pub async fn change_servers(tx: &mut Tx, mailbox: MailboxId, kept: &Kept, sealed: &[u8]) -> Result<()> {
    let form = &kept.form;
    sqlx::query!(
        r#"UPDATE mailboxes SET imap_host = $2, imap_port = $3, imap_security = $4, smtp_host = $5, smtp_port = $6,
               smtp_security = $7, username = $8, secret = $9, smtp_size_limit = $10, state = '{"state":"waiting"}'
           WHERE id = $1"#,
        mailbox.0,
        form.imap.host,
        i32::from(form.imap.port),
        form.imap.security.as_str(),
        form.smtp.host,
        i32::from(form.smtp.port),
        form.smtp.security.as_str(),
        form.username,
        sealed,
        kept.smtp_size_limit.and_then(|bytes| i64::try_from(bytes).ok()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn set_verified(
    tx: &mut Tx,
    id: ConnectionId,
    smtp_size_limit: Option<u64>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE connections SET verified_at = $2, form = jsonb_set(form, '{smtp_size_limit}', $3) WHERE id = $1",
        id.0,
        now,
        serde_json::to_value(smtp_size_limit)?,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn insert_mailbox(
    tx: &mut Tx,
    actor: &Actor,
    id: MailboxId,
    kept: &Kept,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    let form = &kept.form;
    sqlx::query!(
        "INSERT INTO mailboxes (id, workspace_id, owner_id, address, address_key, kind, imap_host, imap_port, imap_security,
                                smtp_host, smtp_port, smtp_security, username, secret, smtp_size_limit, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        id.0,
        actor.workspace.0,
        actor.person()?.0,
        form.address,
        kurier_model::address::address_key(&form.address),
        form.kind.as_str(),
        form.imap.host,
        i32::from(form.imap.port),
        form.imap.security.as_str(),
        form.smtp.host,
        i32::from(form.smtp.port),
        form.smtp.security.as_str(),
        form.username,
        sealed,
        kept.smtp_size_limit.and_then(|bytes| i64::try_from(bytes).ok()),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
