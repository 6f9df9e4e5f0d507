//! SQL of people and workspaces.

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::address::address_key;
use kurier_model::member::{Language, Me, Member, Role};
use kurier_model::{UserId, WorkspaceId};

/// A person as the sign-in needs them.
pub struct StoredUser {
    pub id: UserId,
    pub workspace: WorkspaceId,
    pub role: Role,
    pub name: String,
    pub email: String,
    pub password_hash: String,
    pub disabled: bool,
}

impl StoredUser {
    pub fn into_actor(self) -> Actor {
        Actor {
            user: Some(self.id),
            workspace: self.workspace,
            role: self.role,
            name: self.name,
            email: self.email,
        }
    }
}

/// A person about to be added.
pub struct NewUser<'a> {
    pub id: UserId,
    pub workspace: WorkspaceId,
    pub email: &'a str,
    pub name: &'a str,
    pub role: Role,
    pub password_hash: &'a str,
}

pub async fn find_by_email(tx: &mut Tx, email_key: &str) -> Result<Option<StoredUser>> {
    let row = sqlx::query!(
        "SELECT id, workspace_id, role, name, email, password_hash, disabled_at FROM users WHERE email_key = $1",
        email_key,
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(StoredUser {
            id: UserId(row.id),
            workspace: WorkspaceId(row.workspace_id),
            role: row.role.parse().map_err(Error::Internal)?,
            name: row.name,
            email: row.email,
            password_hash: row.password_hash,
            disabled: row.disabled_at.is_some(),
        })
    })
    .transpose()
}

pub async fn active(tx: &mut Tx, user: UserId) -> Result<Option<Actor>> {
    sqlx::query!(
        "SELECT workspace_id, role, name, email FROM users WHERE id = $1 AND disabled_at IS NULL",
        user.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(|row| {
        Ok(Actor {
            user: Some(user),
            workspace: WorkspaceId(row.workspace_id),
            role: row.role.parse().map_err(Error::Internal)?,
            name: row.name,
            email: row.email,
        })
    })
    .transpose()
}

/// `false` when the address is taken.
pub async fn insert_user(tx: &mut Tx, user: &NewUser<'_>, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO users (id, workspace_id, email, email_key, name, role, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email_key) DO NOTHING",
        user.id.0,
        user.workspace.0,
        user.email,
        address_key(user.email),
        user.name,
        user.role.as_str(),
        user.password_hash,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn me(tx: &mut Tx, user: UserId) -> Result<Option<Me>> {
    let row = sqlx::query!(
        "SELECT u.id, u.workspace_id, w.name AS workspace_name, u.name, u.email, u.role, u.language
         FROM users u JOIN workspaces w ON w.workspace_id = u.workspace_id WHERE u.id = $1",
        user.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Me {
            user: UserId(row.id),
            workspace: WorkspaceId(row.workspace_id),
            workspace_name: row.workspace_name,
            name: row.name,
            email: row.email,
            role: row.role.parse().map_err(Error::Internal)?,
            language: row.language.as_deref().and_then(Language::from_tag),
        })
    })
    .transpose()
}

pub async fn list(tx: &mut Tx) -> Result<Vec<Member>> {
    sqlx::query!(
        "SELECT id, name, email, role, disabled_at FROM users ORDER BY disabled_at IS NOT NULL, lower(name), id"
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(|row| {
        Ok(Member {
            id: UserId(row.id),
            name: row.name,
            email: row.email,
            role: row.role.parse().map_err(Error::Internal)?,
            disabled: row.disabled_at.is_some(),
        })
    })
    .collect()
}

pub async fn set_language(tx: &mut Tx, user: UserId, language: Option<Language>) -> Result<()> {
    sqlx::query!("UPDATE users SET language = $2 WHERE id = $1", user.0, language.map(Language::tag))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn set_name(tx: &mut Tx, user: UserId, name: &str) -> Result<()> {
    sqlx::query!("UPDATE users SET name = $2 WHERE id = $1", user.0, name).execute(&mut **tx).await?;
    Ok(())
}

pub async fn password_hash(tx: &mut Tx, user: UserId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("SELECT password_hash FROM users WHERE id = $1", user.0)
        .fetch_optional(&mut **tx)
        .await?)
}

pub async fn set_password_hash(tx: &mut Tx, user: UserId, hash: &str) -> Result<()> {
    sqlx::query!("UPDATE users SET password_hash = $2 WHERE id = $1", user.0, hash)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The role of a person who is about to be changed. Locks the workspace's owners too, so that two of them cannot remove each
/// other at the same moment.
pub async fn role_for_update(tx: &mut Tx, user: UserId) -> Result<Option<Role>> {
    sqlx::query!("SELECT id FROM users WHERE role = 'owner' OR id = $1 ORDER BY id FOR UPDATE", user.0)
        .fetch_all(&mut **tx)
        .await?;
    sqlx::query_scalar!("SELECT role FROM users WHERE id = $1", user.0)
        .fetch_optional(&mut **tx)
        .await?
        .map(|role| role.parse().map_err(Error::Internal))
        .transpose()
}

/// How many owners can sign in.
pub async fn owners(tx: &mut Tx) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM users WHERE role = 'owner' AND disabled_at IS NULL"#
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn set_role(tx: &mut Tx, user: UserId, role: Role) -> Result<()> {
    sqlx::query!("UPDATE users SET role = $2 WHERE id = $1", user.0, role.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn set_disabled(tx: &mut Tx, user: UserId, since: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query!("UPDATE users SET disabled_at = $2 WHERE id = $1", user.0, since).execute(&mut **tx).await?;
    Ok(())
}

/// Ends the links for a person and those that they gave: their password, their role or their access is another now.
pub async fn forget_resets(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("DELETE FROM password_resets WHERE user_id = $1 OR made_by = $1", user.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn first_workspace(tx: &mut Tx) -> Result<Option<WorkspaceId>> {
    let id =
        sqlx::query_scalar!("SELECT workspace_id FROM workspaces ORDER BY created_at, workspace_id LIMIT 1")
            .fetch_optional(&mut **tx)
            .await?;
    Ok(id.map(WorkspaceId))
}

pub async fn insert_workspace(tx: &mut Tx, id: WorkspaceId, name: &str, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO workspaces (workspace_id, name, created_at) VALUES ($1, $2, $3)",
        id.0,
        name,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Until the transaction ends, nobody else sets up.
pub async fn lock_set_up(tx: &mut Tx) -> Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('kurier set-up', 0))")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn replace_set_up_token(tx: &mut Tx, digest: &[u8], now: DateTime<Utc>) -> Result<()> {
    forget_set_up_tokens(tx).await?;
    sqlx::query!("INSERT INTO set_up_tokens (token_hash, created_at) VALUES ($1, $2)", digest, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn take_set_up_token(tx: &mut Tx, digest: &[u8]) -> Result<bool> {
    let done =
        sqlx::query!("DELETE FROM set_up_tokens WHERE token_hash = $1", digest).execute(&mut **tx).await?;
    Ok(done.rows_affected() > 0)
}

pub async fn forget_set_up_tokens(tx: &mut Tx) -> Result<()> {
    sqlx::query!("DELETE FROM set_up_tokens").execute(&mut **tx).await?;
    Ok(())
}
