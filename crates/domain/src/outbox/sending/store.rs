//! SQL of what people do with the outbox.

use super::super::detail::{Detail, Untaken};
use super::super::guard::Parcel;
use super::super::rendering::Rendered;
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::compose::SendFailure;
use kurier_model::consent::Finding;
use kurier_model::{DraftId, OutboxId};

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    id: OutboxId,
    parcel: Parcel<'_>,
    rendered: &Rendered,
    now: DateTime<Utc>,
    not_before: DateTime<Utc>,
) -> Result<()> {
    let Parcel { draft, held, weighed, .. } = parcel;
    sqlx::query!(
        "INSERT INTO outbox (id, workspace_id, mailbox_id, draft_id, author_id, thread_id, message_id, subject, recipients,
                             envelope_from, envelope_to, mime, not_before, draft_stamp, created_at, relied_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        id.0,
        actor.workspace.0,
        held.mailbox.0,
        draft.0,
        actor.person()?.0,
        held.thread.map(|thread| thread.0),
        rendered.message_id,
        rendered.subject,
        serde_json::to_value(&rendered.recipients)?,
        rendered.envelope_from,
        &rendered.envelope_to,
        rendered.mime,
        not_before,
        held.stamp,
        now,
        serde_json::to_value(&weighed.relied)?,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Of what its author was told before it was handed over.
pub async fn tell(tx: &mut Tx, id: OutboxId, told: &[Finding]) -> Result<()> {
    if !told.is_empty() {
        sqlx::query!("UPDATE outbox SET told = $2 WHERE id = $1", id.0, serde_json::to_value(told)?)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

pub async fn told(tx: &mut Tx, id: OutboxId) -> Result<Vec<Finding>> {
    let told =
        sqlx::query_scalar!("SELECT told FROM outbox WHERE id = $1", id.0).fetch_one(&mut **tx).await?;
    // What cannot be read is asked once more.
    Ok(serde_json::from_value(told).unwrap_or_default())
}

/// The draft is sent anew: its earlier failures are history.
pub async fn forget_failed(tx: &mut Tx, draft: DraftId) -> Result<()> {
    sqlx::query!("UPDATE outbox SET state = 'cancelled' WHERE draft_id = $1 AND state = 'failed'", draft.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// `None`: too late. Otherwise it is cancelled; the value is why it had not been sent earlier, if it had been tried.
pub async fn cancel(tx: &mut Tx, id: OutboxId, now: DateTime<Utc>) -> Result<Option<Option<SendFailure>>> {
    let cancelled = sqlx::query!(
        "UPDATE outbox SET state = 'cancelled', finished_at = $2 WHERE id = $1 AND state = 'scheduled' RETURNING detail",
        id.0,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = cancelled else { return Ok(None) };
    let detail: Detail = row.detail.map(serde_json::from_value).transpose()?.unwrap_or_default();
    Ok(Some(detail.failure))
}

/// False when it is neither failed (with a draft that still says the same) nor waiting for its time.
pub async fn retry(tx: &mut Tx, id: OutboxId, now: DateTime<Utc>) -> Result<bool> {
    let again = sqlx::query!(
        "UPDATE outbox o SET state = 'scheduled', attempt = 0, not_before = $2, finished_at = NULL,
                detail = CASE WHEN o.rest_of IS NULL THEN NULL ELSE o.detail END
         FROM drafts d
         WHERE o.id = $1 AND d.id = o.draft_id
           AND ((o.state = 'failed' AND d.state = 'open' AND d.stamp = o.draft_stamp)
                OR o.state = 'scheduled')",
        id.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(again.rows_affected() == 1)
}

/// The copy in Sent is tried again from the beginning. False: there is one, or none is needed.
pub async fn retry_copy(tx: &mut Tx, id: OutboxId, now: DateTime<Utc>) -> Result<bool> {
    let again = sqlx::query!(
        "UPDATE outbox SET sent_copy = 'pending', sent_copy_attempts = 0, sent_copy_after = $2
         WHERE id = $1 AND state = 'sent' AND sent_copy_failure IS NOT NULL",
        id.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(again.rows_affected() == 1)
}

pub async fn note(tx: &mut Tx, id: OutboxId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE outbox SET noted_at = $2 WHERE id = $1 AND state = 'sent'", id.0, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends a doubt: sent, or failed with this reason. Answers with who has not got it in any case; `None`: there is no doubt.
pub async fn resolve(
    tx: &mut Tx,
    id: OutboxId,
    failure: Option<&SendFailure>,
    now: DateTime<Utc>,
) -> Result<Option<Untaken>> {
    let doubtful = sqlx::query!(
        "SELECT detail, rest_of FROM outbox WHERE id = $1 AND state = 'unknown' FOR UPDATE",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(doubtful) = doubtful else { return Ok(None) };
    let before: Detail = doubtful.detail.map(serde_json::from_value).transpose()?.unwrap_or_default();
    let untaken = before.untaken.unwrap_or_default();
    let state = if failure.is_some() { "failed" } else { "sent" };
    let refused =
        if failure.is_some() || doubtful.rest_of.is_some() { Vec::new() } else { untaken.refused.clone() };
    let detail = Detail { failure: failure.cloned(), refused, untaken: None };
    sqlx::query!(
        "UPDATE outbox SET state = $2, detail = $3, finished_at = $4, sent_copy_after = $4 WHERE id = $1 AND state = 'unknown'",
        id.0,
        state,
        serde_json::to_value(detail)?,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some(untaken))
}
