//! SQL of notifications.

use super::Told;
use crate::{actor::Actor, db::Tx, error::Result, keyset::cursor_parts};
use chrono::{DateTime, Utc};
use kurier_model::notification::{Notification, NotificationKind, ToldRecord, ToldTask, ToldThread};
use kurier_model::page::Cursor;
use kurier_model::record::KindKey;
use kurier_model::{NotificationId, RecordId, TaskId, ThreadId, UserId};
use uuid::Uuid;

/// So much of a note is shown.
const EXCERPT: i32 = 280;
/// So much is counted of what is not read, among so many of the latest: some of them may be in the bin.
const COUNTED: i64 = 100;
const LOOKED_THROUGH: i64 = 300;

pub async fn page(
    tx: &mut Tx,
    person: UserId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Notification>> {
    let (at, id) = cursor_parts(after);
    let rows = sqlx::query!(
        r#"SELECT n.id AS "id!", n.what AS "what!", u.name AS "by?", n.at AS "at!", n.read_at IS NOT NULL AS "is_read!",
                  t.id AS "task?", t.title AS "title?", t.done_at IS NOT NULL AS "is_done!",
                  r.id AS "record?", r.kind AS "kind?", r.name AS "name?", left(coalesce(o.text, p.note), $5) AS note,
                  h.id AS "thread?", h.subject AS "subject?", waits_again(h.id, n.at) AS "waits!"
           FROM notifications_of($1) n LEFT JOIN users u ON u.id = n.by_id LEFT JOIN tasks t ON t.id = n.task_id
           LEFT JOIN records r ON r.id = n.record_id LEFT JOIN notes o ON o.id = n.note_id
           LEFT JOIN threads h ON h.id = current_thread(n.thread_id) LEFT JOIN postponed p ON p.thread_id = h.id
           WHERE $2::timestamptz IS NULL OR (n.at, n.id) < ($2, $3::uuid)
           ORDER BY n.at DESC, n.id DESC LIMIT $4"#,
        person.0,
        at,
        id,
        i64::from(limit),
        EXCERPT,
    )
    .fetch_all(&mut **tx)
    .await?;
    let told = rows.into_iter().filter_map(|row| {
        let task = row.task.zip(row.title);
        let record = row.record.zip(row.kind).zip(row.name);
        let thread = row.thread.zip(row.subject);
        Some(Notification {
            id: NotificationId(row.id),
            what: NotificationKind::from_stored(&row.what)?,
            by: row.by,
            task: task.map(|(id, title)| ToldTask { task: TaskId(id), title, is_done: row.is_done }),
            record: record.map(|((id, kind), name)| ToldRecord {
                record: RecordId(id),
                kind: KindKey(kind),
                name,
            }),
            thread: thread.map(|(id, subject)| ToldThread {
                thread: ThreadId(id),
                subject,
                waits: row.waits,
            }),
            note: row.note,
            at: row.at,
            is_read: row.is_read,
        })
    });
    Ok(told.collect())
}

/// How much is not read, of the latest.
pub async fn unread(tx: &mut Tx, person: UserId) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
             SELECT 1 FROM notifications_of($1) n
             WHERE n.read_at IS NULL AND n.at >= (
               SELECT min(l.at) FROM (
                 SELECT o.at FROM notifications o WHERE o.user_id = $1 AND o.read_at IS NULL ORDER BY o.at DESC LIMIT $2) l)
             LIMIT $3) few"#,
        person.0,
        LOOKED_THROUGH,
        COUNTED,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or_default())
}

/// Whether the person was told this.
pub async fn is_told(tx: &mut Tx, person: UserId, which: NotificationId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM notifications WHERE id = $2 AND user_id = $1) AS "is!""#,
        person.0,
        which.0,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Whether anything was not read yet.
