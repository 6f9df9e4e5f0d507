//! SQL of the events of a timeline.

use super::super::around::{Around, Place, Row, Wanted};
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::consent::ConsentStep;
use kurier_model::file::FileStep;
use kurier_model::pipeline::StageName;
use kurier_model::timeline::{ChangedField, RecordEvent, TimelineEntry, TimelineItem};
use kurier_model::visibility::Visibility;
use kurier_model::{EventId, Field, MergeId};
use serde::Deserialize;
use uuid::Uuid;

/// The latest events of some of these records, at most so many of each: the records and the events. The first of `all` is the timeline's own:
/// of what happened to several of them at once (a task about them) its event counts, or else the first.
pub async fn latest(
    tx: &mut Tx,
    all: &[Uuid],
    records: &[Uuid],
    each: i64,
    kinds: &[String],
    wanted: Wanted,
) -> Result<Vec<(Uuid, Uuid)>> {
    let rows = sqlx::query!(
        r#"SELECT r.id AS "record!", e.id AS "event!" FROM unnest($2::uuid[]) AS r (id) CROSS JOIN LATERAL (
               SELECT e.id, e.at FROM events e
               WHERE e.record_id = r.id AND e.kind = ANY ($4) AND (e.at, e.id) < ($5, $6)
                 AND (e.task_id IS NULL OR NOT EXISTS (
                      SELECT 1 FROM events twin WHERE twin.task_id = e.task_id AND twin.at = e.at AND twin.kind = e.kind
                          AND twin.record_id = ANY ($1) AND (twin.record_id <> ($1)[1], twin.id) < (e.record_id <> ($1)[1], e.id)))
               ORDER BY e.at DESC, e.id DESC LIMIT $3) AS e
           ORDER BY e.at DESC, e.id DESC LIMIT $7"#,
        all,
        records,
        each,
        kinds,
        wanted.before.0,
        wanted.before.1,
        wanted.limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.record, row.event)).collect())
}

/// The same of a few tasks alone, those that have all the words.
pub async fn of_tasks(
    tx: &mut Tx,
    actor: &Actor,
    all: &[Uuid],
    few: &[Uuid],
    kinds: &[String],
    words: &[String],
    wanted: Wanted,
) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "SELECT e.id FROM unnest($2::uuid[]) AS few (id) JOIN tasks t ON t.id = few.id JOIN events e ON e.task_id = t.id
         WHERE has_words(t.sought, $4, '{}') AND sees_task(t, $8) AND e.record_id = ANY ($1) AND e.kind = ANY ($3) AND (e.at, e.id) < ($5, $6)
           AND NOT EXISTS (SELECT 1 FROM events twin WHERE twin.task_id = e.task_id AND twin.at = e.at AND twin.kind = e.kind
                 AND twin.record_id = ANY ($1) AND (twin.record_id <> ($1)[1], twin.id) < (e.record_id <> ($1)[1], e.id))
         ORDER BY e.at DESC, e.id DESC LIMIT $7",
        all,
        few,
        kinds,
        words,
        wanted.before.0,
        wanted.before.1,
        wanted.limit,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The next events of these records behind a place, of whatever kind: so many.
pub async fn walk(tx: &mut Tx, records: &[Uuid], before: Place, reach: usize) -> Result<Vec<Place>> {
    let reach = i64::try_from(reach).unwrap_or(i64::MAX);
    let rows = sqlx::query!(
        r#"SELECT e.at AS "at!", e.id AS "id!" FROM unnest($1::uuid[]) AS r (id) CROSS JOIN LATERAL (
               SELECT e.at, e.id FROM events e WHERE e.record_id = r.id AND (e.at, e.id) < ($2, $3)
               ORDER BY e.at DESC, e.id DESC LIMIT $4) AS e
           ORDER BY e.at DESC, e.id DESC LIMIT $4"#,
        records,
        before.0,
        before.1,
        reach,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.at, row.id)).collect())
}

/// Those of some events that are of tasks with all the words.
pub async fn found(
    tx: &mut Tx,
    actor: &Actor,
    all: &[Uuid],
    among: &[Uuid],
    kinds: &[String],
    words: &[String],
    wanted: Wanted,
) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "SELECT e.id FROM unnest($2::uuid[]) AS among (id) JOIN events e ON e.id = among.id JOIN tasks t ON t.id = e.task_id
         WHERE has_words(t.sought, $4, '{}') AND sees_task(t, $8) AND e.record_id = ANY ($1) AND e.kind = ANY ($3) AND (e.at, e.id) < ($5, $6)
           AND NOT EXISTS (SELECT 1 FROM events twin WHERE twin.task_id = e.task_id AND twin.at = e.at AND twin.kind = e.kind
                 AND twin.record_id = ANY ($1) AND (twin.record_id <> ($1)[1], twin.id) < (e.record_id <> ($1)[1], e.id))
         ORDER BY e.at DESC, e.id DESC LIMIT $7",
        all,
        among,
        kinds,
        words,
        wanted.before.0,
        wanted.before.1,
        wanted.limit,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Payload {
    fields: Vec<Field>,
    subject: String,
    consent: Option<ConsentStep>,
    by_link: bool,
    shown: Visibility,
    there: bool,
}

