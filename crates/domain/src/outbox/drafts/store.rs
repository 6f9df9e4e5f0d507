//! SQL of drafts. A draft is seen by its author, as long as the author sees its mailbox.

use super::super::pictures::DraftFile;
use super::super::{markup, pictures};
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_mail::message::build::OutgoingFile;
use kurier_model::compose::{Draft, DraftAbout, DraftAttachment, DraftContent, DraftRow, SendFailure};
use kurier_model::{Address, DraftAttachmentId, DraftId, MailboxId, MessageId, RecordId, ThreadId};

/// A draft locked for the transaction.
#[derive(Clone, Debug)]
pub struct Held {
    pub mailbox: MailboxId,
    pub thread: Option<ThreadId>,
    pub in_reply_to: Option<MessageId>,
    pub kind: String,
    pub revision: u32,
    /// Raised by the database with whatever changes what would be sent.
    pub stamp: i64,
    pub state: String,
    pub content: DraftContent,
}

impl Held {
    /// A reply, to one or to all.
    pub fn is_answer(&self) -> bool {
        matches!(self.kind.as_str(), "reply" | "reply_all")
    }

    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

/// A mailbox that the actor may send from.
#[derive(Clone, Debug)]
pub struct Sender {
    pub address: String,
    pub size_limit: Option<u64>,
}

/// A new draft, about to be stored.
#[derive(Clone, Debug)]
pub struct NewDraft<'a> {
    pub id: DraftId,
    pub mailbox: MailboxId,
    pub thread: Option<ThreadId>,
    pub in_reply_to: Option<MessageId>,
    /// From whose page it is written.
    pub record: Option<RecordId>,
    pub kind: &'a str,
    pub content: &'a DraftContent,
}

pub async fn insert(tx: &mut Tx, actor: &Actor, new: &NewDraft<'_>, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO drafts (id, workspace_id, mailbox_id, author_id, thread_id, in_reply_to, kind, content, created_at, updated_at, record_id, about)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, CASE WHEN $10::uuid IS NULL THEN 'unsaid' ELSE 'record' END)",
        new.id.0,
        actor.workspace.0,
        new.mailbox.0,
        actor.person()?.0,
        new.thread.map(|thread| thread.0),
        new.in_reply_to.map(|message| message.0),
        new.kind,
        serde_json::to_value(new.content)?,
        now,
        new.record.map(|record| record.0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The open draft that answers a message in the same way, the last one written in first.
pub async fn begun(tx: &mut Tx, actor: &Actor, message: MessageId, kind: &str) -> Result<Option<DraftId>> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM drafts
         WHERE author_id = $1 AND in_reply_to = $2 AND kind = $3 AND state = 'open'
           AND mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
         ORDER BY revision > 1 DESC, updated_at DESC LIMIT 1",
        actor.user.map(|user| user.0),
        message.0,
        kind,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(DraftId))
}

pub async fn get(tx: &mut Tx, actor: &Actor, id: DraftId) -> Result<Option<Draft>> {
    let row = sqlx::query!(
        "SELECT d.mailbox_id, b.address, b.smtp_size_limit, current_thread(d.thread_id) AS thread_id, d.in_reply_to, d.kind, d.content, d.revision, d.updated_at, d.failure
         FROM drafts d JOIN mailboxes b ON b.id = d.mailbox_id
         WHERE d.id = $1 AND d.author_id = $2 AND d.state = 'open'
           AND d.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)",
        id.0,
        actor.person()?.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let failure: Option<SendFailure> = row.failure.map(serde_json::from_value).transpose()?;
    Ok(Some(Draft {
        id,
        mailbox: MailboxId(row.mailbox_id),
        from: Address {
            name: Some(actor.name.clone()).filter(|name| !name.trim().is_empty()),
            address: row.address,
        },
        thread: row.thread_id.map(ThreadId),
        in_reply_to: row.in_reply_to.map(MessageId),
        is_answer: row.in_reply_to.is_some() && row.kind != "forward",
        content: serde_json::from_value(row.content)?,
        attachments: Vec::new(),
        revision: u32::try_from(row.revision).unwrap_or_default(),
        updated_at: row.updated_at,
        failure,
        size_limit: row.smtp_size_limit.and_then(|limit| u64::try_from(limit).ok()),
        about: DraftAbout::Unsaid,
    }))
}

