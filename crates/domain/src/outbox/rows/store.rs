//! SQL of the outbox's rows.

use super::Row;
use crate::outbox::detail::Detail;
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::compose::{Outgoing, SendFailure, SendState};
use kurier_model::inbox::PartlyRefused;
use kurier_model::{DraftId, MailboxId, MessageId, OutboxId, ThreadId, UserId};
use serde_json::Value;
use uuid::Uuid;

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
    rest_of: Option<Uuid>,
    envelope_to: Vec<String>,
    awaited: Vec<String>,
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
                awaited: self.awaited,
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
                is_rest: self.rest_of.is_some(),
            },
            rest: self.rest_of.map(|root| (OutboxId(root), self.envelope_to)),
            mailbox: MailboxId(self.mailbox_id),
            author: UserId(self.author_id),
        })
    }
}

/// An outgoing message of a mailbox that the actor may see.
pub async fn get(tx: &mut Tx, actor: &Actor, id: OutboxId) -> Result<Option<Row>> {
    sqlx::query_as!(
        Raw,
        r#"SELECT o.id, o.draft_id, o.mailbox_id, o.author_id, o.thread_id, o.subject, o.recipients, o.state, o.detail, o.attempt,
                  o.not_before, o.claimed_at, o.finished_at, o.sent_copy_failure, o.rest_of, o.envelope_to,
                  ARRAY(SELECT unnest(r.envelope_to) FROM outbox r WHERE r.rest_of = o.id AND r.state NOT IN ('sent', 'failed', 'cancelled'))
                      AS "awaited!"
           FROM outbox o WHERE o.id = $1 AND o.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)"#,
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
        r#"SELECT o.id, o.draft_id, o.mailbox_id, o.author_id, o.thread_id, o.subject, o.recipients, o.state, o.detail, o.attempt,
                  o.not_before, o.claimed_at, o.finished_at, o.sent_copy_failure, o.rest_of, o.envelope_to,
                  ARRAY(SELECT unnest(r.envelope_to) FROM outbox r WHERE r.rest_of = o.id AND r.state NOT IN ('sent', 'failed', 'cancelled'))
                      AS "awaited!"
           FROM outbox o WHERE o.draft_id = $1 AND o.rest_of IS NULL AND o.state NOT IN ('cancelled', 'failed') ORDER BY o.created_at DESC LIMIT 1"#,
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
        r#"SELECT o.id, o.draft_id, o.mailbox_id, o.author_id, o.thread_id, o.subject, o.recipients, o.state, o.detail, o.attempt,
                  o.not_before, o.claimed_at, o.finished_at, o.sent_copy_failure, o.rest_of, o.envelope_to,
                  ARRAY(SELECT unnest(r.envelope_to) FROM outbox r WHERE r.rest_of = o.id AND r.state NOT IN ('sent', 'failed', 'cancelled'))
                      AS "awaited!"
           FROM outbox o JOIN drafts d ON d.id = o.draft_id
         WHERE o.workspace_id = $1 AND o.author_id = $2
           AND ((o.state NOT IN ('sent', 'cancelled') AND (o.state <> 'failed' OR d.state = 'open'))
                OR (o.state = 'sent' AND o.noted_at IS NULL
                    AND (o.sent_copy_failure IS NOT NULL OR jsonb_array_length(o.detail -> 'refused') > 0)))
           AND o.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)
         ORDER BY o.created_at DESC, o.id DESC LIMIT 500"#,
        actor.workspace.0,
        actor.person()?.0,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Raw::row)
    .collect()
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
