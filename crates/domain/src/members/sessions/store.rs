//! SQL of sessions.

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::{UserId, WorkspaceId};

/// Whose session it is, and when it was last moved on.
pub async fn find(tx: &mut Tx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<(Actor, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "SELECT s.last_seen_at, u.id, u.workspace_id, u.role, u.name, u.email
         FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.disabled_at IS NULL",
        digest,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let actor = Actor {
            user: Some(UserId(row.id)),
            workspace: WorkspaceId(row.workspace_id),
            role: row.role.parse().map_err(Error::Internal)?,
            name: row.name,
            email: row.email,
        };
        Ok((actor, row.last_seen_at))
    })
    .transpose()
}

pub async fn insert(
    tx: &mut Tx,
    digest: &[u8],
    workspace: WorkspaceId,
    user: UserId,
    now: DateTime<Utc>,
    ends: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO sessions (token_hash, workspace_id, user_id, created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $4, $5)",
        digest,
        workspace.0,
        user.0,
        now,
        ends,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn touch(tx: &mut Tx, digest: &[u8], now: DateTime<Utc>, ends: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1",
        digest,
        now,
        ends,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn end(tx: &mut Tx, digest: &[u8]) -> Result<()> {
    sqlx::query!("DELETE FROM sessions WHERE token_hash = $1", digest).execute(&mut **tx).await?;
    Ok(())
}

/// Ends all sessions of a person but one.
pub async fn end_all(tx: &mut Tx, user: UserId, but: Option<&[u8]>) -> Result<()> {
    sqlx::query!(
        "DELETE FROM sessions WHERE user_id = $1 AND ($2::bytea IS NULL OR token_hash <> $2)",
        user.0,
        but,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn clear_ended(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM sessions WHERE user_id = $1 AND expires_at <= $2", user.0, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn clear_all_ended(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM sessions WHERE expires_at <= $1", now).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM password_resets WHERE expires_at <= $1", now).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM invitations WHERE accepted_at IS NULL AND expires_at <= $1", now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
