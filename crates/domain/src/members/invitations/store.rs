//! SQL of invitations.

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::member::Invitation;
use kurier_model::{InvitationId, WorkspaceId};

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    invitation: &Invitation,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO invitations (id, workspace_id, email, role, token_hash, invited_by, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        invitation.id.0,
        actor.workspace.0,
        invitation.email,
        invitation.role.as_str(),
        digest,
        actor.person()?.0,
        invitation.expires_at,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Removes open invitations to this address, and everybody's that have run out.
pub async fn clear_for(tx: &mut Tx, email: &str, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "DELETE FROM invitations WHERE accepted_at IS NULL AND (lower(email) = lower($1) OR expires_at <= $2)",
        email,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn open(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Invitation>> {
    sqlx::query!(
        "SELECT id, email, role, expires_at FROM invitations
         WHERE accepted_at IS NULL AND expires_at > $1 ORDER BY created_at DESC",
        now,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(|row| {
        Ok(Invitation {
            id: InvitationId(row.id),
            email: row.email,
            role: row.role.parse().map_err(Error::Internal)?,
            expires_at: row.expires_at,
        })
    })
    .collect()
}

pub async fn revoke(tx: &mut Tx, id: InvitationId) -> Result<bool> {
    let done = sqlx::query!("DELETE FROM invitations WHERE id = $1 AND accepted_at IS NULL", id.0)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn find(tx: &mut Tx, digest: &[u8]) -> Result<Option<(Invitation, WorkspaceId)>> {
    let row = sqlx::query!(
        "SELECT id, workspace_id, email, role, expires_at FROM invitations
         WHERE token_hash = $1 AND accepted_at IS NULL",
        digest,
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let invitation = Invitation {
            id: InvitationId(row.id),
            email: row.email,
            role: row.role.parse().map_err(Error::Internal)?,
            expires_at: row.expires_at,
        };
        Ok((invitation, WorkspaceId(row.workspace_id)))
    })
    .transpose()
}

/// Marks it as accepted, once.
pub async fn take(tx: &mut Tx, id: InvitationId, now: DateTime<Utc>) -> Result<Option<WorkspaceId>> {
    let workspace = sqlx::query_scalar!(
        "UPDATE invitations SET accepted_at = $2 WHERE id = $1 AND accepted_at IS NULL AND expires_at > $2
         RETURNING workspace_id",
        id.0,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(workspace.map(WorkspaceId))
}
