//! SQL of reading.

use super::Read;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    raw,
};
use chrono::{DateTime, Utc};
use kurier_mail::Address;
use kurier_model::{MailboxId, MessageId, ThreadId};
use uuid::Uuid;

struct Row {
    thread_id: Uuid,
    mailbox_id: Uuid,
    is_mine: bool,
    author_name: Option<String>,
    author_address: Option<String>,
    received_at: DateTime<Utc>,
    message_id: String,
    raw: Vec<u8>,
}

impl Row {
    fn read(self) -> Result<Read> {
        let raw = unpacked(&self.raw)?;
        // What could not be read was set aside and is no message; a broken one among them still has its headers.
        let parsed = raw::parsed(&raw).map_err(Error::internal)?;
        Ok(Read {
            thread: ThreadId(self.thread_id),
            mailbox: MailboxId(self.mailbox_id),
            is_mine: self.is_mine,
            author: self.author_address.map(|email| Address { name: self.author_name, email }),
            received_at: self.received_at,
            message_id: self.message_id,
            raw,
            parsed,
        })
    }
}

fn unpacked(raw: &[u8]) -> Result<Vec<u8>> {
    zstd::decode_all(raw).map_err(|error| Error::internal(format!("a stored message: {error}")))
}

pub async fn message(tx: &mut Tx, actor: &Actor, id: MessageId) -> Result<Option<Read>> {
    sqlx::query_as!(
        Row,
        "SELECT m.thread_id, m.mailbox_id, m.is_mine, m.author_name, m.author_address, m.received_at, m.message_id, c.raw
         FROM messages m JOIN contents c ON c.id = m.content_id
         WHERE m.id = $1 AND m.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)",
        id.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Row::read)
    .transpose()
}

/// Newest first.
pub async fn messages(tx: &mut Tx, actor: &Actor, thread: ThreadId, limit: i64) -> Result<Vec<Read>> {
    sqlx::query_as!(
        Row,
        "SELECT m.thread_id, m.mailbox_id, m.is_mine, m.author_name, m.author_address, m.received_at, m.message_id, c.raw
         FROM messages m JOIN contents c ON c.id = m.content_id
         WHERE m.thread_id = current_thread($1) AND m.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)
           AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id AND NOT p.draft)
         ORDER BY m.received_at DESC, m.id DESC LIMIT $3",
        thread.0,
        actor.user.map(|user| user.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Row::read)
    .collect()
}

/// Oldest first.
pub async fn first_messages(tx: &mut Tx, actor: &Actor, thread: ThreadId, limit: i64) -> Result<Vec<Read>> {
    sqlx::query_as!(
        Row,
        "SELECT m.thread_id, m.mailbox_id, m.is_mine, m.author_name, m.author_address, m.received_at, m.message_id, c.raw
         FROM messages m JOIN contents c ON c.id = m.content_id
         WHERE m.thread_id = current_thread($1) AND m.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)
           AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id AND NOT p.draft)
         ORDER BY m.received_at, m.id LIMIT $3",
        thread.0,
        actor.user.map(|user| user.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Row::read)
    .collect()
}

pub async fn small(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[MessageId],
    limit: i32,
) -> Result<Vec<(MessageId, Vec<u8>)>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "SELECT m.id, c.raw FROM messages m JOIN contents c ON c.id = m.content_id
         WHERE m.id = ANY ($1) AND c.size <= $3 AND m.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)",
        &ids,
        actor.user.map(|user| user.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(|row| Ok((MessageId(row.id), unpacked(&row.raw)?))).collect()
}
