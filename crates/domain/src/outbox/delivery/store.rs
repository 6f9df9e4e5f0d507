//! SQL of delivery. A row is held by `claimed_by`, a token made for this one claim: whoever does not hold it (any more)
//! changes nothing.

use super::super::detail::{Detail, Untaken};
use crate::{
    db::{Db, Tx},
    error::Result,
    wishes::Place,
};
use chrono::{DateTime, Utc};
use kurier_model::compose::SendFailure;
use kurier_model::{
    DraftId, FolderId, MailboxId, MessageId, OutboxId, PlacementId, RecordId, ThreadId, WorkspaceId,
};
use uuid::Uuid;

/// A message that this worker is to send.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: OutboxId,
    pub workspace: WorkspaceId,
    pub mailbox: MailboxId,
    pub draft: DraftId,
    /// The message that others have already; these are the rest of its recipients.
    pub rest_of: Option<OutboxId>,
    pub thread: Option<ThreadId>,
    pub subject: String,
    pub envelope_from: String,
    pub envelope_to: Vec<String>,
    pub mime: Vec<u8>,
    pub attempt: u32,
    /// Why it could not be sent the last time.
    pub last_failure: Option<SendFailure>,
    pub created_at: DateTime<Utc>,
    pub token: String,
    pub smtp_host: String,
}

/// What a worker finds that asks for a message.
#[derive(Debug)]
pub enum Claim {
    Taken(Box<Claimed>),
    /// Not due.
    Wait {
        until: DateTime<Utc>,
    },
    /// Another worker has it, and was alive then.
    Held {
        since: DateTime<Utc>,
    },
    /// A worker that was handing it over fell silent.
    Doubtful(Lost),
    /// Sent, failed, cancelled, in doubt, or not there at all.
    Over,
}

impl Claimed {
    pub fn lost(&self) -> Lost {
        Lost {
            id: self.id,
            workspace: self.workspace,
            mailbox: self.mailbox,
            thread: self.thread,
            subject: self.subject.clone(),
        }
    }
}

/// What is told of a message.
#[derive(Clone, Debug)]
pub struct Lost {
    pub id: OutboxId,
    pub workspace: WorkspaceId,
    pub mailbox: MailboxId,
    pub thread: Option<ThreadId>,
    pub subject: String,
}

/// The original of a reply that was sent.
#[derive(Clone, Debug)]
pub struct Answered {
    pub mailbox: MailboxId,
    pub places: Vec<Place>,
}

/// Takes a message that is due. What a worker had claimed that fell silent before `silent_since` and had not begun is taken from
/// it, and does not count as an attempt: nothing had been said to any server.
pub async fn claim(
    db: &Db,
    workspace: WorkspaceId,
    id: OutboxId,
    now: DateTime<Utc>,
    silent_since: DateTime<Utc>,
) -> Result<Claim> {
    let token = Uuid::now_v7().simple().to_string();
    let mut tx = db.workspace_tx(workspace).await?;
    let row = sqlx::query!(
        "UPDATE outbox o SET state = 'claimed', claimed_by = $2, claimed_at = $3,
                attempt = o.attempt + CASE WHEN o.state = 'claimed' THEN 0 ELSE 1 END
         FROM mailboxes b
         WHERE b.id = o.mailbox_id AND o.id = $1
           AND ((o.state = 'scheduled' AND o.not_before <= $3) OR (o.state = 'claimed' AND o.claimed_at <= $4))
         RETURNING o.mailbox_id, o.draft_id, o.rest_of, o.thread_id, o.subject, o.envelope_from, o.envelope_to, o.mime, o.attempt, o.detail,
                   o.created_at, b.smtp_host",
        id.0,
        token,
        now,
        silent_since,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return found(&mut tx, workspace, id, now, silent_since).await };
    let news = kurier_model::live::News::Outbox { outgoing: id };
    crate::events::notify(&mut tx, workspace, &news).await?;
    tx.commit().await?;
    let detail: Detail = row.detail.map(serde_json::from_value).transpose()?.unwrap_or_default();
    Ok(Claim::Taken(Box::new(Claimed {
        id,
        workspace,
        mailbox: MailboxId(row.mailbox_id),
        draft: DraftId(row.draft_id),
        rest_of: row.rest_of.map(OutboxId),
        thread: row.thread_id.map(ThreadId),
        subject: row.subject,
        envelope_from: row.envelope_from,
        envelope_to: row.envelope_to,
        mime: row.mime,
        attempt: u32::try_from(row.attempt).unwrap_or(u32::MAX),
        last_failure: detail.failure,
        created_at: row.created_at,
        token,
        smtp_host: row.smtp_host,
    })))
}

