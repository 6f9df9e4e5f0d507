//! SQL of tasks.

use super::checked::Checked;
use super::when::{self, When};
use crate::{actor::Actor, db::Tx, error::Result, veil};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kurier_model::task::{Reminder, Repeat, TaskCursor, TaskList, TaskThread};
use kurier_model::{RecordId, TaskId, ThreadId, UserId};
use uuid::Uuid;

/// A task as it is kept.
pub struct Stored {
    pub id: TaskId,
    pub title: String,
    pub description: String,
    pub assignee: UserId,
    pub assignee_name: String,
    pub created_by: UserId,
    pub when: When,
    pub thread: Option<TaskThread>,
    pub revision: u32,
    pub done_at: Option<DateTime<Utc>>,
    due: Option<DateTime<Utc>>,
}

impl Stored {
    /// Where a list goes on behind it.
    pub fn cursor(&self) -> TaskCursor {
        let at = if self.done_at.is_some() { self.done_at } else { self.due };
        TaskCursor { at: at.map(|at| at.timestamp_micros()), id: self.id }
    }
}

/// One's own that are to be done, or all that one may see, the most urgent first. `due` of what has no day is infinity, which a cursor has
/// as nothing.
pub async fn open(
    tx: &mut Tx,
    actor: &Actor,
    list: TaskList,
    after: Option<TaskCursor>,
    limit: u32,
) -> Result<Vec<TaskId>> {
    let rows = sqlx::query_scalar!(
        "SELECT t.id FROM tasks t
         WHERE t.workspace_id = kurier_workspace() AND t.done_at IS NULL AND t.removed_at IS NULL
           AND CASE WHEN $5 THEN t.assignee_id = $1 ELSE sees_task(t, $1) END
           AND ($3::uuid IS NULL OR (t.due, t.id) > (coalesce($2::timestamptz, 'infinity'), $3))
         ORDER BY t.due, t.id LIMIT $4",
        actor.user.map(|user| user.0),
        time_of(after.as_ref()),
        after.map(|after| after.id.0),
        i64::from(limit),
        list == TaskList::Mine,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TaskId).collect())
}

/// What one had to do, or has done for others, the latest first.
pub async fn done(tx: &mut Tx, actor: &Actor, after: Option<TaskCursor>, limit: u32) -> Result<Vec<TaskId>> {
    let rows = sqlx::query_scalar!(
        "SELECT t.id FROM tasks t
         WHERE t.workspace_id = kurier_workspace() AND t.done_at IS NOT NULL AND t.removed_at IS NULL
           AND (t.assignee_id = $1 OR t.done_by = $1)
           AND ($2::timestamptz IS NULL OR (t.done_at, t.id) < ($2, $3::uuid))
         ORDER BY t.done_at DESC, t.id DESC LIMIT $4",
        actor.user.map(|user| user.0),
        time_of(after.as_ref()),
        after.map(|after| after.id.0),
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TaskId).collect())
}

fn time_of(after: Option<&TaskCursor>) -> Option<DateTime<Utc>> {
    after.and_then(|after| DateTime::from_timestamp_micros(after.at?))
}

/// What is to be done about a record, the most urgent first.
pub async fn of_record(tx: &mut Tx, record: RecordId, limit: u32) -> Result<Vec<TaskId>> {
    let rows = sqlx::query_scalar!(
        "SELECT t.id FROM task_records l JOIN tasks t ON t.id = l.task_id
         WHERE l.record_id = $1 AND t.done_at IS NULL AND t.removed_at IS NULL
         ORDER BY t.due, t.id LIMIT $2",
        record.0,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TaskId).collect())
}

/// The most urgent task about one of these records that the actor may see.
pub async fn next_about(tx: &mut Tx, actor: &Actor, records: &[RecordId]) -> Result<Option<TaskId>> {
    let records: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let task = sqlx::query_scalar!(
        "SELECT t.id FROM task_records l JOIN tasks t ON t.id = l.task_id
         WHERE l.record_id = ANY ($2) AND t.done_at IS NULL AND t.removed_at IS NULL AND sees_task(t, $1)
         ORDER BY t.due, t.id LIMIT 1",
        actor.user.map(|user| user.0),
        &records,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(task.map(TaskId))
}

/// How many of one's own are past, at most so many: their moment is, or their day.
pub async fn overdue(
    tx: &mut Tx,
    actor: &Actor,
    now: DateTime<Utc>,
    today: NaiveDate,
    most: u32,
) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM tasks t
               WHERE t.assignee_id = $1 AND t.done_at IS NULL AND t.removed_at IS NULL AND t.due < $2::timestamptz + interval '1 day'
                 AND coalesce(t.due_at < $2, t.due_on < $3) LIMIT $4) AS past"#,
        actor.user.map(|user| user.0),
        now,
        today,
        i64::from(most),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or_default())
}

