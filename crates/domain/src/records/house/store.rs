//! SQL of companies by the domains of addresses (migration 0058).

use crate::{db::Tx, error::Result};
use kurier_model::RecordId;

/// The company that is known under a host, the whole one first, and the domain that stands in its field.
pub async fn company_at(tx: &mut Tx, host: &str) -> Result<Option<(RecordId, String)>> {
    let row = sqlx::query!(
        r#"SELECT c.record_id AS "record!", c.domain AS "domain!" FROM companies_at(ARRAY[$1::text]) c ORDER BY c.place, c.record_id LIMIT 1"#,
        host,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (RecordId(row.record), row.domain)))
}

/// Whether mail of ours comes from a domain.
pub async fn is_ours(tx: &mut Tx, domain: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT $1 IN (SELECT o.domain FROM our_houses() o) AS "is!""#, domain)
        .fetch_one(&mut **tx)
        .await?)
}