/// Why a message could not be taken.
async fn found(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: OutboxId,
    now: DateTime<Utc>,
    silent_since: DateTime<Utc>,
) -> Result<Claim> {
    let row = sqlx::query!(
        "SELECT state, not_before, claimed_at, mailbox_id, thread_id, subject FROM outbox WHERE id = $1",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(Claim::Over) };
    let since = row.claimed_at.unwrap_or(now);
    Ok(match row.state.as_str() {
        "scheduled" => Claim::Wait { until: row.not_before },
        "transmitting" if since <= silent_since => Claim::Doubtful(Lost {
            id,
            workspace,
            mailbox: MailboxId(row.mailbox_id),
            thread: row.thread_id.map(ThreadId),
            subject: row.subject,
        }),
        "claimed" | "transmitting" => Claim::Held { since },
        _ => Claim::Over,
    })
}

/// The last moment before the text is sent; who has not been taken is known now, whatever comes. False: somebody else took the row
/// meanwhile.
pub async fn begin(db: &Db, claimed: &Claimed, untaken: Untaken, now: DateTime<Utc>) -> Result<bool> {
    let detail = Detail { untaken: Some(untaken), ..Detail::default() };
    let mut tx = db.workspace_tx(claimed.workspace).await?;
    let begun = sqlx::query!(
        "UPDATE outbox SET state = 'transmitting', claimed_at = $3, detail = $4
         WHERE id = $1 AND state = 'claimed' AND claimed_by = $2",
        claimed.id.0,
        claimed.token,
        now,
        serde_json::to_value(detail)?,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(begun.rows_affected() == 1)
}

pub async fn beat(db: &Db, claimed: &Claimed, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.workspace_tx(claimed.workspace).await?;
    sqlx::query!(
        "UPDATE outbox SET claimed_at = $3 WHERE id = $1 AND claimed_by = $2 AND state IN ('claimed', 'transmitting')",
        claimed.id.0,
        claimed.token,
        now,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The server took it. True also out of a doubt that had arisen meanwhile: now it is known.
pub async fn sent(
    tx: &mut Tx,
    claimed: &Claimed,
    refused: &[String],
    copy_due: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let detail = Detail { refused: refused.to_vec(), ..Detail::default() };
    let done = sqlx::query!(
        "UPDATE outbox SET state = 'sent', detail = $3, finished_at = $4, sent_copy_after = coalesce($5, $4::timestamptz),
                sent_copy = CASE WHEN $5::timestamptz IS NULL THEN 'unneeded' ELSE 'pending' END
         WHERE id = $1 AND claimed_by = $2 AND state IN ('transmitting', 'unknown')",
        claimed.id.0,
        claimed.token,
        serde_json::to_value(detail)?,
        now,
        copy_due,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn failed(
    tx: &mut Tx,
    claimed: &Claimed,
    failure: &SendFailure,
    now: DateTime<Utc>,
) -> Result<bool> {
    let detail = Detail { failure: Some(failure.clone()), ..Detail::default() };
    let done = sqlx::query!(
        "UPDATE outbox SET state = CASE WHEN rest_of IS NULL THEN 'failed' ELSE 'cancelled' END, detail = $3, finished_at = $4
         WHERE id = $1 AND claimed_by = $2 AND state IN ('claimed', 'transmitting', 'unknown')",
        claimed.id.0,
        claimed.token,
        serde_json::to_value(detail)?,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Nothing was sent: another try at `at`.
pub async fn wait(
    tx: &mut Tx,
    claimed: &Claimed,
    failure: &SendFailure,
    attempt: u32,
    at: DateTime<Utc>,
) -> Result<bool> {
    let detail = Detail { failure: Some(failure.clone()), ..Detail::default() };
    let done = sqlx::query!(
        "UPDATE outbox SET state = 'scheduled', detail = $3, not_before = $4, attempt = $5, claimed_by = NULL, claimed_at = NULL
         WHERE id = $1 AND claimed_by = $2 AND state IN ('claimed', 'transmitting', 'unknown')",
        claimed.id.0,
        claimed.token,
        serde_json::to_value(detail)?,
        at,
        i32::try_from(attempt).unwrap_or(i32::MAX),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Who has not got it in any case stands there since the text was begun.
pub async fn doubt(tx: &mut Tx, claimed: &Claimed, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE outbox SET state = 'unknown', finished_at = $3 WHERE id = $1 AND claimed_by = $2 AND state = 'transmitting'",
        claimed.id.0,
        claimed.token,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a dead worker had begun: nobody knows. The token stays, for the case that it is only slow.
pub async fn doubt_silent(
    tx: &mut Tx,
    id: OutboxId,
    silent_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE outbox SET state = 'unknown', finished_at = $3 WHERE id = $1 AND state = 'transmitting' AND claimed_at <= $2",
        id.0,
        silent_since,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn remember_limit(tx: &mut Tx, mailbox: MailboxId, limit: u64) -> Result<()> {
    let limit = i64::try_from(limit).ok().filter(|limit| *limit > 0);
    sqlx::query!(
        "UPDATE mailboxes SET smtp_size_limit = $2 WHERE id = $1 AND smtp_size_limit IS DISTINCT FROM $2",
        mailbox.0,
        limit,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The files of a sent draft are in the message.
pub async fn drop_files(tx: &mut Tx, draft: DraftId) -> Result<()> {
    sqlx::query!("DELETE FROM draft_attachments WHERE draft_id = $1", draft.0).execute(&mut **tx).await?;
    Ok(())
}

/// The message that a reply answers, where it is not marked so yet. `None`: no reply, or marked already.
pub async fn answered(tx: &mut Tx, draft: DraftId) -> Result<Option<Answered>> {
    let rows = sqlx::query!(
        r#"SELECT p.id, p.mailbox_id, p.thread_id, p.message_id, coalesce(p.wanted_folder_id, p.folder_id) AS "folder_id!"
           FROM drafts d JOIN placements p ON p.message_id = d.in_reply_to
           WHERE d.id = $1 AND d.kind IN ('reply', 'reply_all') AND NOT coalesce(p.wanted_answered, p.answered)"#,
        draft.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mailbox = rows.first().map(|row| MailboxId(row.mailbox_id));
    let places = rows.into_iter().map(|row| Place {
        placement: PlacementId(row.id),
        message: MessageId(row.message_id),
        thread: ThreadId(row.thread_id),
        folder: FolderId(row.folder_id),
    });
    Ok(mailbox.map(|mailbox| Answered { mailbox, places: places.collect() }))
}

/// Records that the thread is attached to.
pub async fn touch_records(tx: &mut Tx, thread: ThreadId, now: DateTime<Utc>) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "UPDATE records SET last_activity_at = greatest(last_activity_at, $2)
         WHERE id IN (SELECT r.id FROM records r JOIN record_threads l ON l.record_id = r.id
                      WHERE l.thread_id = current_thread($1) ORDER BY r.id FOR NO KEY UPDATE OF r)
         RETURNING id",
        thread.0,
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId::from).collect())
}
