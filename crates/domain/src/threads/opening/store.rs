//! SQL of an opened thread.

use crate::{actor::Actor, db::Tx, error::Result, intake::Recipients};
use kurier_model::{
    Address, AttachmentId, FolderId, MailboxId, MessageId, OutboxId, RecordId, ThreadId,
    inbox::{Attachment, Body, ClientBadge, LinkReason, LinkedRecord, Message},
    pipeline::{Outcome, StageName},
    record::KindKey,
};
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// A thread without its messages.
pub struct Head {
    pub mailbox: MailboxId,
    pub address: String,
    pub subject: String,
    pub client: Option<ClientBadge>,
}

pub async fn head(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<Head>> {
    let row = sqlx::query!(
        r#"SELECT t.mailbox_id, b.address, t.subject, r.id AS "client_id?", r.kind AS "client_kind?", r.name AS "client_name?"
           FROM threads t JOIN mailboxes b ON b.id = t.mailbox_id
           LEFT JOIN records r ON r.id = t.client_record_id AND r.removed_at IS NULL
           WHERE t.id = current_thread($1) AND may_see(t.mailbox_id, $2)"#,
        thread.0,
        actor.user.map(|user| user.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Head {
        mailbox: MailboxId(row.mailbox_id),
        address: row.address,
        subject: row.subject,
        client: badge(row.client_id, row.client_kind, row.client_name),
    }))
}

fn badge(id: Option<Uuid>, kind: Option<String>, name: Option<String>) -> Option<ClientBadge> {
    Some(ClientBadge { record: RecordId(id?), kind: KindKey(kind?), name: name? })
}

/// Where a message's raw bytes are.
pub struct Content {
    pub id: Uuid,
    /// In bytes, before compression.
    pub size: i32,
}

/// The thread of a message that the actor may see.
pub async fn thread_of(tx: &mut Tx, actor: &Actor, message: MessageId) -> Result<Option<ThreadId>> {
    let thread = sqlx::query_scalar!(
        "SELECT m.thread_id FROM messages m
         WHERE m.id = $2 AND m.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)",
        actor.user.map(|user| user.0),
        message.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(thread.map(ThreadId))
}

/// The messages, oldest first, with bodies that are too large until they are read, and where the raw bytes of each are; of one alone where
/// one is asked for. Whoever is not known has the company's badge, by the domain of their address.
pub async fn messages(
    tx: &mut Tx,
    thread: ThreadId,
    only: Option<MessageId>,
) -> Result<(Vec<Message>, Vec<Content>)> {
    let mut files = attachments(tx, thread, only).await?;
    let rows = sqlx::query!(
        r#"SELECT m.id, m.subject, m.from_name, m.from_address, m.recipients AS "recipients!: Json<Recipients>", m.date,
                  m.received_at, m.snippet, m.is_mine, m.automatic, m.content_id, m.size,
                  bool_and(coalesce(p.wanted_seen, p.seen)) OR written_by_us(m.is_mine, m.recipients, m.from_key) AS "seen!",
                  bool_or(coalesce(p.wanted_flagged, p.flagged)) AS "flagged!",
                  bool_or(coalesce(p.wanted_answered, p.answered)) AS "answered!",
                  bool_and(p.draft) AS "draft!", k.id AS "client_id?", k.kind AS "client_kind?", k.name AS "client_name?",
                  CASE WHEN NOT m.is_mine AND (m.author_key IS NOT NULL OR NOT m.automatic)
                  THEN split_part(coalesce(m.author_key, m.from_key), '@', 2) END AS host
           FROM messages m
           JOIN placements p ON p.message_id = m.id
           LEFT JOIN LATERAL (SELECT r.id, r.kind, r.name FROM record_addresses a JOIN records r ON r.id = a.record_id
                              WHERE a.workspace_id = m.workspace_id AND a.kind = 'email' AND a.key = coalesce(m.author_key, m.from_key)
                                AND r.removed_at IS NULL 
                              ORDER BY r.closed, client_rank(r.kind), r.last_activity_at DESC, r.id LIMIT 1) k ON true
           WHERE m.thread_id = current_thread($1) AND ($2::uuid IS NULL OR m.id = $2)
           GROUP BY m.id, k.id, k.kind, k.name ORDER BY m.received_at, m.id"#,
        thread.0,
        only.map(|message| message.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    let unknown = rows.iter().filter(|row| row.client_id.is_none()).filter_map(|row| row.host.clone());
    let companies = companies(tx, unknown.collect()).await?;
    let mut contents = Vec::with_capacity(rows.len());
    let messages = rows
        .into_iter()
        .map(|row| {
            contents.push(Content { id: row.content_id, size: row.size });
            let id = MessageId(row.id);
            let recipients = row.recipients.0;
            Message {
                id,
                from: row.from_address.map(|address| Address { name: row.from_name, address }),
                reply_to: recipients.reply_to,
                to: recipients.to,
                cc: recipients.cc,
                bcc: recipients.bcc,
                date: row.date,
                received_at: row.received_at,
                subject: row.subject,
                snippet: row.snippet,
                is_mine: row.is_mine,
                seen: row.seen,
                flagged: row.flagged,
                answered: row.answered,
                draft: row.draft,
                body: Body::Large,
                attachments: files.remove(&id).unwrap_or_default(),
                automatic: row.automatic,
                client: badge(row.client_id, row.client_kind, row.client_name)
                    .or_else(|| companies.get(&row.host?).cloned()),
            }
        })
        .collect();
    Ok((messages, contents))
}

/// The companies that are known under these hosts.
async fn companies(tx: &mut Tx, hosts: Vec<String>) -> Result<HashMap<String, ClientBadge>> {
    if hosts.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (c.host) c.host AS "host!", r.id AS "id!", r.kind AS "kind!", r.name AS "name!"
           FROM companies_at($1) c CROSS JOIN LATERAL (
               SELECT r.id, r.kind, r.name FROM records r WHERE r.id = c.record_id OFFSET 0) r
           ORDER BY c.host, c.place, r.id"#,
        &hosts,
    )
    .fetch_all(&mut **tx)
    .await?;
    let known = |id, kind, name| ClientBadge { record: RecordId(id), kind: KindKey(kind), name };
    Ok(rows.into_iter().map(|row| (row.host, known(row.id, row.kind, row.name))).collect())
}

/// The raw bytes of these contents.
pub async fn raws(tx: &mut Tx, contents: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>> {
    let rows = sqlx::query!("SELECT id, raw FROM contents WHERE id = ANY ($1)", contents)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.raw)).collect())
}