/// Those of these tasks that the actor may see, in this order; the thread of each only where they see its mailbox.
pub async fn tasks(tx: &mut Tx, actor: &Actor, ids: &[TaskId]) -> Result<Vec<Stored>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT t.id, t.title, t.description, t.assignee_id, u.name AS assignee_name, t.created_by, t.due_on, t.due_at, t.zone,
                  t.repeat, t.remind, h.id AS "thread?", h.subject AS "subject?", t.revision, t.done_at, nullif(t.due, 'infinity') AS due
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, place)
           JOIN tasks t ON t.id = wanted.id JOIN users u ON u.id = t.assignee_id
           LEFT JOIN threads h ON h.id = current_thread(t.thread_id) AND h.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
           WHERE t.removed_at IS NULL AND sees_task(t, $1) ORDER BY wanted.place"#,
        actor.user.map(|user| user.0),
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let stored = rows.into_iter().map(|row| Stored {
        id: TaskId(row.id),
        title: row.title,
        description: row.description,
        assignee: UserId(row.assignee_id),
        assignee_name: row.assignee_name,
        created_by: UserId(row.created_by),
        when: When {
            day: row.due_on,
            at: row.due_at,
            zone: row.zone.parse().unwrap_or(Tz::UTC),
            repeat: row.repeat.as_deref().and_then(Repeat::from_stored),
            remind: row.remind.as_deref().and_then(Reminder::from_stored),
        },
        thread: row.thread.zip(row.subject).map(|(id, subject)| TaskThread { thread: ThreadId(id), subject }),
        revision: u32::try_from(row.revision).unwrap_or_default(),
        done_at: row.done_at,
        due: row.due,
    });
    Ok(stored.collect())
}

/// A task that is held.
pub struct Held {
    title: String,
    description: String,
    pub revision: u32,
    pub is_done: bool,
    pub assignee: UserId,
    pub created_by: UserId,
    pub when: When,
    /// When whoever has it is told that it is due, and whether they have been.
    pub remind_at: Option<DateTime<Utc>>,
    pub is_reminded: bool,
}

impl Held {
    /// Whether it says what a form says, but for what it is about.
    pub fn says(&self, checked: &Checked) -> bool {
        (&self.title, &self.description, &self.when, self.assignee)
            == (&checked.title, &checked.description, &checked.when, checked.assignee)
    }
}

