//! SQL of mail that could be attached to a record.

use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::inbox::{AttachedThread, Person};
use kurier_model::{RecordId, ThreadId};
use sqlx::types::Json;
use uuid::Uuid;

/// Threads on no record in which one with an address of these records wrote or was written to, the latest first; not those that somebody has taken
/// off the record, nor what lies only in the bin.
pub async fn loose(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    whose: &[RecordId],
    limit: usize,
) -> Result<Vec<AttachedThread>> {
    let whose: Vec<Uuid> = whose.iter().map(|record| record.0).collect();
    let rows = sqlx::query!(
        r#"WITH keys AS MATERIALIZED (
               SELECT DISTINCT a.workspace_id, a.key FROM record_addresses a WHERE a.record_id = ANY ($3) AND a.kind = 'email'),
           about AS (
               SELECT m.thread_id FROM keys a JOIN messages m ON m.workspace_id = a.workspace_id AND m.from_key = a.key
               UNION
               SELECT m.thread_id FROM keys a JOIN messages m ON m.workspace_id = a.workspace_id AND m.author_key = a.key
               UNION
               SELECT m.thread_id FROM keys a JOIN written_to w ON w.workspace_id = a.workspace_id AND w.key = a.key
               JOIN messages m ON m.id = w.message_id)
           SELECT t.id, t.subject, t.people AS "people: Json<Vec<Person>>", t.last_at
           FROM about l JOIN threads t ON t.id = l.thread_id
           WHERE t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
             AND NOT EXISTS (SELECT 1 FROM record_threads o WHERE o.thread_id = t.id)
             AND NOT EXISTS (SELECT 1 FROM events e WHERE e.record_id = $2 AND e.thread_id = t.id AND e.kind = 'thread.detached')
             AND is_in_play(t.id)
           ORDER BY t.last_at DESC, t.id DESC LIMIT $4"#,
        actor.user.map(|user| user.0),
        record.0,
        &whose,
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    let found = rows.into_iter().map(|row| AttachedThread {
        thread: ThreadId(row.id),
        subject: row.subject,
        person: row.people.0.into_iter().find(|person| !person.is_me),
        at: row.last_at,
    });
    Ok(found.collect())
}
