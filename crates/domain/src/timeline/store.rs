//! SQL of the timeline.

use crate::{actor::Actor, db::Tx, error::Result, keyset::cursor_parts};
use kurier_model::consent::ConsentStep;
use kurier_model::file::FileStep;
use kurier_model::page::Cursor;
use kurier_model::pipeline::StageName;
use kurier_model::timeline::{RecordEvent, TimelineEntry, TimelineItem};
use kurier_model::visibility::Visibility;
use kurier_model::{Address, EventId, Field, MailboxId, MergeId, MessageId, NoteId, RecordId, ThreadId};
use serde::Deserialize;
use uuid::Uuid;

/// Messages of threads about the record in mailboxes that the actor may see. A mail that lies in two of them is shown once.
pub async fn mail(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    people: &[RecordId],
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<(Uuid, TimelineEntry)>> {
    let (at, id) = cursor_parts(after);
    let people: Vec<Uuid> = people.iter().map(|record| record.0).collect();
    let rows = sqlx::query!(
        r#"WITH visible AS MATERIALIZED (SELECT t.id FROM threads_about($2, $6, $1) t (id))
           SELECT m.id, m.thread_id, m.mailbox_id, m.subject, m.from_name, m.from_address, m.recipients -> 'to' AS "to",
                  m.received_at, m.snippet, m.is_mine, m.has_attachments
           FROM messages m
           WHERE m.thread_id IN (SELECT id FROM visible)
             AND ($3::timestamptz IS NULL OR (m.received_at, m.id) < ($3, $4::uuid))
             AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id AND NOT p.draft)
             AND NOT EXISTS (SELECT 1 FROM messages twin WHERE twin.thread_id IN (SELECT id FROM visible)
                             AND twin.message_id = m.message_id AND twin.id < m.id
                             AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = twin.id AND NOT p.draft))
           ORDER BY m.received_at DESC, m.id DESC LIMIT $5"#,
        actor.user.map(|user| user.0),
        record.0,
        at,
        id,
        i64::from(limit),
        &people,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let to: Vec<Address> = row.to.map(serde_json::from_value).transpose()?.unwrap_or_default();
            let item = TimelineItem::Mail {
                message: MessageId(row.id),
                thread: ThreadId(row.thread_id),
                mailbox: MailboxId(row.mailbox_id),
                from: row.from_address.map(|address| Address { name: row.from_name, address }),
                to,
                subject: row.subject,
                snippet: row.snippet,
                is_mine: row.is_mine,
                attachments: row.has_attachments,
            };
            Ok((row.id, TimelineEntry { at: row.received_at, what: item }))
        })
        .collect()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Payload {
    fields: Vec<Field>,
    subject: String,
    consent: Option<ConsentStep>,
    shown: Visibility,
}

fn file_step(kind: &str) -> FileStep {
    match kind {
        "file.renamed" => FileStep::Renamed,
        "file.removed" => FileStep::Removed,
        "file.restored" => FileStep::Restored,
        _ => FileStep::Added,
    }
}

