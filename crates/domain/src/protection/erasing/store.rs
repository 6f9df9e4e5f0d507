//! SQL of erasing a person.

use crate::{db::Tx, error::Result, wishes::Place};
use chrono::{DateTime, Utc};
use kurier_model::{FieldId, FolderId, MailboxId, MessageId, PlacementId, RecordId, ThreadId};
use uuid::Uuid;

/// Mail of theirs in one mailbox that does not lie in its trash yet, and the trash. What its server has refused stays.
pub async fn to_trash(
    tx: &mut Tx,
    keys: &[String],
    limit: i64,
) -> Result<Option<(MailboxId, FolderId, Vec<Place>)>> {
    let rows = sqlx::query!(
        r#"WITH trash AS (
               SELECT DISTINCT ON (f.mailbox_id) f.mailbox_id, f.id FROM folders f JOIN mailboxes b ON b.id = f.mailbox_id
               WHERE f.role = 'trash' AND f.gone_at IS NULL AND f.deletion_wanted_at IS NULL AND f.selectable AND b.removed_at IS NULL
               ORDER BY f.mailbox_id, f.path)
           SELECT p.id, p.message_id, p.thread_id, p.mailbox_id, t.id AS "trash!", coalesce(p.wanted_folder_id, p.folder_id) AS "folder!"
           FROM mail_of($1) message JOIN placements p ON p.message_id = message JOIN trash t ON t.mailbox_id = p.mailbox_id
           JOIN folders f ON f.id = coalesce(p.wanted_folder_id, p.folder_id)
           WHERE f.role IS DISTINCT FROM 'trash' AND p.refused IS NULL
           ORDER BY p.mailbox_id, p.thread_id, p.id LIMIT $2"#,
        keys,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (mailbox, trash) = (MailboxId(first.mailbox_id), FolderId(first.trash));
    let places = rows.iter().filter(|row| row.mailbox_id == mailbox.0).map(|row| Place {
        placement: PlacementId(row.id),
        message: MessageId(row.message_id),
        thread: ThreadId(row.thread_id),
        folder: FolderId(row.folder),
    });
    Ok(Some((mailbox, trash, places.collect())))
}

