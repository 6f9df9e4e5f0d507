//! SQL of what is inside messages.

use crate::{Actor, Result, Tx};
use kurier_model::{AttachmentId, MessageId};

/// A part of a message, with the whole message's bytes.
pub struct Part {
    pub part: i32,
    pub name: String,
    pub media_type: String,
    pub raw: Vec<u8>,
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
    Ok(sqlx::query_as!(
        Part,
        "SELECT a.part, a.name, a.media_type, c.raw FROM attachments a JOIN messages m ON m.id = a.message_id
         JOIN contents c ON c.id = m.content_id WHERE a.id = $1 AND may_see(m.mailbox_id, $2)",
        attachment.0,
        actor.user.map(|user| user.0)
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn inline(
    tx: &mut Tx,
    actor: &Actor,
    message: MessageId,
    content_id: &str,
) -> Result<Option<Part>> {
    Ok(sqlx::query_as!(
        Part,
        "SELECT a.part, a.name, a.media_type, c.raw FROM attachments a JOIN messages m ON m.id = a.message_id
         JOIN contents c ON c.id = m.content_id
         WHERE m.id = $1 AND a.content_id = $2 AND may_see(m.mailbox_id, $3) LIMIT 1",
        message.0,
        content_id,
        actor.user.map(|user| user.0)
    )
    .fetch_optional(&mut **tx)
    .await?)
}