pub async fn read(
    tx: &mut Tx,
    person: UserId,
    which: Option<NotificationId>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let read = sqlx::query!(
        "UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND read_at IS NULL AND ($2::uuid IS NULL OR id = $2)",
        person.0,
        which.map(|id| id.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(read.rows_affected() > 0)
}

/// The kinds that a person does not want.
pub async fn untold(tx: &mut Tx, person: UserId) -> Result<Vec<NotificationKind>> {
    let kinds = sqlx::query_scalar!("SELECT untold FROM users WHERE id = $1", person.0)
        .fetch_optional(&mut **tx)
        .await?
        .unwrap_or_default();
    Ok(kinds.iter().filter_map(|kind| NotificationKind::from_stored(kind)).collect())
}

pub async fn want(tx: &mut Tx, person: UserId, kind: NotificationKind, is_wanted: bool) -> Result<()> {
    sqlx::query!(
        "UPDATE users SET untold = array_remove(untold, $2) || CASE WHEN $3 THEN '{}' ELSE ARRAY[$2] END WHERE id = $1",
        person.0,
        kind.as_str(),
        is_wanted,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// False for whoever is not there, does not want to know, or may not see the record that it is about.
pub async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    person: UserId,
    told: Told,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Told { what, task, record, note, .. } = told;
    let told = sqlx::query!(
        "INSERT INTO notifications (id, workspace_id, user_id, what, by_id, record_id, task_id, note_id, at)
         SELECT $1, u.workspace_id, u.id, $3, $4, $5, $6, $7, $8 FROM users u
         WHERE u.id = $2 AND u.disabled_at IS NULL AND $3 <> ALL (u.untold)
           AND ($5::uuid IS NULL OR EXISTS (SELECT 1 FROM records r WHERE r.id = $5 AND sees_record(r, u.id)))
         ON CONFLICT (about, what, user_id) WHERE read_at IS NULL DO UPDATE SET by_id = excluded.by_id, at = excluded.at",
        NotificationId::new().0,
        person.0,
        what.as_str(),
        actor.user.map(|user| user.0),
        record.map(|id| id.0),
        task.map(|id| id.0),
        note.map(|id| id.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(told.rows_affected() == 1)
}

/// The same of a thread: false for whoever may not see its mailbox.
pub async fn tell_of_thread(
    tx: &mut Tx,
    actor: &Actor,
    person: UserId,
    (what, thread): (NotificationKind, ThreadId),
    now: DateTime<Utc>,
) -> Result<bool> {
    let told = sqlx::query!(
        "INSERT INTO notifications (id, workspace_id, user_id, what, by_id, thread_id, at)
         SELECT $1, u.workspace_id, u.id, $3, $4, t.id, $6 FROM users u JOIN threads t ON t.id = $5 AND may_see(t.mailbox_id, u.id)
         WHERE u.id = $2 AND u.disabled_at IS NULL AND $3 <> ALL (u.untold)
         ON CONFLICT (thread_id, what, user_id) WHERE read_at IS NULL AND thread_id IS NOT NULL
         DO UPDATE SET by_id = excluded.by_id, at = excluded.at",
        NotificationId::new().0,
        person.0,
        what.as_str(),
        actor.user.map(|user| user.0),
        thread.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(told.rows_affected() == 1)
}

/// Who was told of these threads, or of what has become part of them, and has not read it.
pub async fn unread_of_threads(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<UserId>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let people = sqlx::query_scalar!(
        "SELECT DISTINCT n.user_id FROM unnest($1::uuid[]) AS asked (id) CROSS JOIN LATERAL thread_and_merged(asked.id) AS part (id)
         JOIN notifications n ON n.thread_id = part.id WHERE n.read_at IS NULL",
        &threads
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(people.into_iter().map(UserId).collect())
}

/// Takes back what is not read yet, from everybody but these; from whom it was taken.
pub async fn untell(tx: &mut Tx, told: Told, but: &[UserId]) -> Result<Vec<UserId>> {
    let but: Vec<Uuid> = but.iter().map(|person| person.0).collect();
    let people = sqlx::query_scalar!(
        "DELETE FROM notifications WHERE about = $1 AND what = $2 AND read_at IS NULL AND user_id <> ALL ($3) RETURNING user_id",
        told.about(),
        told.what.as_str(),
        &but,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(people.into_iter().map(UserId).collect())
}

/// Takes back what these people have not read yet of a record; from whom something was taken.
pub async fn forget_unread(
    tx: &mut Tx,
    record: RecordId,
    people: &[UserId],
    kinds: &[NotificationKind],
) -> Result<Vec<UserId>> {
    let people: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    let rows = sqlx::query_scalar!(
        r#"WITH gone AS (
               DELETE FROM notifications WHERE record_id = $1 AND user_id = ANY ($2) AND what = ANY ($3) AND read_at IS NULL RETURNING user_id)
           SELECT DISTINCT user_id AS "user!" FROM gone"#,
        record.0,
        &people,
        &kinds,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(UserId).collect())
}

/// Forgets what was read before one moment, and all from before another.
pub async fn forget(tx: &mut Tx, read_before: DateTime<Utc>, before: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM notifications WHERE read_at < $1 OR at < $2", read_before, before)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
