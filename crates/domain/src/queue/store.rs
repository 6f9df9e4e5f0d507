//! SQL of the queue. It is reached only through the functions of the migration `jobs`.

use super::{Job, MOST_ATTEMPTS};
use crate::{db::Tx, error::Result};
use kurier_model::MailboxId;
use std::time::Duration;

pub async fn enqueue<J: Job>(tx: &mut Tx, job: &J, delay: Duration, only_if_missing: bool) -> Result<()> {
    sqlx::query!(
        r#"SELECT kurier_enqueue($1, $2, $3, $4, $5, $6, $7)::text AS "done""#,
        J::NAME,
        serde_json::to_value(job)?,
        job.key(),
        job.lane(),
        delay.as_secs_f64(),
        MOST_ATTEMPTS,
        only_if_missing,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}

/// The sending and the receiving server of a mailbox, as `host:port`.
pub async fn servers(tx: &mut Tx, mailbox: MailboxId) -> Result<Option<(String, String)>> {
    let row = sqlx::query!(
        "SELECT smtp_host, smtp_port, imap_host, imap_port FROM mailboxes WHERE id = $1",
        mailbox.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        (format!("{}:{}", row.smtp_host, row.smtp_port), format!("{}:{}", row.imap_host, row.imap_port))
    }))
}
