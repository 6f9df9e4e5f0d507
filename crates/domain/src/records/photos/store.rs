//! SQL of photos.

use super::picture::Made;
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::photo::PhotoHash;
use kurier_model::{RecordId, UserId};
use std::collections::HashMap;
use uuid::Uuid;

/// The photos that these records show.
pub async fn shown_of(tx: &mut Tx, records: &[RecordId]) -> Result<HashMap<RecordId, PhotoHash>> {
    let ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let rows = sqlx::query!(
        "SELECT record_id, hash FROM record_photos WHERE record_id = ANY ($1) AND removed_at IS NULL",
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (RecordId(row.record_id), PhotoHash(row.hash))).collect())
}

/// The photo that a record shows.
pub async fn shown(tx: &mut Tx, record: RecordId) -> Result<Option<PhotoHash>> {
    Ok(shown_of(tx, &[record]).await?.remove(&record))
}

pub async fn bytes(tx: &mut Tx, record: RecordId, photo: &PhotoHash) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!(
        "SELECT bytes FROM record_photos WHERE record_id = $1 AND hash = $2 AND removed_at IS NULL",
        record.0,
        photo.0,
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// None is shown any more.
pub async fn put_away(tx: &mut Tx, record: RecordId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE record_photos SET removed_at = $2 WHERE record_id = $1 AND removed_at IS NULL",
        record.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    author: UserId,
    record: RecordId,
    photo: &Made,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_photos (id, workspace_id, record_id, hash, bytes, author_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        actor.workspace.0,
        record.0,
        photo.hash.0,
        photo.bytes,
        author.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Shows one again that the record had; false when it is not there.
pub async fn bring_back(tx: &mut Tx, record: RecordId, photo: &PhotoHash) -> Result<bool> {
    let shown = sqlx::query!(
        "UPDATE record_photos SET removed_at = NULL
         WHERE id = (SELECT id FROM record_photos WHERE record_id = $1 AND hash = $2 ORDER BY created_at DESC, id DESC LIMIT 1)",
        record.0,
        photo.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(shown.rows_affected() == 1)
}

/// Of those that are not shown any more only the latest are kept.
pub async fn forget_but(tx: &mut Tx, record: RecordId, most: i64) -> Result<()> {
    sqlx::query!(
        "DELETE FROM record_photos WHERE id IN (
             SELECT id FROM record_photos WHERE record_id = $1 AND removed_at IS NOT NULL ORDER BY removed_at DESC, id DESC OFFSET $2)",
        record.0,
        most,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Something happened to the record.
pub async fn touch(tx: &mut Tx, record: RecordId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE records SET last_activity_at = greatest(last_activity_at, $2) WHERE id = $1",
        record.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets what was put away before a moment.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM record_photos WHERE removed_at < $1", before).execute(&mut **tx).await?;
    Ok(())
}