/// Mail of theirs that lies in no folder.
pub async fn unplaced(tx: &mut Tx, keys: &[String]) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "SELECT m.id FROM messages m WHERE m.id IN (SELECT mail_of($1))
           AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.message_id = m.id) ORDER BY m.id FOR UPDATE",
        keys
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What is left of messages to them, and of those whose drafts go.
pub async fn forget_outbox(tx: &mut Tx, ids: &[Uuid], keys: &[String]) -> Result<()> {
    sqlx::query!(
        "DELETE FROM outbox o WHERE EXISTS (SELECT 1 FROM unnest(o.envelope_to) e WHERE lower(trim(e)) = ANY ($2))
            OR o.draft_id IN (SELECT id FROM drafts WHERE record_id = ANY ($1))",
        ids,
        keys
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Drafts to them alone, or from their pages, go; in others they are not named any more.
pub async fn forget_drafts(tx: &mut Tx, ids: &[Uuid], keys: &[String], now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        r#"WITH named AS (
               SELECT d.id, bool_and(lower(trim(p ->> 'address')) = ANY ($2)) AS alone FROM drafts d
               CROSS JOIN LATERAL jsonb_array_elements(coalesce(d.content -> 'to', '[]') || coalesce(d.content -> 'cc', '[]')
                                                  || coalesce(d.content -> 'bcc', '[]')) p
               GROUP BY d.id HAVING bool_or(lower(trim(p ->> 'address')) = ANY ($2))
           ), gone AS (
               DELETE FROM drafts d WHERE (d.record_id = ANY ($1) OR d.id IN (SELECT id FROM named WHERE alone))
                   AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.draft_id = d.id))
           UPDATE drafts d SET revision = revision + 1, updated_at = $3, content = d.content || (
               SELECT jsonb_object_agg(list, (SELECT coalesce(jsonb_agg(p), '[]') FROM jsonb_array_elements(coalesce(d.content -> list, '[]')) p
                                              WHERE lower(trim(p ->> 'address')) <> ALL ($2)))
               FROM unnest(ARRAY['to', 'cc', 'bcc']) AS list)
           WHERE d.id IN (SELECT id FROM named WHERE NOT alone) AND NOT coalesce(d.record_id = ANY ($1), false)"#,
        ids,
        keys,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn forget_consents(tx: &mut Tx, ids: &[Uuid], keys: &[String]) -> Result<()> {
    sqlx::query!(
        "DELETE FROM consents c WHERE c.record_id = ANY ($1) OR c.person = ANY ($1)
            OR (c.record_id IS NULL AND c.id IN (SELECT consent_id FROM consent_addresses
                                                 WHERE workspace_id = kurier_workspace() AND key = ANY ($2)))",
        ids,
        keys
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn forget_sends(tx: &mut Tx, ids: &[Uuid], keys: &[String]) -> Result<()> {
    sqlx::query!(
        "DELETE FROM send_grounds WHERE record_id = ANY ($1) OR (record_id IS NULL AND address_key = ANY ($2))",
        ids,
        keys
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ways out of mail to them: no more comes, and what they lead to is not known any more.
pub async fn forget_ways_out(tx: &mut Tx, ids: &[Uuid], keys: &[String]) -> Result<()> {
    sqlx::query!(
        "DELETE FROM ways_out WHERE record_id = ANY ($1) OR (record_id IS NULL AND address_key = ANY ($2))",
        ids,
        keys
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Tasks about them alone go; others are not about them any more.
pub async fn forget_tasks(tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "DELETE FROM tasks t WHERE t.id IN (SELECT task_id FROM task_records WHERE record_id = ANY ($1))
           AND NOT EXISTS (SELECT 1 FROM task_records l WHERE l.task_id = t.id AND l.record_id <> ALL ($1))",
        ids
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("DELETE FROM task_records WHERE record_id = ANY ($1)", ids).execute(&mut **tx).await?;
    Ok(())
}

/// Notes, and what people were told of them and of the records.
pub async fn forget_notes(tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
    sqlx::query!("DELETE FROM notifications WHERE record_id = ANY ($1)", ids).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM notes WHERE record_id = ANY ($1)", ids).execute(&mut **tx).await?;
    Ok(())
}

/// Notes with which their mail was left for later, also where they are kept for taking a decision back; mail that is left waits again.
pub async fn forget_left(tx: &mut Tx, keys: &[String]) -> Result<()> {
    sqlx::query!(
        "DELETE FROM postponed p USING triage q WHERE q.thread_id = p.thread_id
            AND (p.message_id IN (SELECT mail_of($1)) OR q.message_id IN (SELECT mail_of($1)))",
        keys
    )
    .execute(&mut **tx)
    .await?;
    // What was done with other threads at once may keep notes of theirs too.
    sqlx::query!(
        r#"WITH theirs AS MATERIALIZED (
               SELECT part AS id FROM (SELECT DISTINCT m.thread_id FROM mail_of($1) mine JOIN messages m ON m.id = mine) t
               CROSS JOIN LATERAL thread_and_merged(t.thread_id) part)
           UPDATE events e SET undo = NULL
           WHERE e.undo::text LIKE '%"note": "%'
             AND (e.thread_id IN (SELECT theirs.id FROM theirs)
                  OR EXISTS (SELECT 1 FROM jsonb_path_query(e.undo, '$.**.thread') AS kept (thread)
                             WHERE kept.thread #>> '{}' IN (SELECT theirs.id::text FROM theirs)))"#,
        keys
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What people have put beside them, and how they look.
pub async fn forget_files(tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
    sqlx::query!("DELETE FROM record_files WHERE record_id = ANY ($1)", ids).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM record_photos WHERE record_id = ANY ($1)", ids).execute(&mut **tx).await?;
    Ok(())
}

/// What stood in lines of files stands there no more; that there were lines stays.
pub async fn forget_lines(tx: &mut Tx, ids: &[Uuid], keys: &[String]) -> Result<()> {
    sqlx::query!(
        r"UPDATE import_lines l SET cells = '[]', before = NULL, record_id = NULL, revision = NULL, wrote = NULL
          WHERE l.record_id = ANY ($1)
             OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(l.cells) c
                        WHERE EXISTS (SELECT 1 FROM regexp_split_to_table(lower(c), '[\s,;<>]+') w WHERE w = ANY ($2)))",
        ids,
        keys
    )
    .execute(&mut **tx)
    .await?;
    // What stood in their fields before all of a list was changed.
    sqlx::query!("DELETE FROM sweep_records WHERE record_id = ANY ($1)", ids).execute(&mut **tx).await?;
    Ok(())
}

/// Rules about their addresses.
pub async fn forget_rules(tx: &mut Tx, keys: &[String]) -> Result<()> {
    sqlx::query!("DELETE FROM ignored_senders WHERE address_key = ANY ($1)", keys).execute(&mut **tx).await?;
    Ok(())
}

/// Takes these records out of fields that name one of them; which ones. What else a field names stays.
pub async fn unlink(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<(RecordId, FieldId)>> {
    let texts: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    let rows = sqlx::query!(
        r#"WITH gone AS (
               DELETE FROM record_index i USING record_fields f
               WHERE f.id = i.field_id AND f.what ->> 'type' = 'link' AND i.words = ANY ($1) AND i.record_id <> ALL ($2)
               RETURNING i.record_id, i.field_id)
           UPDATE records r SET field_values = (
               SELECT coalesce(jsonb_object_agg(v.key, v.stays) FILTER (WHERE v.stays IS NOT NULL), '{}') FROM (
                   SELECT v.key, CASE WHEN v.key <> ALL (g.fields) THEN v.value
                       ELSE (SELECT to_jsonb(string_agg(part, ', ' ORDER BY place))
                             FROM unnest(string_to_array(v.value #>> '{}', ', ')) WITH ORDINALITY AS p (part, place)
                             WHERE left(part, 36) <> ALL ($1)) END AS stays
                   FROM jsonb_each(r.field_values) v) v)
           FROM (SELECT record_id, array_agg(field_id::text) AS fields FROM gone GROUP BY record_id) g
           WHERE r.id = g.record_id RETURNING r.id, g.fields AS "fields!""#,
        &texts,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let pairs = rows.into_iter().flat_map(|row| {
        let record = RecordId(row.id);
        row.fields.into_iter().filter_map(move |field| Some((record, field.parse().ok()?)))
    });
    Ok(pairs.collect())
}

/// Their history with what stood in their fields, and that others named them.
pub async fn forget_history(tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
    sqlx::query!("DELETE FROM events WHERE record_id = ANY ($1)", ids).execute(&mut **tx).await?;
    // Alone, or among several in their roles (`Linked`).
    let any = ids.iter().map(Uuid::to_string).collect::<Vec<_>>().join("|");
    sqlx::query!(
        r"UPDATE record_changes SET
              before = nullif(rtrim(regexp_replace(before, '(' || $1 || ')(:[^,]*)?(, )?', '', 'g'), ', '), ''),
              after = nullif(rtrim(regexp_replace(after, '(' || $1 || ')(:[^,]*)?(, )?', '', 'g'), ', '), '')
          WHERE $1 <> '' AND (before ~ $1 OR after ~ $1)",
        any
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn forget_records(tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
    sqlx::query!("DELETE FROM records WHERE id = ANY ($1)", ids).execute(&mut **tx).await?;
    Ok(())
}

/// Leaves of records what says nothing of whose they are: stages, amounts, days, choices, whose work it was.
pub async fn anonymise(tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
    // What became part of them comes apart no more.
    sqlx::query!("DELETE FROM record_merges WHERE winner_id = ANY ($1)", ids).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM records WHERE merged_into = ANY ($1)", ids).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM record_threads WHERE record_id = ANY ($1)", ids).execute(&mut **tx).await?;
    sqlx::query!("DELETE FROM record_addresses WHERE record_id = ANY ($1)", ids).execute(&mut **tx).await?;
    sqlx::query!(
        "DELETE FROM record_index i USING record_fields f WHERE f.id = i.field_id AND i.record_id = ANY ($1)
           AND f.what ->> 'type' NOT IN ('number', 'money', 'date', 'choice', 'choices', 'person', 'link', 'stage', 'checkbox')",
        ids
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE records r SET name = $2, company = NULL, description = '', revision = revision + 1,
             field_values = (SELECT coalesce(jsonb_object_agg(v.key, v.value), '{}') FROM jsonb_each(r.field_values) v
                             JOIN record_fields f ON f.id::text = v.key
                             WHERE f.what ->> 'type' IN ('number', 'money', 'date', 'choice', 'choices', 'person', 'link', 'stage', 'checkbox'))
         WHERE r.id = ANY ($1)",
        ids,
        super::NOBODY,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts "[…]" where they are mentioned; in how many places.
pub async fn forget_mentions(tx: &mut Tx, marks: &[String], but: &[Uuid]) -> Result<u32> {
    let count =
        sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM mentions_of($1, $2, true)"#, marks, but)
            .fetch_one(&mut **tx)
            .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Whether the last that somebody said of all mail is that they want none.
pub async fn has_opted_out(tx: &mut Tx, ids: &[Uuid]) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM unnest($1::uuid[]) AS one (id) WHERE 'opted_out' = (
               SELECT c.what FROM consents c WHERE c.record_id = one.id AND c.what IN ('opted_out', 'opted_in')
               ORDER BY c.at DESC, c.id DESC LIMIT 1)) AS "has!""#,
        ids
    )
    .fetch_one(&mut **tx)
    .await?)
}
