//! SQL of notes by their words. The function that asks the index of pieces of words is in the migration 0048.

use crate::people::Written;
use crate::{db::Tx, error::Result};
use kurier_model::record::KindKey;
use kurier_model::timeline::FoundNote;
use kurier_model::{NoteId, RecordId};
use uuid::Uuid;

/// Notes that have the words, of whatever record, at most so many, in any order.
pub async fn with_words(tx: &mut Tx, words: &[String], most: usize) -> Result<Vec<Uuid>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM notes_with($1, $2) AS found (id)"#,
        words,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows)
}

/// Those that have the words among the latest.
pub async fn latest(tx: &mut Tx, written: &Written) -> Result<Vec<Uuid>> {
    let rows = sqlx::query_scalar!(
        "SELECT l.id FROM (
             SELECT n.id, n.sought FROM notes n WHERE n.workspace_id = kurier_workspace() AND n.removed_at IS NULL
             ORDER BY n.created_at DESC, n.id DESC LIMIT 1000) AS l
         WHERE l.sought LIKE ALL ($1)",
        &written.forms,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows)
}

/// Those of them that have all words, of records that are there and seen, in the order in which they are shown; each with all that it says.
pub async fn ranked(tx: &mut Tx, ids: &[Uuid], written: &Written, most: usize) -> Result<Vec<FoundNote>> {
    let rows = sqlx::query!(
        r#"SELECT n.id, n.text, n.created_at, r.id AS record, r.kind, r.name, u.name AS "author?"
           FROM unnest($1::uuid[]) AS few (id) JOIN notes n ON n.id = few.id JOIN records r ON r.id = n.record_id
           LEFT JOIN users u ON u.id = n.author_id
           WHERE n.removed_at IS NULL AND r.removed_at IS NULL AND n.sought LIKE ALL ($2)
           ORDER BY NOT n.sought LIKE ALL ($3), n.created_at DESC, n.id DESC LIMIT $4"#,
        ids,
        &written.forms,
        &written.words,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    let found = rows.into_iter().map(|row| FoundNote {
        note: NoteId(row.id),
        record: RecordId(row.record),
        kind: KindKey(row.kind),
        name: row.name,
        by: row.author.unwrap_or_default(),
        text: row.text,
        at: row.created_at,
    });
    Ok(found.collect())
}
