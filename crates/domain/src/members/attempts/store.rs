//! SQL of rate limits.

use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};

/// Counts one more and returns the sum.
pub async fn count(tx: &mut Tx, key: &str, window: DateTime<Utc>) -> Result<i32> {
    Ok(sqlx::query_scalar!(
        "INSERT INTO attempts (key, window_start, count) VALUES ($1, $2, 1)
         ON CONFLICT (key, window_start) DO UPDATE SET count = attempts.count + 1
         RETURNING count",
        key,
        window,
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn forgive(tx: &mut Tx, key: &str, window: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE attempts SET count = count - 1 WHERE key = $1 AND window_start = $2 AND count > 0",
        key,
        window
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn clear_before(tx: &mut Tx, moment: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM attempts WHERE window_start < $1", moment).execute(&mut **tx).await?;
    Ok(())
}