/// Threads in which the actor has written something that is not sent.
pub async fn threads_begun(tx: &mut Tx, actor: &Actor) -> Result<Vec<ThreadId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT current_thread(d.thread_id) AS "thread!" FROM drafts d
           WHERE d.author_id = $1 AND d.state = 'open' AND d.thread_id IS NOT NULL AND is_begun(d)
             AND d.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)"#,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Only what somebody has put something into: a draft that was opened and left is no draft yet.
pub async fn list(tx: &mut Tx, actor: &Actor, thread: Option<ThreadId>) -> Result<Vec<DraftRow>> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.content, current_thread(d.thread_id) AS thread_id, d.updated_at, d.failure IS NOT NULL AS "failed!"
           FROM drafts d
           WHERE d.author_id = $1 AND d.state = 'open' AND d.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
             AND ($2::uuid IS NULL OR current_thread(d.thread_id) = current_thread($2))
             AND is_begun(d)
           ORDER BY d.updated_at DESC, d.id DESC LIMIT 500"#,
        actor.person()?.0,
        thread.map(|thread| thread.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let content: DraftContent = serde_json::from_value(row.content)?;
            Ok(DraftRow {
                id: DraftId(row.id),
                snippet: markup::snippet(&content.html, 160),
                to: content.to,
                subject: content.subject,
                thread: row.thread_id.map(ThreadId),
                updated_at: row.updated_at,
                failed: row.failed,
            })
        })
        .collect()
}

/// Locks a draft of the actor's in whatever state it is.
pub async fn hold(tx: &mut Tx, actor: &Actor, id: DraftId) -> Result<Option<Held>> {
    let row = sqlx::query!(
        "SELECT mailbox_id, thread_id, in_reply_to, kind, revision, stamp, state, content FROM drafts
         WHERE id = $1 AND author_id = $2 AND state <> 'discarded'
           AND mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v) FOR UPDATE",
        id.0,
        actor.person()?.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Held {
        mailbox: MailboxId(row.mailbox_id),
        thread: row.thread_id.map(ThreadId),
        in_reply_to: row.in_reply_to.map(MessageId),
        kind: row.kind,
        revision: u32::try_from(row.revision).unwrap_or_default(),
        stamp: row.stamp,
        state: row.state,
        content: serde_json::from_value(row.content)?,
    }))
}

pub async fn save(tx: &mut Tx, id: DraftId, content: &DraftContent, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE drafts SET content = $2, revision = revision + 1, updated_at = $3 WHERE id = $1",
        id.0,
        serde_json::to_value(content)?,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn discard(tx: &mut Tx, id: DraftId) -> Result<()> {
    sqlx::query!("UPDATE drafts SET state = 'discarded' WHERE id = $1", id.0).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM draft_attachments WHERE draft_id = $1", id.0).execute(&mut **tx).await?;
    Ok(())
}

pub async fn set_state(
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

pub async fn set_mailbox(tx: &mut Tx, id: DraftId, mailbox: MailboxId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE drafts SET mailbox_id = $2, updated_at = $3 WHERE id = $1", id.0, mailbox.0, now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The mailbox, if the actor may send from it.
pub async fn sender(tx: &mut Tx, actor: &Actor, mailbox: MailboxId) -> Result<Option<Sender>> {
    let row = sqlx::query!(
        "SELECT address, smtp_size_limit FROM mailboxes
         WHERE id = $1 AND id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)",
        mailbox.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Sender {
        address: row.address,
        size_limit: row.smtp_size_limit.and_then(|limit| u64::try_from(limit).ok()),
    }))
}

/// The person's first mailbox: their own before the team's.
pub async fn first_mailbox(tx: &mut Tx, actor: &Actor) -> Result<Option<MailboxId>> {
    let user = actor.user.map(|user| user.0);
    let found = sqlx::query_scalar!(
        "SELECT m.id FROM mailboxes m JOIN visible_mailboxes($1) v ON v.mailbox_id = m.id
         ORDER BY (m.owner_id = $1) DESC, (m.kind = 'private') DESC, m.created_at, m.id LIMIT 1",
        user,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(MailboxId))
}

pub async fn attachments(tx: &mut Tx, draft: DraftId) -> Result<Vec<DraftAttachment>> {
    let rows = sqlx::query!(
        "SELECT id, name, media_type, size, in_text FROM draft_attachments WHERE draft_id = $1 ORDER BY id",
        draft.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DraftAttachment {
            id: DraftAttachmentId(row.id),
            name: row.name,
            media_type: row.media_type,
            bytes: u64::try_from(row.size).unwrap_or_default(),
            in_text: row.in_text,
        })
        .collect())
}

