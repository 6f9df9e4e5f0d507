//! SQL of leads.

use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{RecordId, UserId};

pub async fn salespeople(tx: &mut Tx) -> Result<Vec<(UserId, String)>> {
    let rows = sqlx::query!("SELECT id, name FROM users WHERE disabled_at IS NULL ORDER BY lower(name), id")
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), row.name)).collect())
}

/// False when mail is attached to the lead, or when somebody has worked with it since it was made.
pub async fn remove_untouched(tx: &mut Tx, lead: RecordId, now: DateTime<Utc>) -> Result<bool> {
    let removed = sqlx::query!(
        "UPDATE records r SET removed_at = $2 WHERE r.id = $1 AND r.removed_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.record_id = r.id)
           AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.record_id = r.id AND n.removed_at IS NULL)
           AND NOT EXISTS (SELECT 1 FROM task_records t WHERE t.record_id = r.id)
           AND NOT EXISTS (SELECT 1 FROM events e WHERE e.record_id = r.id
                           AND e.kind IN ('record.changed', 'record.moved', 'record.shown', 'record.merged'))",
        lead.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() == 1)
}
