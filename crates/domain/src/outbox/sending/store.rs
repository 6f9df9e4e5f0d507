//! SQL of what people do with the outbox.

use super::super::drafts::store::Held;
use super::super::rendering::Rendered;
use crate::{Actor, Result, Tx};
use chrono::{DateTime, Utc};
use kurier_model::compose::{Outgoing, SendFailure, SendState};
use kurier_model::inbox::PartlyRefused;
use kurier_model::{DraftId, MailboxId, MessageId, OutboxId, ThreadId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// An outgoing message with what only this floor needs.
#[derive(Clone, Debug)]
pub struct Row {
    pub outgoing: Outgoing,
    pub mailbox: MailboxId,
    pub author: UserId,
}

/// What the column `detail` holds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    pub failure: Option<SendFailure>,
    pub refused: Vec<String>,
}

struct Raw {
    id: Uuid,
    draft_id: Uuid,
    mailbox_id: Uuid,
    author_id: Uuid,
    thread_id: Option<Uuid>,
    subject: String,
    recipients: Value,
    state: String,
    detail: Option<Value>,
    attempt: i32,
    not_before: DateTime<Utc>,
    claimed_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    sent_copy_failure: Option<Value>,
}

impl Raw {
    fn row(self) -> Result<Row> {
        let detail: Detail = self.detail.map(serde_json::from_value).transpose()?.unwrap_or_default();
        let attempt = u32::try_from(self.attempt).unwrap_or_default();
        let finished = self.finished_at.unwrap_or(self.not_before);
        let state = match (self.state.as_str(), detail.failure) {
            ("scheduled", Some(failure)) => SendState::Retrying { attempt, at: self.not_before, failure },
            ("scheduled", None) => SendState::Scheduled { until: self.not_before },
            ("claimed" | "transmitting", _) => {
                SendState::Sending { attempt, since: self.claimed_at.unwrap_or(self.not_before) }
            }
            ("sent", _) => SendState::Sent {
                at: finished,
                refused: detail.refused,
                no_copy: self.sent_copy_failure.map(serde_json::from_value).transpose()?,
            },
            ("failed", Some(failure)) => SendState::Failed { failure },
            ("failed", None) => {
                SendState::Failed { failure: SendFailure::Unreachable { detail: String::new() } }
            }
            ("unknown", _) => SendState::Unknown { since: finished },
            _ => SendState::Cancelled,
        };
        Ok(Row {
            outgoing: Outgoing {
                id: OutboxId(self.id),
                draft: DraftId(self.draft_id),
                thread: self.thread_id.map(ThreadId),
                subject: self.subject,
                to: serde_json::from_value(self.recipients)?,
                state,
            },
            mailbox: MailboxId(self.mailbox_id),
            author: UserId(self.author_id),
        })
    }
}

#[expect(clippy::too_many_arguments, reason = "one row, written in one place")]
pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    id: OutboxId,
    draft: DraftId,
    held: &Held,
    rendered: &Rendered,
    now: DateTime<Utc>,
    not_before: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO outbox (id, workspace_id, mailbox_id, draft_id, author_id, thread_id, message_id, subject, recipients,
                             envelope_from, envelope_to, mime, not_before, draft_stamp, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
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
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// An outgoing message of a mailbox that the actor may see.
pub async fn get(tx: &mut Tx, actor: &Actor, id: OutboxId) -> Result<Option<Row>> {
    sqlx::query_as!(
        Raw,
        "SELECT id, draft_id, mailbox_id, author_id, thread_id, subject, recipients, state, detail, attempt, not_before,
                claimed_at, finished_at, sent_copy_failure
         FROM outbox WHERE id = $1 AND mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)",
        id.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Raw::row)
    .transpose()
}

/// The message that a draft is being sent as.
pub async fn under_way(tx: &mut Tx, draft: DraftId) -> Result<Option<Row>> {
    sqlx::query_as!(
        Raw,
        "SELECT id, draft_id, mailbox_id, author_id, thread_id, subject, recipients, state, detail, attempt, not_before,
                claimed_at, finished_at, sent_copy_failure
         FROM outbox WHERE draft_id = $1 AND state NOT IN ('cancelled', 'failed') ORDER BY created_at DESC LIMIT 1",
        draft.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Raw::row)
    .transpose()
}

