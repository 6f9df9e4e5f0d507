//! SQL of leads.

use crate::{db::Tx, error::Result};
use kurier_model::{RecordId, UserId};

pub async fn salespeople(tx: &mut Tx) -> Result<Vec<(UserId, String)>> {
    let rows = sqlx::query!("SELECT id, name FROM users WHERE disabled_at IS NULL ORDER BY lower(name), id")
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), row.name)).collect())
}

/// Whether somebody has worked with a lead since it was made: changed it, written from its page, or written down what its person agreed to.
pub async fn is_worked_with(tx: &mut Tx, lead: RecordId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM events e WHERE e.record_id = $1
                          AND e.kind IN ('record.changed', 'record.moved', 'record.shown', 'record.merged'))
               OR EXISTS (SELECT 1 FROM consents c WHERE c.record_id = $1)
               OR EXISTS (SELECT 1 FROM record_files f WHERE f.record_id = $1)
               OR EXISTS (SELECT 1 FROM record_holds h WHERE h.record_id = $1)
               OR EXISTS (SELECT 1 FROM drafts d WHERE d.record_id = $1) AS "is!""#,
        lead.0,
    )
    .fetch_one(&mut **tx)
    .await?)
}
