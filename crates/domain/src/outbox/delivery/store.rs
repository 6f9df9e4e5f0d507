//! SQL of delivery. A row is held by `claimed_by`, a token made for this one claim: whoever does not hold it (any more)
//! changes nothing.

use super::super::sending::store::Detail;
use crate::{Db, Result, Tx, wishes::Place};
use chrono::{DateTime, TimeDelta, Utc};
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
    pub thread: Option<ThreadId>,
    pub subject: String,
    pub envelope_from: String,
    pub envelope_to: Vec<String>,
    pub mime: Vec<u8>,
    pub attempt: u32,
    pub token: String,
    pub smtp_host: String,
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

/// Takes the message that has been due longest.
pub async fn claim(db: &Db, worker: &str, now: DateTime<Utc>) -> Result<Option<Claimed>> {
    let token = format!("{worker}/{}", Uuid::now_v7().simple());
    let mut tx = db.system_tx().await?;
    let row = sqlx::query!(
        "UPDATE outbox o SET state = 'claimed', claimed_by = $1, claimed_at = $2, attempt = attempt + 1
         FROM mailboxes b
         WHERE b.id = o.mailbox_id AND o.id = (
             SELECT id FROM outbox WHERE state = 'scheduled' AND not_before <= $2 ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING o.id, o.workspace_id, o.mailbox_id, o.draft_id, o.thread_id, o.subject, o.envelope_from, o.envelope_to, o.mime,
                   o.attempt, b.smtp_host",
        token,
        now,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let workspace = WorkspaceId(row.workspace_id);
    let news = kurier_model::live::News::Outbox { outgoing: OutboxId(row.id) };
    crate::events::notify(&mut tx, workspace, &news).await?;
    tx.commit().await?;
    Ok(Some(Claimed {
        id: OutboxId(row.id),
        workspace,
        mailbox: MailboxId(row.mailbox_id),
        draft: DraftId(row.draft_id),
        thread: row.thread_id.map(ThreadId),
        subject: row.subject,
        envelope_from: row.envelope_from,
        envelope_to: row.envelope_to,
        mime: row.mime,
        attempt: u32::try_from(row.attempt).unwrap_or(u32::MAX),
        token,
        smtp_host: row.smtp_host,
    }))
}

/// The last moment before the text is sent. False: somebody else took the row meanwhile.
pub async fn begin(db: &Db, claimed: &Claimed, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = db.workspace_tx(claimed.workspace).await?;
    let begun = sqlx::query!(
        "UPDATE outbox SET state = 'transmitting', claimed_at = $3 WHERE id = $1 AND state = 'claimed' AND claimed_by = $2",
        claimed.id.0,
        claimed.token,
        now,
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
    let detail = Detail { failure: None, refused: refused.to_vec() };
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
    let detail = Detail { failure: Some(failure.clone()), refused: Vec::new() };
    let done = sqlx::query!(
        "UPDATE outbox SET state = 'failed', detail = $3, finished_at = $4
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
pub async fn wait(tx: &mut Tx, claimed: &Claimed, failure: &SendFailure, at: DateTime<Utc>) -> Result<bool> {
    let detail = Detail { failure: Some(failure.clone()), refused: Vec::new() };
    let done = sqlx::query!(
        "UPDATE outbox SET state = 'scheduled', detail = $3, not_before = $4, claimed_by = NULL, claimed_at = NULL
         WHERE id = $1 AND claimed_by = $2 AND state IN ('claimed', 'transmitting', 'unknown')",
        claimed.id.0,
        claimed.token,
        serde_json::to_value(detail)?,
        at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

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

/// What a dead worker had claimed and not begun: safe to send.
pub async fn release_claimed(db: &Db, silent_since: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.system_tx().await?;
    sqlx::query!(
        "UPDATE outbox SET state = 'scheduled', not_before = $2, claimed_by = NULL, claimed_at = NULL
         WHERE state = 'claimed' AND claimed_at < $1",
        silent_since,
        now,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// What a dead worker had begun: nobody knows. The token stays, for the case that it is only slow.
pub async fn doubt_transmitting(
    db: &Db,
    silent_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Lost>> {
    let mut tx = db.system_tx().await?;
    let rows = sqlx::query!(
        "UPDATE outbox SET state = 'unknown', finished_at = $2 WHERE state = 'transmitting' AND claimed_at < $1
         RETURNING id, workspace_id, mailbox_id, thread_id, subject",
        silent_since,
        now,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .map(|row| Lost {
            id: OutboxId(row.id),
            workspace: WorkspaceId(row.workspace_id),
            mailbox: MailboxId(row.mailbox_id),
            thread: row.thread_id.map(ThreadId),
            subject: row.subject,
        })
        .collect())
}

/// When there is something to do next; what was taken on is looked at again `dead_after` later.
pub async fn next_due(db: &Db, dead_after: TimeDelta) -> Result<Option<DateTime<Utc>>> {
    let mut tx = db.system_tx().await?;
    Ok(sqlx::query_scalar!(
        "SELECT min(at) FROM (
             SELECT min(not_before) AS at FROM outbox WHERE state = 'scheduled'
             UNION ALL
             SELECT min(claimed_at) + make_interval(secs => $1) FROM outbox WHERE state IN ('claimed', 'transmitting')
             UNION ALL
             SELECT min(sent_copy_after) FROM outbox WHERE state = 'sent' AND sent_copy = 'pending') due",
        dead_after.as_seconds_f64(),
    )
    .fetch_one(&mut *tx)
    .await?)
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

/// Leads that the thread is attached to.
pub async fn touch_leads(tx: &mut Tx, thread: ThreadId, now: DateTime<Utc>) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "UPDATE records r SET last_activity_at = greatest(r.last_activity_at, $2) FROM record_threads l
         WHERE l.thread_id = current_thread($1) AND r.id = l.record_id RETURNING r.id",
        thread.0,
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId::from).collect())
}
