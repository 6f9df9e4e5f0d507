//! SQL of mailboxes and their folder lists.

use super::Access;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::mailbox::{Folder, Mailbox, MailboxSettings, MailboxState, Server};
use kurier_model::{FolderId, MailboxId, UserId, WorkspaceId};
use std::collections::HashMap;

/// Every folder that can be opened is looked at once a minute.
const LATELY: TimeDelta = TimeDelta::minutes(10);

/// Mailboxes that the actor may see, without their folders.
pub async fn visible(tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<Vec<Mailbox>> {
    sqlx::query!(
        "SELECT m.id, m.address, m.kind, m.owner_id, u.name AS owner_name, m.state,
                (SELECT min(f.last_synced_at) FROM folders f
                 WHERE f.mailbox_id = m.id AND f.selectable AND f.gone_at IS NULL AND f.trouble IS NULL) AS looked_at
         FROM mailboxes m JOIN users u ON u.id = m.owner_id
         WHERE may_see(m.id, $1)
         ORDER BY m.kind, m.address_key, m.id",
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(|row| {
        let access = Access { owner: UserId(row.owner_id), kind: row.kind.parse().map_err(Error::Internal)? };
        Ok(Mailbox {
            id: MailboxId(row.id),
            address: row.address,
            kind: access.kind,
            owner: access.owner,
            owner_name: row.owner_name,
            may_manage: access.may_manage(actor),
            state: state(row.state, row.looked_at, now),
            folders: Vec::new(),
            refusals: Vec::new(),
        })
    })
    .collect()
}

/// A state that a later version wrote is shown as waiting, not as an error of the whole page. "All is well" is believed as long as every
/// folder was looked at lately: a worker that is gone, or stuck, says nothing else.
pub fn state(
    stored: serde_json::Value,
    looked_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> MailboxState {
    let stored = serde_json::from_value(stored).unwrap_or(MailboxState::Waiting);
    let says_well = matches!(stored, MailboxState::Idle | MailboxState::Incomplete { .. });
    match looked_at {
        Some(since) if says_well && now - since > LATELY => MailboxState::Unwatched { since },
        _ => stored,
    }
}

/// Mailboxes that are said to be well and were not looked at lately (see [`state`]).
pub async fn unwatched(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<(WorkspaceId, MailboxId)>> {
    let rows = sqlx::query!(
        "SELECT m.workspace_id, m.id FROM mailboxes m
         WHERE m.removed_at IS NULL AND m.state ->> 'state' IN ('idle', 'incomplete')
           AND (SELECT min(f.last_synced_at) FROM folders f
                WHERE f.mailbox_id = m.id AND f.selectable AND f.gone_at IS NULL AND f.trouble IS NULL) < $1",
        now - LATELY,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (WorkspaceId(row.workspace_id), MailboxId(row.id))).collect())
}

/// The folders of these mailboxes that are on the server, in the order of their raw names.
pub async fn folders(tx: &mut Tx, mailboxes: &[MailboxId]) -> Result<HashMap<MailboxId, Vec<Folder>>> {
    let ids: Vec<_> = mailboxes.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "SELECT id, mailbox_id, parent_id, name, path, role, selectable, unread, total, deletion_refused
         FROM folders WHERE mailbox_id = ANY ($1) AND gone_at IS NULL AND deletion_wanted_at IS NULL
         ORDER BY convert_to(raw_name, 'UTF8')",
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: HashMap<MailboxId, Vec<Folder>> = HashMap::new();
    for row in rows {
        found.entry(MailboxId(row.mailbox_id)).or_default().push(Folder {
            id: FolderId(row.id),
            parent: row.parent_id.map(FolderId),
            name: row.name,
            path: row.path,
            depth: 0,
            role: row.role.and_then(|role| role.parse().ok()),
            selectable: row.selectable,
            unread: u32::try_from(row.unread).unwrap_or(0),
            total: u32::try_from(row.total).unwrap_or(0),
            kept: row.deletion_refused.and_then(|kept| serde_json::from_value(kept).ok()),
        });
    }
    Ok(found)
}

/// `None`: there is no such mailbox, or the actor may not see it.
pub async fn access(tx: &mut Tx, actor: &Actor, mailbox: MailboxId) -> Result<Option<Access>> {
    sqlx::query!(
        "SELECT owner_id, kind FROM mailboxes WHERE id = $1 AND may_see(id, $2)",
        mailbox.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(|row| Ok(Access { owner: UserId(row.owner_id), kind: row.kind.parse().map_err(Error::Internal)? }))
    .transpose()
}

pub async fn settings(tx: &mut Tx, mailbox: MailboxId) -> Result<Option<MailboxSettings>> {
    let members = sqlx::query_scalar!("SELECT user_id FROM mailbox_members WHERE mailbox_id = $1", mailbox.0)
        .fetch_all(&mut **tx)
        .await?;
    sqlx::query!(
        "SELECT address, kind, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security, username
         FROM mailboxes WHERE id = $1 AND removed_at IS NULL",
        mailbox.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(|row| {
        Ok(MailboxSettings {
            id: mailbox,
            address: row.address,
            kind: row.kind.parse().map_err(Error::Internal)?,
            imap: server(row.imap_host, row.imap_port, &row.imap_security)?,
            smtp: server(row.smtp_host, row.smtp_port, &row.smtp_security)?,
            username: row.username,
            members: members.into_iter().map(UserId).collect(),
        })
    })
    .transpose()
}

/// Everything that opens the mailbox at its provider; the secret is still sealed.
pub struct SealedCredentials {
    pub workspace: WorkspaceId,
    pub owner: UserId,
    pub address: String,
    pub imap: Server,
    pub smtp: Server,
    pub username: String,
    pub secret: Vec<u8>,
}

pub async fn credentials(tx: &mut Tx, mailbox: MailboxId) -> Result<Option<SealedCredentials>> {
    sqlx::query!(
        "SELECT workspace_id, owner_id, address, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security,
                username, secret
         FROM mailboxes WHERE id = $1 AND removed_at IS NULL",
        mailbox.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(|row| {
        Ok(SealedCredentials {
            workspace: WorkspaceId(row.workspace_id),
            owner: UserId(row.owner_id),
            address: row.address,
            imap: server(row.imap_host, row.imap_port, &row.imap_security)?,
            smtp: server(row.smtp_host, row.smtp_port, &row.smtp_security)?,
            username: row.username,
            secret: row.secret,
        })
    })
    .transpose()
}

fn server(host: String, port: i32, security: &str) -> Result<Server> {
    Ok(Server {
        host,
        port: u16::try_from(port).map_err(Error::internal)?,
        security: security.parse().map_err(Error::Internal)?,
    })
}

pub async fn with_address(tx: &mut Tx, address_key: &str) -> Result<Vec<MailboxId>> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM mailboxes WHERE address_key = $1 AND removed_at IS NULL ORDER BY created_at",
        address_key,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(MailboxId).collect())
}

/// What the server answered to the password, where it is known to be refused.
pub async fn refusal(tx: &mut Tx, mailbox: MailboxId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce(state ->> 'answer', '') AS "answer!" FROM mailboxes
           WHERE id = $1 AND state ->> 'state' = 'needs_password'"#,
        mailbox.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Whether the password is known to be refused.
pub async fn is_refused(tx: &mut Tx, mailbox: MailboxId) -> Result<bool> {
    Ok(refusal(tx, mailbox).await?.is_some())
}

/// The password was refused, if it is still this one.
pub async fn set_refused(tx: &mut Tx, mailbox: MailboxId, sealed: &[u8], state: &MailboxState) -> Result<()> {
    sqlx::query!(
        "UPDATE mailboxes SET state = $3 WHERE id = $1 AND secret = $2",
        mailbox.0,
        sealed,
        serde_json::to_value(state)?
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A person asks to try the refused password once more.
pub async fn try_again(tx: &mut Tx, mailbox: MailboxId) -> Result<()> {
    sqlx::query!(
        r#"UPDATE mailboxes SET state = '{"state":"waiting"}' WHERE id = $1 AND state ->> 'state' = 'needs_password'"#,
        mailbox.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A new password: the watcher starts afresh with it.
pub async fn set_secret(tx: &mut Tx, mailbox: MailboxId, sealed: &[u8]) -> Result<()> {
    sqlx::query!(
        r#"UPDATE mailboxes SET secret = $2, state = '{"state":"waiting"}' WHERE id = $1"#,
        mailbox.0,
        sealed,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Other changes of the mailbox that were begun: they would put back what is over, and hold copies of its password.
pub async fn forget_changes(tx: &mut Tx, mailbox: MailboxId) -> Result<()> {
    sqlx::query!("DELETE FROM connections WHERE mailbox_id = $1", mailbox.0).execute(&mut **tx).await?;
    Ok(())
}

pub async fn request_sync(tx: &mut Tx, mailbox: MailboxId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE mailboxes SET sync_requested_at = $2 WHERE id = $1", mailbox.0, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Takes the mailbox out of sight, forgets its password, and takes it from its watcher.
pub async fn remove(tx: &mut Tx, mailbox: MailboxId, now: DateTime<Utc>) -> Result<()> {
    // The lease first, as its watcher does: the other way round the two wait for each other.
    sqlx::query!("DELETE FROM mailbox_leases WHERE mailbox_id = $1", mailbox.0).execute(&mut **tx).await?;
    sqlx::query!("UPDATE mailboxes SET removed_at = $2, secret = '' WHERE id = $1", mailbox.0, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn replace_members(
    tx: &mut Tx,
    workspace: WorkspaceId,
    mailbox: MailboxId,
    members: &[UserId],
) -> Result<()> {
    let ids: Vec<_> = members.iter().map(|id| id.0).collect();
    sqlx::query!("DELETE FROM mailbox_members WHERE mailbox_id = $1", mailbox.0).execute(&mut **tx).await?;
    sqlx::query!(
        "INSERT INTO mailbox_members (mailbox_id, user_id, workspace_id)
         SELECT $1, id, $2 FROM users WHERE id = ANY ($3)",
        mailbox.0,
        workspace.0,
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many of these people there are in the workspace.
pub async fn count_people(tx: &mut Tx, people: &[UserId]) -> Result<i64> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM users WHERE id = ANY ($1) AND disabled_at IS NULL"#,
        &ids,
    )
    .fetch_one(&mut **tx)
    .await?)
}