async fn attachments(
    tx: &mut Tx,
    thread: ThreadId,
    only: Option<MessageId>,
) -> Result<HashMap<MessageId, Vec<Attachment>>> {
    let rows = sqlx::query!(
        "SELECT a.id, a.message_id, a.name, a.media_type, a.size, a.inline FROM attachments a
         JOIN messages m ON m.id = a.message_id
         WHERE m.thread_id = current_thread($1) AND ($2::uuid IS NULL OR m.id = $2) ORDER BY a.message_id, a.part",
        thread.0,
        only.map(|message| message.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut files: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    for row in rows {
        files.entry(MessageId(row.message_id)).or_default().push(Attachment {
            id: AttachmentId(row.id),
            name: row.name,
            media_type: row.media_type,
            bytes: u64::try_from(row.size).unwrap_or_default(),
            inline: row.inline,
        });
    }
    Ok(files)
}

pub async fn records(tx: &mut Tx, thread: ThreadId) -> Result<Vec<LinkedRecord>> {
    let rows = sqlx::query!(
        r#"SELECT r.id, r.kind, r.name, s.name AS "stage?", s.outcome AS "outcome?", l.reason AS "reason!: Json<LinkReason>"
           FROM record_threads l JOIN records r ON r.id = l.record_id AND r.removed_at IS NULL
           LEFT JOIN pipeline_stages s ON s.id = r.stage_id WHERE l.thread_id = current_thread($1) ORDER BY l.created_at"#,
        thread.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| LinkedRecord {
            record: RecordId(row.id),
            kind: KindKey(row.kind),
            name: row.name,
            stage: row.stage.as_deref().map(StageName::from_stored),
            outcome: row.outcome.as_deref().map(Outcome::from_stored).unwrap_or_default(),
            reason: row.reason.0,
        })
        .collect())
}

pub async fn folders(tx: &mut Tx, thread: ThreadId) -> Result<Vec<FolderId>> {
    let rows = sqlx::query_scalar!(
        "SELECT folder_id FROM thread_folders WHERE thread_id = current_thread($1)",
        thread.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(FolderId).collect())
}

pub async fn outgoing(tx: &mut Tx, thread: ThreadId) -> Result<Vec<OutboxId>> {
    let rows = sqlx::query_scalar!(
        "SELECT id FROM outbox WHERE thread_id IN (SELECT thread_and_merged(current_thread($1))) AND state NOT IN ('sent', 'cancelled') ORDER BY id",
        thread.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(OutboxId).collect())
}
