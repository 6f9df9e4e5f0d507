//! SQL of what messages are about.

use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::compose::DraftAbout;
use kurier_model::record::KindKey;
use kurier_model::{DraftId, RecordId};

/// What its author has said of it.
pub async fn said(tx: &mut Tx, draft: DraftId) -> Result<DraftAbout> {
    let row = sqlx::query!(
        r#"SELECT d.about, d.record_id, r.id AS "id?", r.kind AS "kind?", r.name AS "name?", r.removed_at IS NOT NULL AS "in_bin!"
           FROM drafts d LEFT JOIN records r ON r.id = d.record_id WHERE d.id = $1"#,
        draft.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(DraftAbout::Unsaid) };
    Ok(match (row.id, row.kind, row.name) {
        (Some(record), Some(kind), Some(name)) => {
            DraftAbout::Record { record: RecordId(record), kind: KindKey(kind), name, in_bin: row.in_bin }
        }
        _ if row.record_id.is_some() || row.about == "record" => DraftAbout::Gone,
        _ if row.about == "nothing" => DraftAbout::Nothing,
        _ => DraftAbout::Unsaid,
    })
}

/// The record on which the conversation is that a draft answers: open work first.
pub async fn answered(tx: &mut Tx, draft: DraftId) -> Result<Option<DraftAbout>> {
    let row = sqlx::query!(
        "SELECT r.id, r.kind, r.name FROM drafts d
         JOIN record_threads l ON l.thread_id = current_thread(d.thread_id) JOIN records r ON r.id = l.record_id
         WHERE d.id = $1 AND d.kind IN ('reply', 'reply_all') AND r.removed_at IS NULL
         ORDER BY r.closed, r.stage_id IS NULL, r.last_activity_at DESC, r.id LIMIT 1",
        draft.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| DraftAbout::Record {
        record: RecordId(row.id),
        kind: KindKey(row.kind),
        name: row.name,
        in_bin: false,
    }))
}

/// The record that one is by now, unless it is in the bin.
pub async fn there(tx: &mut Tx, record: RecordId) -> Result<Option<RecordId>> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM records WHERE id = current_record($1) AND removed_at IS NULL",
        record.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(RecordId))
}

/// A draft is gone on with from the page of a record.
pub async fn begin(tx: &mut Tx, draft: DraftId, record: RecordId) -> Result<()> {
    sqlx::query!(
        "UPDATE drafts SET record_id = $2, about = 'record',
             revision = revision + CASE WHEN record_id IS DISTINCT FROM $2 OR about IS DISTINCT FROM 'record' THEN 1 ELSE 0 END
         WHERE id = $1",
        draft.0,
        record.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn say(tx: &mut Tx, draft: DraftId, record: Option<RecordId>, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE drafts SET record_id = $2, about = CASE WHEN $2::uuid IS NULL THEN 'nothing' ELSE 'record' END,
                           revision = revision + 1, updated_at = $3
         WHERE id = $1",
        draft.0,
        record.map(|record| record.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The records on which a draft's conversation is, whether it answers or forwards: open work first.
pub async fn of_conversation(tx: &mut Tx, draft: DraftId) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        "SELECT r.id FROM drafts d
         JOIN record_threads l ON l.thread_id = current_thread(d.thread_id) JOIN records r ON r.id = l.record_id
         WHERE d.id = $1 AND r.removed_at IS NULL
         ORDER BY r.closed, r.stage_id IS NULL, r.last_activity_at DESC, r.id LIMIT 10",
        draft.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// What is under way with whoever has one of these addresses.
pub async fn work_with(tx: &mut Tx, keys: &[String]) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT r.id AS "id!" FROM (SELECT DISTINCT w.record_id FROM work_best(kurier_workspace(), $1, false) w) work
         CROSS JOIN LATERAL (SELECT r.id, r.closed, r.last_activity_at FROM records r WHERE r.id = work.record_id OFFSET 0) r
         WHERE NOT r.closed ORDER BY r.last_activity_at DESC, r.id LIMIT 20"#,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// Whoever has one of these addresses, in the order of the addresses.
pub async fn people(tx: &mut Tx, keys: &[String]) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT r.id AS "id!" FROM unnest($1::text[]) WITH ORDINALITY AS wanted (key, place)
           JOIN record_addresses a ON a.workspace_id = kurier_workspace() AND a.kind = 'email' AND a.key = wanted.key
           JOIN records r ON r.id = a.record_id
           WHERE r.removed_at IS NULL
           GROUP BY r.id, r.closed, r.last_activity_at ORDER BY min(wanted.place), r.closed, r.last_activity_at DESC, r.id LIMIT 20"#,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}
