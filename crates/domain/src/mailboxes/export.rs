//! Everything that is stored of a mailbox, a message at a time, for `kurier export`.

mod store;

use super::Mailboxes;
use crate::{
    actor::Actor,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::{Address, MailboxId, MessageId, RecordId, ThreadId};
use serde::Serialize;

/// Messages read from the database at once.
const BATCH: i64 = 200;

/// One line of the export.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedMessage {
    /// Without angle brackets; made up when the message has none.
    pub message_id: String,
    pub thread_id: ThreadId,
    /// The folders in which it lies.
    pub folder_paths: Vec<String>,
    /// IMAP system flags (RFC 9051 §2.3.2).
    pub flags: Vec<&'static str>,
    pub from: Option<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: String,
    /// What the Date header says; `null` when it says nothing sensible.
    pub date: Option<DateTime<Utc>>,
    /// The plain text, made from the HTML when there is no other.
    pub text: String,
    pub attachments: Vec<ExportedFile>,
    /// Records that its thread is attached to.
    pub linked_records: Vec<LinkedRecord>,
}

/// A file of an exported message.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedFile {
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    pub bytes: i64,
}

/// A record that an exported message belongs to.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedRecord {
    pub id: RecordId,
    pub kind: String,
    pub name: String,
}

impl Mailboxes<'_> {
    /// The next messages of a mailbox after `after`, in the order in which they were stored; empty at the end. Whether the actor
    /// may see the mailbox is asked each time.
    ///
    /// # Errors
    /// [`Error::NotFound`], and those of the database.
    pub async fn export(
        &self,
        actor: &Actor,
        mailbox: MailboxId,
        after: Option<MessageId>,
    ) -> Result<Vec<(MessageId, ExportedMessage)>> {
        let mut tx = self.db().tx(actor).await?;
        super::seen(&mut tx, actor, mailbox).await?;
        let rows = store::batch(&mut tx, mailbox, after, BATCH).await?;
        let ids: Vec<_> = rows.iter().map(|row| row.id.0).collect();
        let mut places = store::places(&mut tx, &ids).await?;
        let mut files = store::files(&mut tx, &ids).await?;
        let threads: Vec<_> = rows.iter().map(|row| row.thread.0).collect();
        let records = store::records(&mut tx, &threads).await?;
        drop(tx);
        let with_text = tokio::task::spawn_blocking(move || {
            rows.into_iter().map(|row| (text(&row.raw), row)).collect::<Vec<_>>()
        });
        let messages = with_text.await.map_err(Error::internal)?.into_iter().map(|(text, row)| {
            let (folder_paths, flags) = places.remove(&row.id).unwrap_or_default();
            let message = ExportedMessage {
                message_id: row.message_id,
                thread_id: row.thread,
                folder_paths,
                flags,
                from: row.from,
                to: row.recipients.to,
                cc: row.recipients.cc,
                subject: row.subject,
                date: row.date,
                text,
                attachments: files.remove(&row.id).unwrap_or_default(),
                linked_records: records.get(&row.thread).cloned().unwrap_or_default(),
            };
            (row.id, message)
        });
        Ok(messages.collect())
    }
}

/// The text of a stored message. A message that parsed once and does not now (a later parser) is exported without.
fn text(raw: &[u8]) -> String {
    zstd::decode_all(raw)
        .ok()
        .and_then(|raw| kurier_mail::message::parse(&raw).ok())
        .map(|message| message.text)
        .unwrap_or_default()
}
