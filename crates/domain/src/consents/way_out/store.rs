//! SQL of ways out of mail.

use crate::consents::written::Relied;
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::member::Language;
use kurier_model::{OutboxId, RecordId, WayOutId, WorkspaceId};

/// A way out that somebody has in their mail.
#[derive(Clone, Debug)]
pub struct Found {
    pub id: WayOutId,
    pub workspace: WorkspaceId,
    pub workspace_name: String,
    /// To which address it went.
    pub address: String,
}

/// Whether mail carries ways out where a basis is asked for.
pub async fn are_offered(tx: &mut Tx) -> Result<bool> {
    Ok(sqlx::query_scalar!("SELECT ways_out FROM workspaces WHERE workspace_id = kurier_workspace()")
        .fetch_one(&mut **tx)
        .await?)
}

/// False: it was so before.
pub async fn offer(tx: &mut Tx, workspace: WorkspaceId, offered: bool) -> Result<bool> {
    let changed = sqlx::query!(
        "UPDATE workspaces SET ways_out = $2 WHERE workspace_id = $1 AND ways_out <> $2",
        workspace.0,
        offered,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// The language that a person has chosen.
pub async fn language(tx: &mut Tx, actor: &Actor) -> Result<Option<Language>> {
    let tag = sqlx::query_scalar!("SELECT language FROM users WHERE id = $1", actor.user.map(|user| user.0))
        .fetch_optional(&mut **tx)
        .await?;
    Ok(tag.flatten().as_deref().and_then(Language::from_tag))
}

pub async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    id: WayOutId,
    outgoing: OutboxId,
    relied: &Relied,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO ways_out (id, workspace_id, token_hash, record_id, address_key, outbox_id, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        actor.workspace.0,
        digest,
        relied.record.map(|record| record.0),
        relied.address,
        outgoing.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Before a workspace is known.
pub async fn find(tx: &mut Tx, digest: &[u8]) -> Result<Option<Found>> {
    let row = sqlx::query!(
        "SELECT o.id, o.workspace_id, o.address_key, w.name FROM ways_out o JOIN workspaces w ON w.workspace_id = o.workspace_id
         WHERE o.token_hash = $1",
        digest,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Found {
        id: WayOutId(row.id),
        workspace: WorkspaceId(row.workspace_id),
        workspace_name: row.name,
        address: row.address_key,
    }))
}

/// What is said by it is said one after the other, and so is what is said of whom it is about. False: it is gone.
pub async fn lock(tx: &mut Tx, id: WayOutId) -> Result<bool> {
    sqlx::query!(
        "SELECT r.id FROM records r WHERE r.id = (SELECT current_record(w.record_id) FROM ways_out w WHERE w.id = $1)
         FOR NO KEY UPDATE OF r",
        id.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let found = sqlx::query_scalar!("SELECT id FROM ways_out WHERE id = $1 FOR NO KEY UPDATE", id.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(found.is_some())
}

/// Whose word it is: the person's to whom the message went, whoever they are by now, as long as the address is theirs (in one of these
/// spellings).
pub async fn person(tx: &mut Tx, id: WayOutId, spellings: &[String]) -> Result<Option<RecordId>> {
    let row = sqlx::query_scalar!(
        "SELECT r.id FROM ways_out w JOIN records r ON r.id = current_record(w.record_id)
         WHERE w.id = $1 AND EXISTS (SELECT 1 FROM record_addresses a
                                     WHERE a.record_id = r.id AND a.kind = 'email' AND a.key = ANY ($2))",
        id.0,
        spellings,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(RecordId))
}