/// Holds a task that the actor may see for the transaction.
pub async fn lock(tx: &mut Tx, actor: &Actor, task: TaskId) -> Result<Option<Held>> {
    let row = sqlx::query!(
        r#"SELECT t.title, t.description, t.revision, t.done_at IS NOT NULL AS "is_done!", t.due_on, t.due_at, t.zone, t.repeat, t.remind, t.remind_at, t.reminded_of,
                  t.assignee_id, t.created_by FROM tasks t
           WHERE t.id = $1 AND t.removed_at IS NULL AND sees_task(t, $2) FOR UPDATE"#,
        task.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Held {
        title: row.title,
        description: row.description,
        revision: u32::try_from(row.revision).unwrap_or_default(),
        is_done: row.is_done,
        assignee: UserId(row.assignee_id),
        created_by: UserId(row.created_by),
        when: When {
            day: row.due_on,
            at: row.due_at,
            zone: row.zone.parse().unwrap_or(Tz::UTC),
            repeat: row.repeat.as_deref().and_then(Repeat::from_stored),
            remind: row.remind.as_deref().and_then(Reminder::from_stored),
        },
        remind_at: row.remind_at,
        is_reminded: row.remind_at.is_some() && row.remind_at == row.reminded_of,
    }))
}

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    task: TaskId,
    checked: &Checked,
    thread: Option<ThreadId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let When { day, at, zone, repeat, remind } = &checked.when;
    sqlx::query!(
        "INSERT INTO tasks (id, workspace_id, title, description, assignee_id, created_by, due_on, due_at, zone, repeat, thread_id,
                            created_at, remind, remind_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        task.0,
        actor.workspace.0,
        checked.title,
        checked.description,
        checked.assignee.0,
        actor.person()?.0,
        *day,
        *at,
        zone.name(),
        repeat.map(Repeat::as_str),
        thread.map(|thread| thread.0),
        now,
        remind.map(Reminder::as_str),
        when::reminder(&checked.when, now),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn change(
    tx: &mut Tx,
    task: TaskId,
    checked: &Checked,
    remind_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let When { day, at, zone, repeat, remind } = &checked.when;
    sqlx::query!(
        "UPDATE tasks SET title = $2, description = $3, assignee_id = $4, due_on = $5, due_at = $6, zone = $7, repeat = $8,
             remind = $9, remind_at = $10, revision = revision + 1
         WHERE id = $1",
        task.0,
        checked.title,
        checked.description,
        checked.assignee.0,
        *day,
        *at,
        zone.name(),
        repeat.map(Repeat::as_str),
        remind.map(Reminder::as_str),
        remind_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn finish(tx: &mut Tx, actor: &Actor, task: TaskId, at: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query!(
        "UPDATE tasks SET done_at = $2, done_by = CASE WHEN $2::timestamptz IS NULL THEN NULL ELSE $3::uuid END, revision = revision + 1
         WHERE id = $1",
        task.0,
        at,
        actor.user.map(|user| user.0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The same task once more, for another day.
pub async fn again(tx: &mut Tx, of: TaskId, new: TaskId, when: &When, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO tasks (id, workspace_id, title, description, assignee_id, created_by, due_on, due_at, zone, repeat, thread_id,
                            follows, created_at, remind, remind_at)
         SELECT $2, workspace_id, title, description, assignee_id, created_by, $3, $4, zone, repeat, thread_id, id, $5, remind, $6
         FROM tasks WHERE id = $1",
        of.0,
        new.0,
        when.day,
        when.at,
        now,
        when::reminder(when, now),
    )
    .execute(&mut **tx)
    .await?;
    // Whoever does it may not see all that it is about.
    let lifted = veil::lift(tx).await?;
    sqlx::query!(
        "INSERT INTO task_records (task_id, record_id, workspace_id)
         SELECT $2, record_id, workspace_id FROM task_records WHERE task_id = $1",
        of.0,
        new.0,
    )
    .execute(&mut **tx)
    .await?;
    lifted.back(tx).await
}

/// When somebody is to be told of a task that is to be done, and has not been told yet.
pub async fn reminder(tx: &mut Tx, task: TaskId) -> Result<Option<DateTime<Utc>>> {
    let at = sqlx::query_scalar!(
        "SELECT remind_at FROM tasks
         WHERE id = $1 AND done_at IS NULL AND removed_at IS NULL AND remind_at IS DISTINCT FROM reminded_of",
        task.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(at.flatten())
}

/// A moment at which somebody is told of a task has come: who has it, and, when it is to come yet, when. Each moment is taken once.
pub async fn take_reminder(
    tx: &mut Tx,
    task: TaskId,
    now: DateTime<Utc>,
) -> Result<Option<(UserId, DateTime<Utc>)>> {
    let row = sqlx::query!(
        r#"UPDATE tasks SET reminded_of = CASE WHEN remind_at <= $2 THEN remind_at ELSE reminded_of END
           WHERE id = $1 AND done_at IS NULL AND removed_at IS NULL AND remind_at IS DISTINCT FROM reminded_of
             AND remind_at IS NOT NULL
           RETURNING assignee_id, remind_at AS "remind_at!""#,
        task.0,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (UserId(row.assignee_id), row.remind_at)))
}

/// What was made when a task was done goes with that, unless somebody has changed it or done it since.
pub async fn take_next_away(tx: &mut Tx, task: TaskId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE tasks SET removed_at = $2 WHERE follows = $1 AND revision = 1 AND done_at IS NULL AND removed_at IS NULL",
        task.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a task away, or brings it back. Whether the actor may.
pub async fn put_away(tx: &mut Tx, actor: &Actor, task: TaskId, at: Option<DateTime<Utc>>) -> Result<bool> {
    let changed = sqlx::query!(
        "UPDATE tasks t SET removed_at = $3, revision = revision + 1
         WHERE t.id = $1 AND sees_task(t, $2) AND (t.removed_at IS NULL) = ($3::timestamptz IS NOT NULL)",
        task.0,
        actor.user.map(|user| user.0),
        at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// The thread as what it is now, when the actor may see it.
pub async fn visible_thread(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<ThreadId>> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM threads
         WHERE id = current_thread($1) AND mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)",
        thread.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(ThreadId))
}

/// Whether all of these are there and in no bin.
pub async fn are_records(tx: &mut Tx, records: &[RecordId]) -> Result<bool> {
    let mut ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM records WHERE id = ANY ($1) AND removed_at IS NULL"#,
        &ids
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(usize::try_from(count).is_ok_and(|count| count == ids.len()))
}

/// Whether somebody works here.
pub async fn is_person(tx: &mut Tx, person: UserId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM users WHERE id = $1 AND disabled_at IS NULL) AS "is!""#,
        person.0
    )
    .fetch_one(&mut **tx)
    .await?)
}
