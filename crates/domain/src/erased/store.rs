//! SQL of the addresses of people who were erased.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};

pub async fn among(tx: &mut Tx, hashes: &[String]) -> Result<Vec<(String, DateTime<Utc>)>> {
    let rows = sqlx::query!(
        "SELECT hash, at FROM erased_addresses WHERE workspace_id = kurier_workspace() AND hash = ANY ($1)",
        hashes
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.hash, row.at)).collect())
}

pub async fn keep(tx: &mut Tx, actor: &Actor, hashes: &[String], now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO erased_addresses (workspace_id, hash, at) SELECT $1, hash, $3 FROM unnest($2::text[]) AS hash
         ON CONFLICT (workspace_id, hash) DO UPDATE SET at = excluded.at",
        actor.workspace.0,
        hashes,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn welcome(tx: &mut Tx, hashes: &[String]) -> Result<bool> {
    let gone = sqlx::query!(
        "DELETE FROM erased_addresses WHERE workspace_id = kurier_workspace() AND hash = ANY ($1)",
        hashes
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected() > 0)
}