fn file_step(kind: &str) -> FileStep {
    match kind {
        "file.renamed" => FileStep::Renamed,
        "file.removed" => FileStep::Removed,
        "file.restored" => FileStep::Restored,
        _ => FileStep::Added,
    }
}

/// What these events were. The subject of a thread that the actor may not see is left out.
pub async fn read(tx: &mut Tx, actor: &Actor, around: &Around<'_>, ids: &[Uuid]) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT e.id, e.at, e.kind, e.payload, u.name AS "by?", e.record_id, r.kind AS "of_kind?", r.name AS "of_name?",
                  (e.thread_id IS NULL OR EXISTS (SELECT 1 FROM threads t WHERE t.id = e.thread_id
                      AND t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v))) AS "visible!",
                  coalesce((SELECT s.name FROM pipeline_stages s WHERE e.kind = 'record.moved' AND s.id::text = e.payload ->> 'from'), e.payload ->> 'from_name') AS "from",
                  coalesce((SELECT s.name FROM pipeline_stages s WHERE e.kind = 'record.moved' AND s.id::text = e.payload ->> 'to'), e.payload ->> 'to_name') AS "to",
                  (SELECT t.title FROM tasks t WHERE t.id = e.task_id AND sees_task(t, $1)) AS "task",
                  (SELECT f.name FROM record_files f WHERE e.kind LIKE 'file.%' AND f.id = (e.payload ->> 'file')::uuid) AS "file",
                  CASE WHEN e.kind = 'record.merged' THEN merge_to_split((e.payload ->> 'merge')::uuid) END AS "merge",
                  ARRAY(SELECT r.name FROM records r WHERE e.kind IN ('record.merged', 'record.split')
                        AND r.id = ANY (ARRAY(SELECT jsonb_array_elements_text(e.payload -> 'records')::uuid)) ORDER BY r.name, r.id) AS "names!"
           FROM unnest($2::uuid[]) AS found (id) JOIN events e ON e.id = found.id LEFT JOIN users u ON u.id = e.actor_id
           LEFT JOIN records r ON r.id = e.record_id"#,
        actor.user.map(|user| user.0),
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let payload: Payload = serde_json::from_value(row.payload).unwrap_or_default();
            let subject = row.visible.then_some(payload.subject);
            let stage = |name: Option<String>| StageName::from_stored(&name.unwrap_or_default());
            let fields = || payload.fields.iter().copied().map(ChangedField::from).collect();
            let what = match (row.kind.as_str(), payload.consent) {
                ("consent.changed", Some(what)) => RecordEvent::Consent { what, by_link: payload.by_link },
                (kind, _) if kind.starts_with("file.") => {
                    RecordEvent::File { step: file_step(kind), name: row.file }
                }
                (kind, _) => match kind {
                    "record.changed" => RecordEvent::Changed { fields: fields() },
                    "record.moved" => RecordEvent::StageChanged { from: stage(row.from), to: stage(row.to) },
                    "thread.attached" => RecordEvent::ThreadAttached { subject },
                    "thread.detached" => RecordEvent::ThreadDetached { subject },
                    "task.added" => RecordEvent::TaskAdded { title: row.task.unwrap_or_default() },
                    "task.done" => RecordEvent::TaskDone { title: row.task.unwrap_or_default() },
                    "task.linked" => RecordEvent::TaskLinked { title: row.task.unwrap_or_default() },
                    "task.unlinked" => RecordEvent::TaskUnlinked { title: row.task.unwrap_or_default() },
                    "record.shown" => RecordEvent::Shown { to: payload.shown },
                    "record.merged" => {
                        RecordEvent::Merged { merge: row.merge.map(MergeId), names: row.names }
                    }
                    "record.split" => RecordEvent::Split { names: row.names, fields: payload.fields },
                    "record.removed" => RecordEvent::Removed,
                    "record.restored" => RecordEvent::Restored,
                    "photo.changed" => RecordEvent::Photo { there: payload.there },
                    _ => RecordEvent::Created,
                },
            };
            let item = TimelineItem::Event { id: EventId(row.id), by: row.by, what };
            let of = around.other(row.record_id, row.of_kind, row.of_name);
            (row.id, TimelineEntry { at: row.at, of, what: item })
        })
        .collect())
}
