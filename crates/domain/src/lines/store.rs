//! SQL of lines and counts: whole batches by arrays, one statement a table.

use super::head::{Head, LATEST, Latest};
use super::tally::{Fact, LineKey, Sums};
use super::{Line, Lines};
use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{Address, FolderId, MessageId, ThreadId, WorkspaceId, inbox::Person};
use sqlx::types::Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

fn uuids<'a>(threads: impl IntoIterator<Item = &'a ThreadId>) -> Vec<Uuid> {
    threads.into_iter().map(|thread| thread.0).collect()
}

/// Locks these threads, in order. `NO KEY`: messages may still be put into them by their key.
pub async fn lock(tx: &mut Tx, threads: &BTreeSet<ThreadId>) -> Result<BTreeSet<ThreadId>> {
    let rows = sqlx::query_scalar!(
        "SELECT id FROM threads WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
        &uuids(threads)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// The threads that these are part of now.
pub async fn current(tx: &mut Tx, threads: &BTreeSet<ThreadId>) -> Result<BTreeSet<ThreadId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT coalesce(merged_into, id) AS "id!" FROM threads WHERE id = ANY ($1)"#,
        &uuids(threads)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

pub async fn known_as(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<ThreadId>> {
    let ids = uuids(threads);
    let merged = sqlx::query_scalar!("SELECT id FROM threads WHERE merged_into = ANY ($1)", &ids)
        .fetch_all(&mut **tx)
        .await?;
    Ok(threads.iter().copied().chain(merged.into_iter().map(ThreadId)).collect())
}

/// Every placement of these messages.
pub async fn facts(tx: &mut Tx, messages: &BTreeSet<MessageId>) -> Result<Vec<Fact>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query!(
        r#"SELECT m.id, m.thread_id, m.received_at, m.is_mine, m.has_attachments,
                  written_by_us(m.is_mine, m.recipients, m.from_key) AS "never_unread!", p.folder_id AS lies_in, p.uid IS NOT NULL AS "has_uid!",
                  coalesce(p.wanted_folder_id, p.folder_id) AS "folder_id!", coalesce(p.wanted_seen, p.seen) AS "seen!",
                  coalesce(p.wanted_flagged, p.flagged) AS "flagged!", coalesce(p.wanted_answered, p.answered) AS "answered!"
           FROM placements p JOIN messages m ON m.id = p.message_id WHERE p.message_id = ANY ($1)"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Fact {
            message: MessageId(row.id),
            thread: ThreadId(row.thread_id),
            received_at: row.received_at,
            is_mine: row.is_mine,
            never_unread: row.never_unread,
            has_attachments: row.has_attachments,
            folder: FolderId(row.folder_id),
            seen: row.seen,
            flagged: row.flagged,
            answered: row.answered,
            lies_in: FolderId(row.lies_in),
            has_uid: row.has_uid,
        })
        .collect())
}

fn split<'a>(keys: impl IntoIterator<Item = &'a LineKey>) -> (Vec<Uuid>, Vec<Uuid>) {
    keys.into_iter().map(|(thread, folder)| (thread.0, folder.0)).unzip()
}

pub async fn lines(tx: &mut Tx, keys: impl Iterator<Item = &LineKey>) -> Result<Lines> {
    let (threads, folders) = split(keys);
    if threads.is_empty() {
        return Ok(Lines::new());
    }
    let rows = sqlx::query!(
        "SELECT l.thread_id, l.folder_id, l.messages, l.unread_messages, l.flagged_messages, l.last_at
         FROM unnest($1::uuid[], $2::uuid[]) AS u (thread, folder)
         JOIN thread_folders l ON l.thread_id = u.thread AND l.folder_id = u.folder",
        &threads,
        &folders
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let line = Line {
                messages: row.messages,
                unread: row.unread_messages,
                flagged: row.flagged_messages,
                last_at: row.last_at,
            };
            ((ThreadId(row.thread_id), FolderId(row.folder_id)), line)
        })
        .collect())
}

/// When the newest message of each of these lines was received.
pub async fn newest(tx: &mut Tx, keys: &[LineKey]) -> Result<Vec<(LineKey, DateTime<Utc>)>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let (threads, folders) = split(keys);
    let rows = sqlx::query!(
        r#"SELECT u.thread AS "thread!", u.folder AS "folder!", n.received_at
           FROM unnest($1::uuid[], $2::uuid[]) AS u (thread, folder)
           CROSS JOIN LATERAL (
               SELECT m.received_at FROM messages m WHERE m.thread_id = u.thread
                 AND (SELECT true FROM placements p WHERE p.message_id = m.id
                      AND coalesce(p.wanted_folder_id, p.folder_id) = u.folder LIMIT 1)
               ORDER BY m.received_at DESC, m.id DESC LIMIT 1) n"#,
        &threads,
        &folders
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| ((ThreadId(row.thread), FolderId(row.folder)), row.received_at)).collect())
}

