//! SQL of the export.

use super::{ExportedFile, LinkedRecord};
use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{Address, MailboxId, MessageId, RecordId, ThreadId};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Recipients {
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
}

pub struct Row {
    pub id: MessageId,
    pub message_id: String,
    pub thread: ThreadId,
    pub subject: String,
    pub from: Option<Address>,
    pub recipients: Recipients,
    pub date: Option<DateTime<Utc>>,
    pub raw: Vec<u8>,
}

/// Messages that lie in a folder (or once did and are still kept), by id.
pub async fn batch(tx: &mut Tx, mailbox: MailboxId, after: Option<MessageId>, most: i64) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        "SELECT m.id, m.message_id, m.thread_id, m.subject, m.from_name, m.from_address, m.recipients, m.date, c.raw
         FROM messages m JOIN contents c ON c.id = m.content_id
         WHERE m.mailbox_id = $1 AND ($2::uuid IS NULL OR m.id > $2)
         ORDER BY m.id LIMIT $3",
        mailbox.0,
        after.map(|id| id.0),
        most,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Row {
            id: MessageId(row.id),
            message_id: row.message_id,
            thread: ThreadId(row.thread_id),
            subject: row.subject,
            from: row.from_address.map(|address| Address { name: row.from_name, address }),
            recipients: serde_json::from_value(row.recipients).unwrap_or_default(),
            date: row.date,
            raw: row.raw,
        })
        .collect())
}

/// Folder paths and flags of each message.
pub async fn places(
    tx: &mut Tx,
    messages: &[uuid::Uuid],
) -> Result<HashMap<MessageId, (Vec<String>, Vec<&'static str>)>> {
    let rows = sqlx::query!(
        r#"SELECT p.message_id, array_agg(DISTINCT f.path) AS "paths!", bool_and(coalesce(p.wanted_seen, p.seen)) AS "seen!",
                  bool_or(coalesce(p.wanted_flagged, p.flagged)) AS "flagged!",
                  bool_or(coalesce(p.wanted_answered, p.answered)) AS "answered!", bool_or(p.draft) AS "draft!"
           FROM placements p JOIN folders f ON f.id = coalesce(p.wanted_folder_id, p.folder_id)
           WHERE p.message_id = ANY ($1) GROUP BY p.message_id"#,
        messages,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let flags = [
                (row.seen, "\\Seen"),
                (row.flagged, "\\Flagged"),
                (row.answered, "\\Answered"),
                (row.draft, "\\Draft"),
            ];
            let flags = flags.into_iter().filter_map(|(set, name)| set.then_some(name)).collect();
            (MessageId(row.message_id), (row.paths, flags))
        })
        .collect())
}

pub async fn files(tx: &mut Tx, messages: &[uuid::Uuid]) -> Result<HashMap<MessageId, Vec<ExportedFile>>> {
    let rows = sqlx::query!(
        "SELECT message_id, name, media_type, size FROM attachments WHERE message_id = ANY ($1) ORDER BY message_id, part",
        messages,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut files: HashMap<MessageId, Vec<ExportedFile>> = HashMap::new();
    for row in rows {
        let file = ExportedFile { name: row.name, media_type: row.media_type, bytes: row.size };
        files.entry(MessageId(row.message_id)).or_default().push(file);
    }
    Ok(files)
}

pub async fn records(tx: &mut Tx, threads: &[uuid::Uuid]) -> Result<HashMap<ThreadId, Vec<LinkedRecord>>> {
    let rows = sqlx::query!(
        "SELECT t.thread_id, r.id, r.kind, r.name
         FROM record_threads t JOIN records r ON r.id = t.record_id
         WHERE t.thread_id = ANY ($1) AND r.removed_at IS NULL ORDER BY t.thread_id, t.created_at",
        threads,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut records: HashMap<ThreadId, Vec<LinkedRecord>> = HashMap::new();
    for row in rows {
        let record = LinkedRecord { id: RecordId(row.id), kind: row.kind, name: row.name };
        records.entry(ThreadId(row.thread_id)).or_default().push(record);
    }
    Ok(records)
}
