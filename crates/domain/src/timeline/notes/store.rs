//! SQL of the notes of a timeline.

use super::super::around::{Around, Place, Row, Wanted};
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::NoteId;
use kurier_model::timeline::{TimelineEntry, TimelineItem};
use uuid::Uuid;

/// The latest notes about these records, at most so many about each: the records and the notes.
pub async fn latest(tx: &mut Tx, records: &[Uuid], each: i64, wanted: Wanted) -> Result<Vec<(Uuid, Uuid)>> {
    let rows = sqlx::query!(
        r#"SELECT r.id AS "record!", n.id AS "note!" FROM unnest($1::uuid[]) AS r (id) CROSS JOIN LATERAL (
               SELECT n.id, n.created_at FROM notes n
               WHERE n.record_id = r.id AND n.removed_at IS NULL AND (n.created_at, n.id) < ($2, $3)
               ORDER BY n.created_at DESC, n.id DESC LIMIT $4) AS n
           ORDER BY n.created_at DESC, n.id DESC LIMIT $5"#,
        records,
        wanted.before.0,
        wanted.before.1,
        each,
        wanted.limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.record, row.note)).collect())
}

/// The next notes about these records behind a place, whatever is in them: so many.
pub async fn walk(tx: &mut Tx, records: &[Uuid], before: Place, reach: usize) -> Result<Vec<Place>> {
    let reach = i64::try_from(reach).unwrap_or(i64::MAX);
    let rows = sqlx::query!(
        r#"SELECT n.created_at AS "created_at!", n.id AS "id!" FROM unnest($1::uuid[]) AS r (id) CROSS JOIN LATERAL (
               SELECT n.created_at, n.id FROM notes n
               WHERE n.record_id = r.id AND n.removed_at IS NULL AND (n.created_at, n.id) < ($2, $3)
               ORDER BY n.created_at DESC, n.id DESC LIMIT $4) AS n
           ORDER BY n.created_at DESC, n.id DESC LIMIT $4"#,
        records,
        before.0,
        before.1,
        reach,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.created_at, row.id)).collect())
}

/// Those of a few notes that are about these records and have all the words.
pub async fn found(
    tx: &mut Tx,
    records: &[Uuid],
    few: &[Uuid],
    words: &[String],
    wanted: Wanted,
) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "SELECT n.id FROM unnest($2::uuid[]) AS few (id) JOIN notes n ON n.id = few.id
         WHERE n.record_id = ANY ($1) AND n.removed_at IS NULL AND (n.created_at, n.id) < ($4, $5) AND has_words(n.sought, $3, '{}')
         ORDER BY n.created_at DESC, n.id DESC LIMIT $6",
        records,
        few,
        words,
        wanted.before.0,
        wanted.before.1,
        wanted.limit,
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn read(tx: &mut Tx, actor: &Actor, around: &Around<'_>, ids: &[Uuid]) -> Result<Vec<Row>> {
    let me = actor.user.map(|user| user.0);
    let rows = sqlx::query!(
        r#"SELECT n.id, n.author_id, n.text, n.created_at, n.edited_at IS NOT NULL AS "edited!", u.name, n.record_id,
                  r.kind AS "kind?", r.name AS "record?"
           FROM unnest($1::uuid[]) AS found (id) JOIN notes n ON n.id = found.id JOIN users u ON u.id = n.author_id
           LEFT JOIN records r ON r.id = n.record_id"#,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let mine = Some(row.author_id) == me;
            let (by, text, edited) = (row.name, row.text, row.edited);
            let what = TimelineItem::Note { id: NoteId(row.id), by, text, mine, edited };
            let of = around.other(Some(row.record_id), row.kind, row.record);
            (row.id, TimelineEntry { at: row.created_at, of, what })
        })
        .collect())
}
