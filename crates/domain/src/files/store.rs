//! SQL of files.

use super::WholeFile;
use crate::timeline::Around;
use crate::{actor::Actor, db::Tx, error::Result, keyset::cursor_parts};
use chrono::{DateTime, Utc};
use kurier_model::file::{FileOrigin, RecordFile};
use kurier_model::page::Cursor;
use kurier_model::{Address, AttachmentId, FileId, RecordId, ThreadId, UserId};
use uuid::Uuid;

/// A file that is held.
pub struct Held {
    pub name: String,
    pub removed_at: Option<DateTime<Utc>>,
}

struct FileOfMail {
    id: Uuid,
    name: String,
    media_type: String,
    size: i64,
    thread_id: Uuid,
    received_at: DateTime<Utc>,
    subject: String,
    from_name: Option<String>,
    from_address: Option<String>,
}

/// Files of messages of threads about the record, in mailboxes that the actor may see. A mail that lies in two of them counts once.
///
/// Newest first, only so far as the page goes: whether a mail lies in a folder, and whether it is a twin, is asked of those alone that are come
/// upon (`OFFSET 0` keeps these questions from becoming joins of everything). Behind `after`, mail of the very same moment is looked at again.
pub async fn of_mail(
    tx: &mut Tx,
    actor: &Actor,
    around: &Around<'_>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<RecordFile>> {
    let (at, id) = cursor_parts(after);
    let people: Vec<Uuid> = around.people.iter().map(|record| record.0).collect();
    let rows = sqlx::query_as!(
        FileOfMail,
        r#"WITH visible AS MATERIALIZED (SELECT t.id FROM threads_about($2, $6, $1) t (id)),
           boxes AS MATERIALIZED (SELECT v.mailbox_id FROM visible_mailboxes($1) v),
           letters AS MATERIALIZED (
               SELECT o.id FROM (
                   SELECT m.id, m.received_at, m.message_id FROM messages m
                   WHERE m.thread_id IN (SELECT id FROM visible) AND m.has_attachments
                     AND m.received_at <= coalesce($3::timestamptz, 'infinity')
                   ORDER BY m.received_at DESC OFFSET 0) o
               WHERE EXISTS (SELECT 1 FROM placements p WHERE p.message_id = o.id AND NOT p.draft OFFSET 0)
                 AND NOT EXISTS (SELECT 1 FROM boxes b
                                 JOIN messages twin ON twin.mailbox_id = b.mailbox_id AND twin.message_id = o.message_id
                                 WHERE twin.id < o.id AND twin.thread_id IN (SELECT id FROM visible)
                                   AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = twin.id AND NOT p.draft) OFFSET 0)
               ORDER BY o.received_at DESC
               FETCH FIRST ($5::bigint + (SELECT count(*) FROM messages same WHERE same.received_at = $3 AND same.has_attachments
                                          AND same.thread_id IN (SELECT id FROM visible))) ROWS WITH TIES)
           SELECT a.id, a.name, a.media_type, a.size, m.thread_id, m.received_at, m.subject, m.from_name, m.from_address
           FROM letters l JOIN messages m ON m.id = l.id JOIN attachments a ON a.message_id = l.id
           WHERE NOT a.inline AND ($3::timestamptz IS NULL OR (m.received_at, a.id) < ($3, $4::uuid))
           ORDER BY m.received_at DESC, a.id DESC LIMIT $5"#,
        actor.user.map(|user| user.0),
        &around.all(),
        at,
        id,
        i64::from(limit),
        &people,
    )
    .fetch_all(&mut **tx)
    .await?;
    let file = |row: FileOfMail| RecordFile {
        at: row.received_at,
        name: row.name,
        media_type: row.media_type,
        bytes: u64::try_from(row.size).unwrap_or_default(),
        origin: FileOrigin::Mail {
            attachment: AttachmentId(row.id),
            thread: ThreadId(row.thread_id),
            from: row.from_address.map(|address| Address { name: row.from_name, address }),
            subject: row.subject,
        },
    };
    Ok(rows.into_iter().map(file).collect())
}

/// Files that people have put beside the record.
pub async fn added(
    tx: &mut Tx,
    record: RecordId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<RecordFile>> {
    let (at, id) = cursor_parts(after);
    let rows = sqlx::query!(
        r#"SELECT f.id, f.name, f.media_type, f.size, f.created_at, u.name AS "by"
           FROM record_files f JOIN users u ON u.id = f.author_id
           WHERE f.record_id = $1 AND f.removed_at IS NULL
             AND ($2::timestamptz IS NULL OR (f.created_at, f.id) < ($2, $3::uuid))
           ORDER BY f.created_at DESC, f.id DESC LIMIT $4"#,
        record.0,
        at,
        id,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| RecordFile {
            at: row.created_at,
            name: row.name,
            media_type: row.media_type,
            bytes: u64::try_from(row.size).unwrap_or_default(),
            origin: FileOrigin::Added { file: FileId(row.id), by: row.by },
        })
        .collect())
}

/// Whether a record is there, and not in the bin.
pub async fn is_there(tx: &mut Tx, record: RecordId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM records WHERE id = $1 AND removed_at IS NULL) AS "is!""#,
        record.0,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Something happens to a record, which is held by it; false when it is not there.
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

/// How many files people have put beside a record.
pub async fn count(tx: &mut Tx, record: RecordId) -> Result<i64> {
    Ok(
        sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!" FROM record_files WHERE record_id = $1"#,
            record.0,
        )
        .fetch_one(&mut **tx)
        .await?,
    )
}

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    author: UserId,
    id: FileId,
    record: RecordId,
    file: &WholeFile,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_files (id, workspace_id, record_id, name, media_type, size, bytes, author_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        actor.workspace.0,
        record.0,
        file.name,
        file.media_type,
        i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        file.bytes,
        author.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn whole(tx: &mut Tx, file: FileId) -> Result<Option<WholeFile>> {
    Ok(sqlx::query_as!(
        WholeFile,
        "SELECT name, media_type, bytes FROM record_files WHERE id = $1 AND removed_at IS NULL",
        file.0,
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Whose file it is.
pub async fn record_of(tx: &mut Tx, file: FileId) -> Result<Option<RecordId>> {
    let record = sqlx::query_scalar!("SELECT record_id FROM record_files WHERE id = $1", file.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(record.map(RecordId))
}

/// Holds a file of a record; `None`: it is another's by now, or forgotten.
pub async fn lock(tx: &mut Tx, record: RecordId, file: FileId) -> Result<Option<Held>> {
    Ok(sqlx::query_as!(
        Held,
        "SELECT name, removed_at FROM record_files WHERE id = $1 AND record_id = $2 FOR UPDATE",
        file.0,
        record.0,
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub async fn rename(tx: &mut Tx, file: FileId, name: &str) -> Result<()> {
    sqlx::query!("UPDATE record_files SET name = $2 WHERE id = $1", file.0, name).execute(&mut **tx).await?;
    Ok(())
}

/// Takes a file away, or brings it back.
pub async fn put_away(tx: &mut Tx, file: FileId, at: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query!("UPDATE record_files SET removed_at = $2 WHERE id = $1", file.0, at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets what was taken away before a moment.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM record_files WHERE removed_at < $1", before).execute(&mut **tx).await?;
    Ok(())
}
