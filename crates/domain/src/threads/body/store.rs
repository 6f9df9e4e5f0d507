//! SQL of what is inside messages.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{AttachmentId, MailboxId, MessageId, ThreadId, UserId};

/// A part of a message.
pub struct Part {
    pub message: MessageId,
    pub part: i32,
    pub name: String,
    pub media_type: String,
    /// Of the whole message, in bytes before compression.
    pub size: i32,
}

/// What has to be known before a message is shown.
pub struct Shown {
    pub mailbox: MailboxId,
    pub thread: ThreadId,
    /// In bytes, before compression.
    pub size: usize,
    /// This person asked for pictures from elsewhere.
    pub pictures: bool,
}

pub async fn shown(tx: &mut Tx, actor: &Actor, message: MessageId) -> Result<Option<Shown>> {
    let row = sqlx::query!(
        r#"SELECT m.mailbox_id, m.thread_id, m.size,
                  EXISTS (SELECT 1 FROM picture_consents p WHERE p.message_id = m.id AND p.user_id = $2) AS "pictures!"
           FROM messages m WHERE m.id = $1 AND may_see(m.mailbox_id, $2)"#,
        message.0,
        actor.user.map(|user| user.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Shown {
        mailbox: MailboxId(row.mailbox_id),
        thread: ThreadId(row.thread_id),
        size: usize::try_from(row.size).unwrap_or_default(),
        pictures: row.pictures,
    }))
}

/// Whether this is the first time.
pub async fn consent(
    tx: &mut Tx,
    actor: &Actor,
    message: MessageId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let given = sqlx::query!(
        "INSERT INTO picture_consents (message_id, user_id, workspace_id, given_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        message.0,
        user.0,
        actor.workspace.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(given.rows_affected() > 0)
}

pub async fn raw(tx: &mut Tx, actor: &Actor, message: MessageId) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!(
        "SELECT c.raw FROM messages m JOIN contents c ON c.id = m.content_id WHERE m.id = $1 AND may_see(m.mailbox_id, $2)",
        message.0,
        actor.user.map(|user| user.0)
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn attachment(tx: &mut Tx, actor: &Actor, attachment: AttachmentId) -> Result<Option<Part>> {
    let row = sqlx::query!(
        "SELECT a.message_id, a.part, a.name, a.media_type, m.size FROM attachments a JOIN messages m ON m.id = a.message_id
         WHERE a.id = $1 AND may_see(m.mailbox_id, $2)",
        attachment.0,
        actor.user.map(|user| user.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Part {
        message: MessageId(row.message_id),
        part: row.part,
        name: row.name,
        media_type: row.media_type,
        size: row.size,
    }))
}

/// Where several parts claim the id, the first that is a picture.
pub async fn inline(
    tx: &mut Tx,
    actor: &Actor,
    message: MessageId,
    content_id: &str,
) -> Result<Option<Part>> {
    let row = sqlx::query!(
        "SELECT a.message_id, a.part, a.name, a.media_type, m.size FROM attachments a JOIN messages m ON m.id = a.message_id
         WHERE m.id = $1 AND a.content_id = $2 AND may_see(m.mailbox_id, $3)
         ORDER BY a.media_type NOT LIKE 'image/%', a.part LIMIT 1",
        message.0,
        content_id,
        actor.user.map(|user| user.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Part {
        message: MessageId(row.message_id),
        part: row.part,
        name: row.name,
        media_type: row.media_type,
        size: row.size,
    }))
}
