//! SQL of what tasks are about.

use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::record::KindKey;
use kurier_model::task::TaskRecord;
use kurier_model::{RecordId, TaskId, ThreadId};
use uuid::Uuid;

/// What tasks are about, also what lies in the bin.
pub async fn records_of(tx: &mut Tx, tasks: &[TaskId]) -> Result<Vec<(TaskId, TaskRecord)>> {
    let tasks: Vec<Uuid> = tasks.iter().map(|task| task.0).collect();
    let rows = sqlx::query!(
        r#"SELECT l.task_id, r.id, r.kind, r.name, r.removed_at IS NOT NULL AS "gone!" FROM task_records l JOIN records r ON r.id = l.record_id
           WHERE l.task_id = ANY ($1) AND r.merged_into IS NULL ORDER BY l.task_id, r.name, r.id"#,
        &tasks,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (record, kind) = (RecordId(row.id), KindKey(row.kind));
            (TaskId(row.task_id), TaskRecord { record, kind, name: row.name, gone: row.gone })
        })
        .collect())
}

/// These records, and those that the thread is attached to.
pub async fn put_records(
    tx: &mut Tx,
    actor: &Actor,
    task: TaskId,
    records: &[RecordId],
    thread: Option<ThreadId>,
) -> Result<()> {
    let records: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    sqlx::query!(
        "INSERT INTO task_records (task_id, record_id, workspace_id)
         SELECT $1, r.id, $2 FROM records r
         WHERE r.removed_at IS NULL
           AND (r.id = ANY ($3) OR r.id IN (SELECT l.record_id FROM record_threads l WHERE l.thread_id = $4))
         FOR KEY SHARE",
        task.0,
        actor.workspace.0,
        &records,
        thread.map(|thread| thread.0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A task is about these no more.
pub async fn take_records(tx: &mut Tx, task: TaskId, records: &[RecordId]) -> Result<()> {
    let records: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    sqlx::query!("DELETE FROM task_records WHERE task_id = $1 AND record_id = ANY ($2)", task.0, &records)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether the actor sees a task.
pub async fn sees(tx: &mut Tx, actor: &Actor, task: TaskId) -> Result<bool> {
    let sees = sqlx::query_scalar!(
        "SELECT sees_task(t, $2) FROM tasks t WHERE t.id = $1",
        task.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(sees.flatten().unwrap_or_default())
}

/// What these records are by now, and whether they lie in the bin; what is not there is left out. They are kept from being forgotten until the
/// transaction ends.
pub async fn named(tx: &mut Tx, records: &[RecordId]) -> Result<Vec<(RecordId, bool)>> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let rows = sqlx::query!(
        r#"SELECT r.id, r.removed_at IS NOT NULL AS "gone!" FROM unnest($1::uuid[]) AS asked (id)
           JOIN records r ON r.id = current_record(asked.id) ORDER BY r.id FOR KEY SHARE OF r"#,
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (RecordId(row.id), row.gone)).collect())
}