pub async fn put_lines(tx: &mut Tx, workspace: WorkspaceId, lines: &Lines) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let (threads, folders) = split(lines.keys());
    let column = |of: fn(&Line) -> i32| lines.values().map(of).collect::<Vec<i32>>();
    let lasts: Vec<DateTime<Utc>> = lines.values().map(|line| line.last_at).collect();
    sqlx::query!(
        "INSERT INTO thread_folders (thread_id, folder_id, workspace_id, last_at, unread, flagged, messages, unread_messages,
                                     flagged_messages)
         SELECT u.thread, u.folder, $1, u.last_at, u.unread > 0, u.flagged > 0, u.messages, u.unread, u.flagged
         FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::int[], $6::int[], $7::int[])
              AS u (thread, folder, last_at, messages, unread, flagged)
         ON CONFLICT (folder_id, thread_id) DO UPDATE SET last_at = excluded.last_at, unread = excluded.unread,
             flagged = excluded.flagged, messages = excluded.messages, unread_messages = excluded.unread_messages,
             flagged_messages = excluded.flagged_messages",
        workspace.0,
        &threads,
        &folders,
        &lasts,
        &column(|line| line.messages),
        &column(|line| line.unread),
        &column(|line| line.flagged),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn end_lines(tx: &mut Tx, keys: &[LineKey]) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let (threads, folders) = split(keys);
    sqlx::query!(
        "DELETE FROM thread_folders l USING unnest($1::uuid[], $2::uuid[]) AS u (thread, folder)
         WHERE l.thread_id = u.thread AND l.folder_id = u.folder",
        &threads,
        &folders
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The latest messages of each thread that lie in some folder, latest first.
pub async fn latest(tx: &mut Tx, threads: &BTreeSet<ThreadId>) -> Result<Vec<Latest>> {
    if threads.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"SELECT m.thread_id, m.subject, m.from_name, m.from_address, m.received_at, m.snippet, m.is_mine,
                  jsonb_path_query_array(m.recipients, '$.to[0 to 3]') AS "to!: Json<Vec<Address>>"
           FROM unnest($1::uuid[]) AS t (id)
           CROSS JOIN LATERAL (
               SELECT * FROM messages m WHERE m.thread_id = t.id
                 AND (SELECT true FROM placements p WHERE p.message_id = m.id LIMIT 1)
               ORDER BY m.received_at DESC, m.id DESC LIMIT $2) m
           ORDER BY m.thread_id, m.received_at DESC, m.id DESC"#,
        &uuids(threads),
        i64::try_from(LATEST).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Latest {
            thread: ThreadId(row.thread_id),
            subject: row.subject,
            from: row.from_address.map(|address| Address { name: row.from_name, address }),
            to: row.to.0,
            received_at: row.received_at,
            snippet: row.snippet,
            is_mine: row.is_mine,
        })
        .collect())
}

/// The subject of the first message of each thread.
pub async fn first_subjects(tx: &mut Tx, threads: &BTreeSet<ThreadId>) -> Result<HashMap<ThreadId, String>> {
    if threads.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"SELECT t.id AS "id!", m.subject FROM unnest($1::uuid[]) AS t (id)
           CROSS JOIN LATERAL (
               SELECT m.subject FROM messages m WHERE m.thread_id = t.id
                 AND (SELECT true FROM placements p WHERE p.message_id = m.id LIMIT 1)
               ORDER BY m.received_at, m.id LIMIT 1) m"#,
        &uuids(threads)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (ThreadId(row.id), row.subject)).collect())
}

