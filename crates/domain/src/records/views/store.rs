//! SQL of lists that people have saved.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::record::{KindKey, ListQuery, ListView, ViewForm};
use kurier_model::{UserId, ViewId};
use sqlx::types::Json;

pub async fn all(tx: &mut Tx, actor: &Actor, kind: &KindKey) -> Result<Vec<ListView>> {
    let me = actor.user.map(|user| user.0);
    let rows = sqlx::query!(
        r#"SELECT id, name, owner_id, shared, query AS "query: Json<ListQuery>", board,
                  EXISTS (SELECT 1 FROM list_firsts f WHERE f.user_id = $2 AND f.view_id = v.id) AS "is_first!"
           FROM list_views v
           WHERE workspace_id = kurier_workspace() AND kind = $1 AND (shared OR owner_id = $2) ORDER BY lower(name), id"#,
        kind.0,
        me,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ListView {
            id: ViewId(row.id),
            name: row.name,
            mine: Some(row.owner_id) == me,
            shared: row.shared,
            query: row.query.0,
            board: row.board,
            is_first: row.is_first,
        })
        .collect())
}

/// How many lists of a kind somebody has.
pub async fn count(tx: &mut Tx, person: UserId, kind: &KindKey) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM list_views
           WHERE workspace_id = kurier_workspace() AND owner_id = $1 AND kind = $2"#,
        person.0,
        kind.0,
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    person: UserId,
    kind: &KindKey,
    view: ViewId,
    form: &ViewForm,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO list_views (id, workspace_id, kind, owner_id, name, shared, query, board, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        view.0,
        actor.workspace.0,
        kind.0,
        person.0,
        form.name,
        form.shared,
        Json(&form.query) as Json<&ListQuery>,
        form.board,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// False for one of somebody else, or of another kind.
pub async fn update(
    tx: &mut Tx,
    person: UserId,
    kind: &KindKey,
    view: ViewId,
    form: &ViewForm,
) -> Result<bool> {
    let updated = sqlx::query!(
        "UPDATE list_views SET name = $4, shared = $5, query = $6, board = $7
         WHERE id = $1 AND owner_id = $2 AND kind = $3",
        view.0,
        person.0,
        kind.0,
        form.name,
        form.shared,
        Json(&form.query) as Json<&ListQuery>,
        form.board,
    )
    .execute(&mut **tx)
    .await?;
    Ok(updated.rows_affected() == 1)
}

pub async fn remove(tx: &mut Tx, person: UserId, view: ViewId) -> Result<bool> {
    let removed = sqlx::query!("DELETE FROM list_views WHERE id = $1 AND owner_id = $2", view.0, person.0)
        .execute(&mut **tx)
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// False for one that is not there for this person.
pub async fn choose_first(
    tx: &mut Tx,
    actor: &Actor,
    person: UserId,
    kind: &KindKey,
    view: ViewId,
) -> Result<bool> {
    let chosen = sqlx::query!(
        "INSERT INTO list_firsts (user_id, workspace_id, kind, view_id)
         SELECT $1, $2, kind, id FROM list_views WHERE id = $3 AND kind = $4 AND (shared OR owner_id = $1)
         ON CONFLICT (user_id, kind) DO UPDATE SET view_id = excluded.view_id",
        person.0,
        actor.workspace.0,
        view.0,
        kind.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(chosen.rows_affected() == 1)
}

pub async fn forget_first(tx: &mut Tx, person: UserId, kind: &KindKey) -> Result<()> {
    sqlx::query!("DELETE FROM list_firsts WHERE user_id = $1 AND kind = $2", person.0, kind.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