/// Events of the record, of these kinds. The subject of a thread that the actor may not see is left out.
pub async fn events(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    kinds: &[String],
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<(Uuid, TimelineEntry)>> {
    let (at, id) = cursor_parts(after);
    let rows = sqlx::query!(
        r#"SELECT e.id, e.at, e.kind, e.payload, u.name AS "by?",
                  (e.thread_id IS NULL OR EXISTS (SELECT 1 FROM threads t WHERE t.id = e.thread_id
                      AND t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v))) AS "visible!",
                  coalesce((SELECT s.name FROM pipeline_stages s WHERE e.kind = 'record.moved' AND s.id::text = e.payload ->> 'from'), e.payload ->> 'from_name') AS "from",
                  coalesce((SELECT s.name FROM pipeline_stages s WHERE e.kind = 'record.moved' AND s.id::text = e.payload ->> 'to'), e.payload ->> 'to_name') AS "to",
                  (SELECT t.title FROM tasks t WHERE e.kind LIKE 'task.%' AND t.id = (e.payload ->> 'task')::uuid) AS "task",
                  (SELECT f.name FROM record_files f WHERE e.kind LIKE 'file.%' AND f.id = (e.payload ->> 'file')::uuid) AS "file",
                  CASE WHEN e.kind = 'record.merged' THEN merge_to_split((e.payload ->> 'merge')::uuid) END AS "merge",
                  ARRAY(SELECT r.name FROM records r WHERE e.kind IN ('record.merged', 'record.split')
                        AND r.id = ANY (ARRAY(SELECT jsonb_array_elements_text(e.payload -> 'records')::uuid)) ORDER BY r.name, r.id) AS "names!"
           FROM events e LEFT JOIN users u ON u.id = e.actor_id
           WHERE e.record_id = $2
             AND e.kind = ANY ($6)
             AND ($3::timestamptz IS NULL OR (e.at, e.id) < ($3, $4::uuid))
           ORDER BY e.at DESC, e.id DESC LIMIT $5"#,
        actor.user.map(|user| user.0),
        record.0,
        at,
        id,
        i64::from(limit),
        kinds,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let payload: Payload = serde_json::from_value(row.payload).unwrap_or_default();
            let subject = row.visible.then_some(payload.subject);
            let stage = |name: Option<String>| StageName::from_stored(&name.unwrap_or_default());
            let what = match (row.kind.as_str(), payload.consent) {
                ("consent.changed", Some(what)) => RecordEvent::Consent { what },
                (kind, _) if kind.starts_with("file.") => {
                    RecordEvent::File { step: file_step(kind), name: row.file }
                }
                (kind, _) => match kind {
                    "record.changed" => RecordEvent::Changed { fields: payload.fields },
                    "record.moved" => RecordEvent::StageChanged { from: stage(row.from), to: stage(row.to) },
                    "thread.attached" => RecordEvent::ThreadAttached { subject },
                    "thread.detached" => RecordEvent::ThreadDetached { subject },
                    "task.added" => RecordEvent::TaskAdded { title: row.task.unwrap_or_default() },
                    "task.done" => RecordEvent::TaskDone { title: row.task.unwrap_or_default() },
                    "record.shown" => RecordEvent::Shown { to: payload.shown },
                    "record.merged" => {
                        RecordEvent::Merged { merge: row.merge.map(MergeId), names: row.names }
                    }
                    "record.split" => RecordEvent::Split { names: row.names, fields: payload.fields },
                    "record.removed" => RecordEvent::Removed,
                    "record.restored" => RecordEvent::Restored,
                    _ => RecordEvent::Created,
                },
            };
            let item = TimelineItem::Event { id: EventId(row.id), by: row.by, what };
            (row.id, TimelineEntry { at: row.at, what: item })
        })
        .collect())
}

/// What people have written down about the record.
pub async fn notes(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<(Uuid, TimelineEntry)>> {
    let (at, id) = cursor_parts(after);
    let me = actor.user.map(|user| user.0);
    let rows = sqlx::query!(
        r#"SELECT n.id, n.author_id, n.text, n.created_at, n.edited_at IS NOT NULL AS "edited!", u.name
           FROM notes n JOIN users u ON u.id = n.author_id
           WHERE n.record_id = $1 AND n.removed_at IS NULL
             AND ($2::timestamptz IS NULL OR (n.created_at, n.id) < ($2, $3::uuid))
           ORDER BY n.created_at DESC, n.id DESC LIMIT $4"#,
        record.0,
        at,
        id,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let mine = Some(row.author_id) == me;
            let (by, text, edited) = (row.name, row.text, row.edited);
            let what = TimelineItem::Note { id: NoteId(row.id), by, text, mine, edited };
            (row.id, TimelineEntry { at: row.created_at, what })
        })
        .collect())
}
