//! SQL of kinds as administrators change them.

use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::WorkspaceId;
use kurier_model::record::{KindKey, OwnKind};

/// A kind behind the others.
pub async fn add(tx: &mut Tx, workspace: WorkspaceId, kind: &KindKey, own: &OwnKind) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record_kinds (workspace_id, key, name_pl, name_en, one_pl, one_en, icon, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT coalesce(max(position), 0) + 1 FROM record_kinds WHERE workspace_id = $1))",
        workspace.0,
        kind.0,
        own.many.pl,
        own.many.en,
        own.one.pl,
        own.one.en,
        own.icon.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn update(tx: &mut Tx, kind: &KindKey, own: &OwnKind) -> Result<()> {
    sqlx::query!(
        "UPDATE record_kinds SET name_pl = $2, name_en = $3, one_pl = $4, one_en = $5, icon = $6
         WHERE workspace_id = kurier_workspace() AND key = $1",
        kind.0,
        own.many.pl,
        own.many.en,
        own.one.pl,
        own.one.en,
        own.icon.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn hide(tx: &mut Tx, kind: &KindKey, hidden: bool) -> Result<()> {
    sqlx::query!(
        "UPDATE record_kinds SET hidden = $2 WHERE workspace_id = kurier_workspace() AND key = $1",
        kind.0,
        hidden,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Waits for whoever is writing a record of it.
pub async fn put_away(tx: &mut Tx, kind: &KindKey, at: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query!(
        "UPDATE record_kinds SET removed_at = $2 WHERE workspace_id = kurier_workspace() AND key = $1",
        kind.0,
        at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many records of a kind there are, `most` at most.
pub async fn count(tx: &mut Tx, kind: &KindKey, most: u32) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM records WHERE workspace_id = kurier_workspace() AND kind = $1 AND removed_at IS NULL LIMIT $2) AS found"#,
        kind.0,
        i64::from(most),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(most))
}

/// The fields of other kinds that went away with a kind.
pub async fn bring_back_links(tx: &mut Tx, kind: &KindKey) -> Result<()> {
    sqlx::query!(
        "UPDATE record_fields f SET removed_at = NULL
         FROM record_kinds k
         WHERE k.workspace_id = kurier_workspace() AND k.key = $1 AND f.workspace_id = k.workspace_id
           AND f.removed_at = k.removed_at AND f.what ->> 'type' = 'link' AND f.what ->> 'to' = k.key",
        kind.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
