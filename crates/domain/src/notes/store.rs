//! SQL of notes.

use super::{Along, Said};
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{NoteId, RecordId, ThreadId, UserId};
use uuid::Uuid;

/// Something happened to a record; false when it is not there.
pub async fn touch(tx: &mut Tx, record: RecordId, now: DateTime<Utc>) -> Result<bool> {
    let touched = sqlx::query!(
        "UPDATE records SET last_activity_at = greatest(last_activity_at, $2) WHERE id = $1 AND removed_at IS NULL",
        record.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(touched.rows_affected() == 1)
}

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    note: NoteId,
    record: RecordId,
    said: &Said<'_>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO notes (id, workspace_id, record_id, author_id, text, created_at, thread_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        note.0,
        actor.workspace.0,
        record.0,
        said.by.0,
        said.text,
        said.at,
        said.thread.map(|thread| thread.0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether a person's note of a moment says this about a record.
pub async fn is_there(tx: &mut Tx, record: RecordId, said: &Said<'_>) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM notes WHERE record_id = $1 AND author_id = $2 AND created_at = $3 AND text = $4
                            AND removed_at IS NULL) AS "is!""#,
        record.0,
        said.by.0,
        said.at,
        said.text,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Holds a note of the author's for the transaction; what it says.
pub async fn lock(tx: &mut Tx, author: UserId, note: NoteId) -> Result<Option<String>> {
    let text = sqlx::query_scalar!(
        "SELECT text FROM notes WHERE id = $1 AND author_id = $2 AND removed_at IS NULL FOR UPDATE",
        note.0,
        author.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(text)
}

/// Everybody who works here, by name.
pub async fn people(tx: &mut Tx) -> Result<Vec<(UserId, String)>> {
    let rows =
        sqlx::query!("SELECT id, name FROM users WHERE disabled_at IS NULL").fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), row.name)).collect())
}

/// The record that the note is about; `None` when it is not the author's, or not there.
pub async fn change(
    tx: &mut Tx,
    author: UserId,
    note: NoteId,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Option<RecordId>> {
    let record = sqlx::query_scalar!(
        "UPDATE notes SET text = $3, edited_at = $4 WHERE id = $1 AND author_id = $2 AND removed_at IS NULL RETURNING record_id",
        note.0,
        author.0,
        text,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(record.map(RecordId))
}

/// Takes a note away, or brings it back; the record that it is about, `None` when it is not the author's.
pub async fn put_away(
    tx: &mut Tx,
    author: UserId,
    note: NoteId,
    at: Option<DateTime<Utc>>,
) -> Result<Option<RecordId>> {
    let record = sqlx::query_scalar!(
        "UPDATE notes SET removed_at = $3 WHERE id = $1 AND author_id = $2 RETURNING record_id",
        note.0,
        author.0,
        at,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(record.map(RecordId))
}

/// Forgets what was taken away before a moment.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM notes WHERE removed_at < $1", before).execute(&mut **tx).await?;
    Ok(())
}

/// Takes a note away from a record, when it is there.
pub async fn carry_off(tx: &mut Tx, note: NoteId, record: RecordId, at: DateTime<Utc>) -> Result<bool> {
    let gone = sqlx::query!(
        "UPDATE notes SET removed_at = $3 WHERE id = $1 AND record_id = $2 AND removed_at IS NULL",
        note.0,
        record.0,
        at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// Notes that came onto a record with a thread, or with what has become part of it, the latest last; what somebody has written into since is about
/// the record.
pub async fn along(tx: &mut Tx, thread: ThreadId, record: RecordId) -> Result<Vec<Along>> {
    let rows = sqlx::query!(
        "SELECT n.id, n.author_id, n.text, n.created_at FROM thread_and_merged($1) AS part (id) JOIN notes n ON n.thread_id = part.id
         WHERE n.record_id = $2 AND n.removed_at IS NULL AND n.edited_at IS NULL ORDER BY n.created_at, n.id",
        thread.0,
        record.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let along = |id, by, text, at| Along { note: NoteId(id), by: UserId(by), text, at };
    Ok(rows.into_iter().map(|row| along(row.id, row.author_id, row.text, row.created_at)).collect())
}

/// Puts notes, and what people were told of them, onto another record; who wrote them.
pub async fn move_to(
    tx: &mut Tx,
    notes: &[NoteId],
    record: RecordId,
    is_back: bool,
) -> Result<Vec<(NoteId, UserId)>> {
    let notes: Vec<Uuid> = notes.iter().map(|note| note.0).collect();
    let rows = sqlx::query!(
        "WITH told AS (UPDATE notifications SET record_id = $2 WHERE note_id = ANY ($1))
         UPDATE notes SET record_id = $2, removed_at = CASE WHEN $3 THEN NULL ELSE removed_at END WHERE id = ANY ($1)
         RETURNING id, author_id",
        &notes,
        record.0,
        is_back,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (NoteId(row.id), UserId(row.author_id))).collect())
}
