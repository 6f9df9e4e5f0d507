//! SQL of tasks by words. The function that asks the index of pieces of words is in the migration 0048.

use crate::people::Written;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::TaskId;
use uuid::Uuid;

/// Tasks that have the words, whoever may see them, at most so many, in any order.
pub async fn with_words(tx: &mut Tx, words: &[String], most: usize) -> Result<Vec<Uuid>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM tasks_with($1, $2) AS found (id)"#,
        words,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows)
}

/// Those that have the words among the most urgent that are to be done, and among what was done last.
pub async fn foremost(tx: &mut Tx, written: &Written) -> Result<Vec<Uuid>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT t.id AS "id!" FROM (
               (SELECT o.id, o.sought FROM tasks o
                WHERE o.workspace_id = kurier_workspace() AND o.done_at IS NULL AND o.removed_at IS NULL ORDER BY o.due, o.id LIMIT 2000)
               UNION ALL
               (SELECT d.id, d.sought FROM tasks d
                WHERE d.workspace_id = kurier_workspace() AND d.done_at IS NOT NULL AND d.removed_at IS NULL
                ORDER BY d.done_at DESC, d.id DESC LIMIT 500)) AS t
           WHERE t.sought LIKE ALL ($1)"#,
        &written.forms,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows)
}

/// Those of them that the actor may see and that have all words, in the order in which they are shown.
pub async fn ranked(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Uuid],
    written: &Written,
    most: usize,
) -> Result<Vec<TaskId>> {
    let rows = sqlx::query_scalar!(
        "SELECT t.id FROM unnest($1::uuid[]) AS few (id) JOIN tasks t ON t.id = few.id
         WHERE t.removed_at IS NULL AND t.sought LIKE ALL ($2) AND sees_task(t, $3)
         ORDER BY t.done_at IS NOT NULL, NOT t.sought LIKE ALL ($4), NOT starts_with(t.sought, $5), t.due, t.done_at DESC, t.id LIMIT $6",
        ids,
        &written.forms,
        actor.user.map(|user| user.0),
        &written.words,
        written.whole,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TaskId).collect())
}
