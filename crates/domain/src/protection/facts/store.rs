//! SQL of what there is of a person. What is handed out are objects with keys that stay (`docs/personal-data.md`).

use super::super::subject::Subject;
use crate::{db::Tx, error::Result};
use kurier_model::protection::MailboxMail;
use serde_json::Value;
use uuid::Uuid;

pub async fn records(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', r.id, 'kind', r.kind, 'name', r.name, 'company', r.company,
               'description', (SELECT v.value FROM jsonb_each_text(r.field_values) v
                               JOIN record_fields f ON f.id::text = v.key AND f.kind = r.kind AND f.key = 'description'),
               'stage', s.name, 'owner', u.name, 'created_at', r.created_at, 'last_activity_at', r.last_activity_at,
               'removed_at', r.removed_at, 'sought', nullif(r.sought, ''),
               'emails', (SELECT jsonb_agg(a.value ORDER BY a.position) FROM record_addresses a WHERE a.record_id = r.id AND a.kind = 'email'),
               'phones', (SELECT jsonb_agg(a.value ORDER BY a.position) FROM record_addresses a WHERE a.record_id = r.id AND a.kind = 'phone'),
               'fields', (SELECT jsonb_object_agg(f.key, v.value) FROM jsonb_each_text(r.field_values) v
                          JOIN record_fields f ON f.id::text = v.key AND f.kind = r.kind)) AS "row!"
           FROM records r LEFT JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE r.id = ANY ($1) ORDER BY r.created_at, r.id"#,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn history(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', e.id, 'at', e.at, 'what', e.kind, 'by', u.name, 'details', e.payload,
               'changes', (SELECT jsonb_agg(jsonb_build_object('field', f.key, 'before', c.before, 'after', c.after) ORDER BY f.key)
                           FROM record_changes c JOIN record_fields f ON f.id = c.field_id WHERE c.event_id = e.id)) AS "row!"
           FROM events e LEFT JOIN users u ON u.id = e.actor_id WHERE e.record_id = ANY ($1) ORDER BY e.at, e.id"#,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn links(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Value>> {
    let texts: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', r.id, 'kind', r.kind, 'name', r.name, 'field', f.key, 'role', (
               SELECT coalesce(role -> 'name' ->> 'pl', role ->> 'key')
               FROM unnest(string_to_array(r.field_values ->> f.id::text, ', ')) part
               JOIN jsonb_array_elements(f.what -> 'several') role ON role ->> 'key' = split_part(part, ':', 2)
               WHERE left(part, 36) = i.words LIMIT 1)) AS "row!"
           FROM record_fields f JOIN record_index i ON i.field_id = f.id AND i.words = ANY ($1) JOIN records r ON r.id = i.record_id
           WHERE f.what ->> 'type' = 'link' AND r.id <> ALL ($2) ORDER BY r.created_at, r.id"#,
        &texts,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn notes(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', n.id, 'at', n.created_at, 'by', u.name, 'text', n.text, 'removed_at', n.removed_at) AS "row!"
           FROM notes n JOIN users u ON u.id = n.author_id WHERE n.record_id = ANY ($1) ORDER BY n.created_at, n.id"#,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Notes with which mail from or to them was left for later in Ready.
pub async fn left_for_later(tx: &mut Tx, keys: &[String]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', p.thread_id, 'at', p.at, 'by', u.name, 'text', p.note, 'until', p.until) AS "row!"
           FROM postponed p JOIN users u ON u.id = p.by_id JOIN triage q ON q.thread_id = p.thread_id
           WHERE p.message_id IN (SELECT mail_of($1)) OR q.message_id IN (SELECT mail_of($1)) ORDER BY p.at, p.thread_id"#,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What people have put beside the records, and their photos; `file` is its place in what is handed out.
pub async fn record_files(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', f.id, 'at', f.created_at, 'by', u.name, 'name', f.name, 'type', f.media_type, 'size', f.size,
               'removed_at', f.removed_at, 'file', 'files/' || f.id || '/' || f.name) AS "row!"
           FROM (SELECT id, record_id, author_id, created_at, removed_at, name, media_type, size FROM record_files
                 UNION ALL
                 SELECT id, record_id, author_id, created_at, removed_at, 'photo.jpg', 'image/jpeg', length(bytes) FROM record_photos) f
           JOIN users u ON u.id = f.author_id WHERE f.record_id = ANY ($1) ORDER BY f.created_at, f.id"#,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What is in a file that was put beside a record, or in its photo.
pub async fn file_bytes(tx: &mut Tx, file: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT bytes AS "bytes!" FROM record_files WHERE id = $1 UNION ALL SELECT bytes FROM record_photos WHERE id = $1"#,
        file
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn tasks(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', t.id, 'at', t.created_at, 'title', t.title, 'text', t.description, 'to', u.name,
               'due', coalesce(t.due_at::text, t.due_on::text), 'done_at', t.done_at, 'removed_at', t.removed_at) AS "row!"
           FROM tasks t JOIN users u ON u.id = t.assignee_id
           WHERE t.id IN (SELECT task_id FROM task_records WHERE record_id = ANY ($1)) ORDER BY t.created_at, t.id"#,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn consents(tx: &mut Tx, ids: &[Uuid], keys: &[String]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', c.id, 'at', c.at, 'what', c.what, 'subscription', c.subscription_name, 'basis', c.basis,
               'purpose', c.purpose, 'text', c.explanation, 'by', u.name,
               'by_link', (SELECT coalesce(o.subject, '') FROM ways_out w LEFT JOIN outbox o ON o.id = w.outbox_id WHERE w.id = c.way_out_id),
               'addresses', (SELECT jsonb_agg(a.key ORDER BY a.key) FROM consent_addresses a WHERE a.consent_id = c.id)) AS "row!"
           FROM consents c LEFT JOIN users u ON u.id = c.by_id
           WHERE c.record_id = ANY ($1) OR c.person = ANY ($1)
              OR (c.record_id IS NULL AND c.id IN (SELECT consent_id FROM consent_addresses
                                                   WHERE workspace_id = kurier_workspace() AND key = ANY ($2)))
           ORDER BY c.at, c.id"#,
        ids,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn sends(tx: &mut Tx, ids: &[Uuid], keys: &[String]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', g.id, 'at', g.at, 'to', g.address_key, 'subject', g.subject, 'ground', g.ground, 'by', u.name,
               'way_out', (SELECT w.made_at FROM ways_out w WHERE w.outbox_id = g.outbox_id LIMIT 1)) AS "row!"
           FROM send_grounds g LEFT JOIN users u ON u.id = g.by_id
           WHERE g.record_id = ANY ($1) OR (g.record_id IS NULL AND g.address_key = ANY ($2)) ORDER BY g.at, g.id"#,
        ids,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Drafts to them, or written from their pages.
pub async fn drafts(tx: &mut Tx, ids: &[Uuid], keys: &[String]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', d.id, 'at', d.updated_at, 'by', u.name, 'to', d.content -> 'to', 'cc', d.content -> 'cc',
               'subject', d.content ->> 'subject', 'html', d.content ->> 'html', 'state', d.state,
               'files', (SELECT jsonb_agg(f.name) FROM draft_attachments f WHERE f.draft_id = d.id)) AS "row!"
           FROM drafts d JOIN users u ON u.id = d.author_id
           WHERE d.record_id = ANY ($1) OR EXISTS (
               SELECT 1 FROM jsonb_path_query(d.content, '$.*[*].address') p WHERE lower(trim(p #>> '{}')) = ANY ($2))
           ORDER BY d.updated_at, d.id"#,
        ids,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn outbox(tx: &mut Tx, keys: &[String]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', o.id, 'at', o.created_at, 'by', u.name, 'to', o.recipients, 'subject', o.subject, 'state', o.state) AS "row!"
           FROM outbox o JOIN users u ON u.id = o.author_id
           WHERE EXISTS (SELECT 1 FROM unnest(o.envelope_to) e WHERE lower(trim(e)) = ANY ($1)) ORDER BY o.created_at, o.id"#,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Messages to them, or written from their pages, that may go out at any moment.
pub async fn on_the_way(tx: &mut Tx, subject: &Subject) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM outbox o WHERE o.state IN ('scheduled', 'claimed', 'transmitting', 'unknown')
           AND (EXISTS (SELECT 1 FROM unnest(o.envelope_to) e WHERE lower(trim(e)) = ANY ($1))
                OR o.draft_id IN (SELECT d.id FROM drafts d WHERE d.record_id = ANY ($2)))"#,
        &subject.keys,
        &subject.records,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub async fn notifications(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', n.id, 'at', n.at, 'what', n.what, 'to', u.name) AS "row!"
           FROM notifications n JOIN users u ON u.id = n.user_id WHERE n.record_id = ANY ($1) ORDER BY n.at, n.id"#,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn import_lines(tx: &mut Tx, ids: &[Uuid], keys: &[String]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', l.import_id, 'at', i.made_at, 'file', i.file_name, 'line', l.line, 'cells', l.cells,
               'before', l.before) AS "row!"
           FROM import_lines l JOIN imports i ON i.id = l.import_id
           WHERE l.cells <> '[]' AND (l.record_id = ANY ($1)
                 OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(l.cells) c
                            WHERE EXISTS (SELECT 1 FROM regexp_split_to_table(lower(c), '[\s,;<>]+') w WHERE w = ANY ($2))))
           ORDER BY i.made_at, l.import_id, l.line"#,
        ids,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn threads(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', t.id, 'at', l.created_at, 'subject', t.subject, 'by', u.name) AS "row!"
           FROM record_threads l JOIN threads t ON t.id = l.thread_id LEFT JOIN users u ON u.id = l.linked_by
           WHERE l.record_id = ANY ($1) ORDER BY l.created_at, t.id"#,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn mentions(tx: &mut Tx, marks: &[String], but: &[Uuid]) -> Result<Vec<Value>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', id, 'place', place, 'text', said) AS "row!" FROM mentions_of($1, $2, false)"#,
        marks,
        but,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Mail of theirs by the mailbox.
pub async fn mailboxes(tx: &mut Tx, keys: &[String]) -> Result<Vec<MailboxMail>> {
    let rows = sqlx::query!(
        r#"SELECT b.address, b.kind = 'private' AS "private!", count(*) AS "count!",
                  count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id)) AS "gone!"
           FROM mail_of($1) mine JOIN messages m ON m.id = mine JOIN mailboxes b ON b.id = m.mailbox_id AND b.removed_at IS NULL
           GROUP BY b.id ORDER BY b.address"#,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let mail =
        |address, private, all, gone| MailboxMail { address, private, count: count(all), gone: count(gone) };
    Ok(rows.into_iter().map(|row| mail(row.address, row.private, row.count, row.gone)).collect())
}

/// Messages of theirs in mailboxes that are connected.
pub async fn mail_left(tx: &mut Tx, keys: &[String]) -> Result<u32> {
    Ok(mailboxes(tx, keys).await?.iter().map(|mailbox| mailbox.count).sum())
}

pub async fn files(tx: &mut Tx, keys: &[String]) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM mail_of($1) mine JOIN attachments a ON a.message_id = mine
           JOIN messages m ON m.id = mine JOIN mailboxes b ON b.id = m.mailbox_id AND b.removed_at IS NULL"#,
        keys,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A message as it is listed.
pub struct Message {
    pub id: Uuid,
    pub row: Value,
}

/// Messages behind one, by their ids.
pub async fn messages(tx: &mut Tx, keys: &[String], after: Option<Uuid>, limit: i64) -> Result<Vec<Message>> {
    Ok(sqlx::query_as!(
        Message,
        r#"SELECT m.id, jsonb_build_object('id', m.id, 'at', m.received_at, 'mailbox', b.address, 'message_id', m.message_id,
               'from', jsonb_build_object('name', m.from_name, 'address', m.from_address), 'to', m.recipients -> 'to',
               'cc', m.recipients -> 'cc', 'subject', m.subject,
               'folders', (SELECT jsonb_agg(DISTINCT f.path) FROM placements p JOIN folders f ON f.id = p.folder_id WHERE p.message_id = m.id),
               'files', (SELECT jsonb_agg(a.name ORDER BY a.part) FROM attachments a WHERE a.message_id = m.id)) AS "row!"
           FROM mail_of($1) mine JOIN messages m ON m.id = mine JOIN mailboxes b ON b.id = m.mailbox_id AND b.removed_at IS NULL
           WHERE $2::uuid IS NULL OR m.id > $2 ORDER BY m.id LIMIT $3"#,
        keys,
        after,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The bytes of a message, as they are kept.
pub async fn raw(tx: &mut Tx, message: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!(
        "SELECT c.raw FROM messages m JOIN contents c ON c.id = m.content_id WHERE m.id = $1",
        message
    )
    .fetch_optional(&mut **tx)
    .await?)
}
