//! SQL of where the workspace is at home.

use crate::{db::Tx, error::Result};
use kurier_model::WorkspaceId;
use kurier_model::home::Home;

pub async fn get(tx: &mut Tx) -> Result<Home> {
    Ok(sqlx::query_as!(
        Home,
        "SELECT country, currency FROM workspaces WHERE workspace_id = kurier_workspace()"
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// False: it was so before.
pub async fn put(tx: &mut Tx, workspace: WorkspaceId, home: &Home) -> Result<bool> {
    let changed = sqlx::query!(
        "UPDATE workspaces SET country = $2, currency = $3 WHERE workspace_id = $1 AND (country, currency) IS DISTINCT FROM ($2, $3)",
        workspace.0,
        home.country,
        home.currency,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}