/// Every file, whole.
pub async fn files(tx: &mut Tx, draft: DraftId) -> Result<Vec<DraftFile>> {
    let rows = sqlx::query!(
        "SELECT name, media_type, bytes, content_id, in_text FROM draft_attachments WHERE draft_id = $1 ORDER BY id",
        draft.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DraftFile {
            file: OutgoingFile {
                name: row.name,
                media_type: row.media_type,
                bytes: row.bytes,
                content_id: row.content_id,
            },
            in_text: row.in_text,
        })
        .collect())
}

pub async fn add_attachment(
    tx: &mut Tx,
    actor: &Actor,
    draft: DraftId,
    file: &DraftAttachment,
    bytes: &[u8],
    content_id: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO draft_attachments (id, workspace_id, draft_id, name, media_type, size, bytes, content_id, in_text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        file.id.0,
        actor.workspace.0,
        draft.0,
        file.name,
        file.media_type,
        i64::try_from(file.bytes).unwrap_or(i64::MAX),
        bytes,
        content_id,
        file.in_text,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives a draft the pictures that its text shows and that were pasted into another of the author's: a text that is copied brings
/// them along.
pub async fn adopt_pictures(tx: &mut Tx, actor: &Actor, draft: DraftId, shown: &[String]) -> Result<()> {
    sqlx::query!(
        "INSERT INTO draft_attachments (id, workspace_id, draft_id, name, media_type, size, bytes, content_id, in_text)
         SELECT DISTINCT ON (a.content_id) gen_random_uuid(), a.workspace_id, $1, a.name, a.media_type, a.size, a.bytes, a.content_id, true
         FROM draft_attachments a JOIN drafts d ON d.id = a.draft_id
         WHERE d.author_id = $2 AND a.in_text AND a.content_id = ANY($3)
           AND NOT EXISTS (SELECT 1 FROM draft_attachments own WHERE own.draft_id = $1 AND own.content_id = a.content_id)
         ORDER BY a.content_id",
        draft.0,
        actor.person()?.0,
        shown,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A picture of a text, whole, of an open draft of the actor's: by the id that it was pasted with.
pub async fn picture(tx: &mut Tx, actor: &Actor, pasted: DraftAttachmentId) -> Result<Option<OutgoingFile>> {
    let row = sqlx::query!(
        "SELECT a.name, a.media_type, a.bytes, a.content_id FROM draft_attachments a JOIN drafts d ON d.id = a.draft_id
         WHERE a.content_id = $1 AND a.in_text AND d.author_id = $2 AND d.state = 'open'
           AND d.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)
         LIMIT 1",
        pictures::pasted(pasted),
        actor.person()?.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| OutgoingFile {
        name: row.name,
        media_type: row.media_type,
        bytes: row.bytes,
        content_id: row.content_id,
    }))
}

pub async fn draft_of(tx: &mut Tx, attachment: DraftAttachmentId) -> Result<Option<DraftId>> {
    let draft = sqlx::query_scalar!("SELECT draft_id FROM draft_attachments WHERE id = $1", attachment.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(draft.map(DraftId))
}

pub async fn remove_attachment(tx: &mut Tx, attachment: DraftAttachmentId) -> Result<()> {
    sqlx::query!("DELETE FROM draft_attachments WHERE id = $1", attachment.0).execute(&mut **tx).await?;
    Ok(())
}

/// Throws away drafts that were begun before `untouched` and never written in, and what nobody can see any more since `before`:
/// drafts that were discarded, the text of drafts that were sent, and the bytes of what has gone out. What did not reach
/// everybody is kept with its names.
pub async fn clear_away(tx: &mut Tx, untouched: DateTime<Utc>, before: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE drafts d SET state = 'discarded'
         WHERE state = 'open' AND revision = 1 AND kind <> 'forward' AND failure IS NULL AND updated_at < $1
           AND NOT EXISTS (SELECT 1 FROM draft_attachments a WHERE a.draft_id = d.id)",
        untouched,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "DELETE FROM drafts d WHERE state = 'discarded' AND updated_at < $1
           AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.draft_id = d.id)",
        before,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        r#"UPDATE drafts SET content = '{"to":[],"cc":[],"bcc":[],"subject":"","html":"","quote":null}'
           WHERE state IN ('sent', 'discarded') AND updated_at < $1 AND content ->> 'html' <> ''"#,
        before,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE outbox SET mime = '' WHERE finished_at < $1 AND octet_length(mime) > 0
           AND (state = 'cancelled' OR (state = 'sent' AND sent_copy IN ('done', 'unneeded')))",
        before,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
