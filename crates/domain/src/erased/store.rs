//! SQL of the addresses of people who were erased.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use uuid::Uuid;

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

/// Whether it is being erased already.
pub async fn is_being_erased(tx: &mut Tx, records: &[Uuid]) -> Result<bool> {
    let texts: Vec<String> = records.iter().map(Uuid::to_string).collect();
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM protection_acts WHERE workspace_id = kurier_workspace() AND what = 'erased' AND state = 'going'
               AND asked -> 'records' ?| $1) AS "is!""#,
        &texts,
    )
    .fetch_one(&mut **tx)
    .await?)
}