/// What the actor has not sent, or what went wrong with it afterwards. A failure whose draft was thrown away is over.
pub async fn open(tx: &mut Tx, actor: &Actor) -> Result<Vec<Row>> {
    sqlx::query_as!(
        Raw,
        "SELECT o.id, o.draft_id, o.mailbox_id, o.author_id, o.thread_id, o.subject, o.recipients, o.state, o.detail, o.attempt,
                o.not_before, o.claimed_at, o.finished_at, o.sent_copy_failure
         FROM outbox o JOIN drafts d ON d.id = o.draft_id
         WHERE o.workspace_id = $1 AND o.author_id = $2
           AND ((o.state NOT IN ('sent', 'cancelled') AND (o.state <> 'failed' OR d.state = 'open'))
                OR (o.state = 'sent' AND o.noted_at IS NULL
                    AND (o.sent_copy_failure IS NOT NULL OR jsonb_array_length(o.detail -> 'refused') > 0)))
           AND o.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)
         ORDER BY o.created_at DESC, o.id DESC LIMIT 500",
        actor.workspace.0,
        actor.person()?.0,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Raw::row)
    .collect()
}

/// The draft is sent anew: its earlier failures are history.
pub async fn forget_failed(tx: &mut Tx, draft: DraftId) -> Result<()> {
    sqlx::query!("UPDATE outbox SET state = 'cancelled' WHERE draft_id = $1 AND state = 'failed'", draft.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn set_draft(
    tx: &mut Tx,
    draft: DraftId,
    state: &str,
    failure: Option<&SendFailure>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE drafts SET state = $2, failure = $3 WHERE id = $1",
        draft.0,
        state,
        failure.map(serde_json::to_value).transpose()?,
    )
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

/// False when it is neither failed (with a draft that still says the same) nor waiting for another try.
pub async fn retry(tx: &mut Tx, id: OutboxId, now: DateTime<Utc>) -> Result<bool> {
    let again = sqlx::query!(
        "UPDATE outbox o SET state = 'scheduled', attempt = 0, detail = NULL, not_before = $2, finished_at = NULL
         FROM drafts d
         WHERE o.id = $1 AND d.id = o.draft_id
           AND ((o.state = 'failed' AND d.state = 'open' AND d.stamp = o.draft_stamp)
                OR (o.state = 'scheduled' AND o.attempt > 0))",
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

/// Messages of a thread that did not reach everybody.
pub async fn refused_in(tx: &mut Tx, thread: ThreadId) -> Result<Vec<PartlyRefused>> {
    let rows = sqlx::query!(
        r#"SELECT m.id, o.detail AS "detail!" FROM messages m
           JOIN outbox o ON o.message_id = m.message_id AND o.mailbox_id = m.mailbox_id
           WHERE m.thread_id = current_thread($1) AND m.is_mine AND o.state = 'sent' AND jsonb_array_length(o.detail -> 'refused') > 0"#,
        thread.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let recipients = serde_json::from_value::<Detail>(row.detail)?.refused;
            Ok(PartlyRefused { message: MessageId(row.id), recipients })
        })
        .collect()
}

/// Ends a doubt: sent, or failed with this reason.
pub async fn resolve(
    tx: &mut Tx,
    id: OutboxId,
    failure: Option<&SendFailure>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let state = if failure.is_some() { "failed" } else { "sent" };
    let detail = Detail { failure: failure.cloned(), refused: Vec::new() };
    let resolved = sqlx::query!(
        "UPDATE outbox SET state = $2, detail = $3, finished_at = $4, sent_copy_after = $4 WHERE id = $1 AND state = 'unknown'",
        id.0,
        state,
        serde_json::to_value(detail)?,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(resolved.rows_affected() == 1)
}
