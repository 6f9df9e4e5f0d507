//! SQL of the sync ledger.

use super::{FolderReport, MailboxReport, OutboxReport, Totals};
use crate::mailboxes::store::state;
use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::MailboxId;
use kurier_model::mailbox::MailboxState;

pub async fn mailboxes(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<MailboxReport>> {
    let rows = sqlx::query!(
        r#"SELECT m.id, m.address, m.state, m.state->>'state' AS state_name,
                  (SELECT l.holder FROM mailbox_leases l WHERE l.mailbox_id = m.id AND l.expires_at > now()) AS watched_by,
                  (SELECT min(f.last_synced_at) FROM folders f
                   WHERE f.mailbox_id = m.id AND f.selectable AND f.gone_at IS NULL AND f.trouble IS NULL) AS looked_at
           FROM mailboxes m WHERE m.removed_at IS NULL ORDER BY m.address_key, m.id"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut reports = Vec::with_capacity(rows.len());
    for row in rows {
        let detail = state(row.state, row.looked_at, now);
        let name = match detail {
            MailboxState::Unwatched { .. } => Some("unwatched".to_owned()),
            _ => row.state_name,
        };
        reports.push(MailboxReport {
            id: MailboxId(row.id),
            address: row.address,
            state: name.unwrap_or_else(|| "waiting".to_owned()),
            detail,
            watched_by: row.watched_by,
            folders: folders(tx, row.id).await?,
            refused: refused(tx, MailboxId(row.id)).await?,
            differences: 0,
        });
    }
    Ok(reports)
}

pub async fn folders(tx: &mut Tx, mailbox: uuid::Uuid) -> Result<Vec<FolderReport>> {
    let rows = sqlx::query!(
        r#"SELECT f.path, f.role, f.uidvalidity, f.server_count, f.last_synced_at, f.trouble, f.deletion_refused,
                  f.first_missing IS NOT NULL AS "not_handed_out!", p.stored AS "stored!", p.waiting AS "waiting!", p.wishes AS "wishes!", p.unread AS "unread!",
                  (SELECT count(*) FROM set_aside s WHERE s.folder_id = f.id) AS "set_aside!"
           FROM folders f
           CROSS JOIN LATERAL (SELECT count(uid) AS stored, count(*) - count(uid) AS waiting, count(wish_due) AS wishes,
                                     count(*) FILTER (WHERE uid IS NOT NULL AND NOT seen) AS unread
                              FROM placements WHERE folder_id = f.id) p
           WHERE f.mailbox_id = $1 AND f.gone_at IS NULL AND f.selectable
           ORDER BY f.path"#,
        mailbox,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| FolderReport {
            path: row.path,
            role: row.role.and_then(|role| role.parse().ok()),
            uidvalidity: row.uidvalidity,
            server_count: i64::from(row.server_count),
            stored_count: row.stored,
            set_aside: row.set_aside,
            not_handed_out: row.not_handed_out,
            waiting: row.waiting,
            wishes: row.wishes,
            unread: row.unread,
            trouble: row.trouble.and_then(|trouble| serde_json::from_value(trouble).ok()),
            kept: row.deletion_refused.and_then(|kept| serde_json::from_value(kept).ok()),
            last_synced_at: row.last_synced_at,
        })
        .collect())
}

/// Wishes of the mailbox that the server refused and nobody has answered.
pub async fn refused(tx: &mut Tx, mailbox: MailboxId) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM placements WHERE mailbox_id = $1 AND refused IS NOT NULL"#,
        mailbox.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn outbox(tx: &mut Tx) -> Result<OutboxReport> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE state IN ('scheduled', 'claimed', 'transmitting')) AS "waiting!",
                  count(*) FILTER (WHERE state = 'failed') AS "failed!",
                  count(*) FILTER (WHERE state = 'unknown') AS "unknown!"
           FROM outbox WHERE state NOT IN ('sent', 'cancelled')"#
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(OutboxReport { waiting: row.waiting, failed: row.failed, unknown: row.unknown })
}

pub async fn not_searchable(tx: &mut Tx) -> Result<i64> {
    Ok(sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM index_queue"#).fetch_one(&mut **tx).await?)
}

pub async fn totals(tx: &mut Tx, mailbox: MailboxId) -> Result<Totals> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "messages!", coalesce(sum(size), 0)::bigint AS "bytes!",
                  (SELECT count(*) FROM set_aside WHERE mailbox_id = $1) AS "set_aside!"
           FROM messages WHERE mailbox_id = $1"#,
        mailbox.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(Totals { messages: count(row.messages), bytes: count(row.bytes), set_aside: count(row.set_aside) })
}