/// What to add to each thread, and the words of those whose words may be others: one row version a thread.
pub async fn put_threads(tx: &mut Tx, sums: &BTreeMap<ThreadId, Sums>, heads: &[Head]) -> Result<()> {
    let heads: BTreeMap<ThreadId, &Head> = heads.iter().map(|head| (head.thread, head)).collect();
    let threads: BTreeSet<ThreadId> = sums.keys().chain(heads.keys()).copied().collect();
    if threads.is_empty() {
        return Ok(());
    }
    let column = |of: fn(&Sums) -> i32| -> Vec<i32> {
        threads.iter().map(|thread| sums.get(thread).map_or(0, of)).collect()
    };
    let words = || threads.iter().map(|thread| heads.get(thread));
    let subjects: Vec<Option<&str>> = words().map(|head| head.map(|head| head.subject.as_str())).collect();
    let people: Vec<Option<Json<&[Person]>>> =
        words().map(|head| head.map(|head| Json(&*head.people))).collect();
    let snippets: Vec<Option<&str>> = words().map(|head| head.map(|head| head.snippet.as_str())).collect();
    let lasts: Vec<Option<DateTime<Utc>>> = words().map(|head| head.map(|head| head.last_at)).collect();
    sqlx::query!(
        "UPDATE threads t SET message_count = t.message_count + u.messages, unread_count = t.unread_count + u.unread,
             flagged_count = t.flagged_count + u.flagged, answered_count = t.answered_count + u.answered,
             attachment_count = t.attachment_count + u.attachments, others_count = t.others_count + u.others,
             flagged = t.flagged_count + u.flagged > 0, answered = t.answered_count + u.answered > 0,
             attachments = t.attachment_count + u.attachments > 0, subject = coalesce(u.subject, t.subject),
             people = coalesce(u.people, t.people), snippet = coalesce(u.snippet, t.snippet),
             last_at = coalesce(u.last_at, t.last_at)
         FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::text[], $9::jsonb[],
                     $10::text[], $11::timestamptz[])
              AS u (id, messages, unread, flagged, answered, attachments, others, subject, people, snippet, last_at)
         WHERE t.id = u.id",
        &uuids(&threads),
        &column(|sums| sums.messages),
        &column(|sums| sums.unread),
        &column(|sums| sums.flagged),
        &column(|sums| sums.answered),
        &column(|sums| sums.attachments),
        &column(|sums| sums.others),
        &subjects as &[Option<&str>],
        &people as &[Option<Json<&[Person]>>],
        &snippets as &[Option<&str>],
        &lasts as &[Option<DateTime<Utc>>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How a folder's counts change.
#[derive(Clone, Copy, Debug)]
pub struct FolderChange {
    pub folder: FolderId,
    pub total: i32,
    pub unread: i32,
    pub stored: i32,
    pub waiting: i32,
}

impl FolderChange {
    pub const fn is_nothing(&self) -> bool {
        self.total == 0 && self.unread == 0 && self.stored == 0 && self.waiting == 0
    }
}

/// `changes` are in the order of the folders' ids, and so are the locks.
pub async fn count_folders(tx: &mut Tx, changes: &[FolderChange]) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let folders: Vec<Uuid> = changes.iter().map(|change| change.folder.0).collect();
    let column = |of: fn(&FolderChange) -> i32| changes.iter().map(of).collect::<Vec<i32>>();
    sqlx::query!("SELECT id FROM folders WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", &folders)
        .fetch_all(&mut **tx)
        .await?;
    sqlx::query!(
        "UPDATE folders f SET total = f.total + u.total, unread = f.unread + u.unread, stored = f.stored + u.stored,
             waiting = f.waiting + u.waiting
         FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[]) AS u (id, total, unread, stored, waiting)
         WHERE f.id = u.id",
        &folders,
        &column(|change| change.total),
        &column(|change| change.unread),
        &column(|change| change.stored),
        &column(|change| change.waiting),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A line that was taken away.
pub struct Cleared {
    pub folder: FolderId,
    pub unread: bool,
}

/// Takes every line of these threads away and sets what they count to nothing.
pub async fn clear(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<Cleared>> {
    let ids = uuids(threads);
    sqlx::query!(
        "UPDATE threads SET message_count = 0, unread_count = 0, flagged_count = 0, answered_count = 0, attachment_count = 0,
             others_count = 0, flagged = false, answered = false, attachments = false
         WHERE id = ANY ($1)",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    let rows = sqlx::query!(
        "DELETE FROM thread_folders WHERE thread_id = ANY ($1) RETURNING folder_id, unread",
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| Cleared { folder: FolderId(row.folder_id), unread: row.unread }).collect())
}

pub async fn messages_of(tx: &mut Tx, threads: &[ThreadId]) -> Result<BTreeSet<MessageId>> {
    let rows = sqlx::query_scalar!("SELECT id FROM messages WHERE thread_id = ANY ($1)", &uuids(threads))
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(MessageId).collect())
}
