//! SQL of links for forgotten passwords.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::UserId;
use kurier_model::member::PasswordReset;

/// Keeps it, in place of an earlier one; whether there is such a person, who may come in.
pub async fn offer(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
    digest: &[u8],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO password_resets (user_id, workspace_id, token_hash, made_by, created_at, expires_at)
         SELECT u.id, u.workspace_id, $2, $3, $4, $5 FROM users u WHERE u.id = $1 AND u.disabled_at IS NULL
         ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, made_by = excluded.made_by,
             created_at = excluded.created_at, expires_at = excluded.expires_at",
        user.0,
        digest,
        actor.user.map(|user| user.0),
        now,
        expires_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn find(tx: &mut Tx, digest: &[u8]) -> Result<Option<(PasswordReset, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "SELECT u.email, r.expires_at FROM password_resets r JOIN users u ON u.id = r.user_id
         WHERE r.token_hash = $1 AND u.disabled_at IS NULL",
        digest,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (PasswordReset { email: row.email }, row.expires_at)))
}

/// Uses it up; whose it was.
pub async fn take(tx: &mut Tx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<UserId>> {
    let user = sqlx::query_scalar!(
        "DELETE FROM password_resets WHERE token_hash = $1 AND expires_at > $2 RETURNING user_id",
        digest,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(user.map(UserId))
}
