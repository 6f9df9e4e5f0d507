//! SQL of the rest of a message's recipients.

use super::super::detail::Detail;
use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::compose::SendFailure;
use kurier_model::{MailboxId, OutboxId};

/// A row like `of`, for these recipients alone.
pub async fn insert(
    tx: &mut Tx,
    id: OutboxId,
    of: OutboxId,
    recipients: &[String],
    failure: &SendFailure,
    not_before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<MailboxId> {
    let mailbox = sqlx::query_scalar!(
        "INSERT INTO outbox (id, rest_of, workspace_id, mailbox_id, draft_id, author_id, thread_id, message_id, subject, recipients,
                             envelope_from, envelope_to, mime, state, detail, attempt, not_before, sent_copy, created_at, relied_on)
         SELECT $1, coalesce(o.rest_of, o.id), o.workspace_id, o.mailbox_id, o.draft_id, o.author_id, o.thread_id, o.message_id,
                o.subject,
                (SELECT jsonb_agg(coalesce((SELECT p FROM jsonb_array_elements(o.recipients) p
                                            WHERE lower(p ->> 'address') = lower(email) LIMIT 1),
                                           jsonb_build_object('name', NULL, 'address', email)))
                 FROM unnest($3::text[]) email),
                o.envelope_from, $3, o.mime, 'scheduled', $4, 1, $5, 'unneeded', $6, o.relied_on
         FROM outbox o WHERE o.id = $2
         RETURNING mailbox_id",
        id.0,
        of.0,
        recipients,
        serde_json::to_value(Detail { failure: Some(failure.clone()), ..Detail::default() })?,
        not_before,
        now,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(MailboxId(mailbox))
}

/// From now on for these recipients alone. False: somebody else has it.
pub async fn narrow(tx: &mut Tx, id: OutboxId, token: &str, recipients: &[String]) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE outbox SET envelope_to = $3 WHERE id = $1 AND claimed_by = $2 AND state = 'claimed'",
        id.0,
        token,
        recipients,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// More recipients who never got a message that was sent. When its author knows (`noted`), what else is told of it stays told.
pub async fn refuse(
    tx: &mut Tx,
    root: OutboxId,
    recipients: &[String],
    noted: Option<DateTime<Utc>>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE outbox SET
                noted_at = CASE WHEN $3::timestamptz IS NULL THEN NULL
                                WHEN sent_copy_failure IS NULL AND jsonb_array_length(coalesce(detail -> 'refused', '[]')) = 0 THEN $3
                                ELSE noted_at END,
                detail = jsonb_set(detail, '{refused}', coalesce(detail -> 'refused', '[]') || to_jsonb($2::text[]))
         WHERE id = $1 AND state = 'sent'",
        root.0,
        recipients,
        noted,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A person found that the rest did not arrive, and wants it sent: after the usual wait, when nobody asks for it sooner.
pub async fn resend(
    tx: &mut Tx,
    id: OutboxId,
    failure: &SendFailure,
    not_before: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE outbox SET state = 'scheduled', detail = $2, not_before = $3, attempt = 1, claimed_by = NULL, claimed_at = NULL,
                finished_at = NULL
         WHERE id = $1 AND state = 'unknown'",
        id.0,
        serde_json::to_value(Detail { failure: Some(failure.clone()), ..Detail::default() })?,
        not_before,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
