//! Kinds and fields as the workspace has them.

mod store;

use super::built_in;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::record::Kind;

/// All kinds with their fields; `None` when a built-in one, or a field of one, is not written down yet.
pub(super) async fn all(tx: &mut Tx) -> Result<Option<Vec<Kind>>> {
    let fields = store::fields(tx).await?;
    let is_there = |kind: &str, key: &str| fields.iter().any(|row| row.kind == kind && row.field.key == key);
    let complete =
        built_in::KINDS.iter().all(|kind| kind.fields.iter().all(|field| is_there(kind.key, field.key)));
    if !complete {
        return Ok(None);
    }
    let mut kinds = store::kinds(tx).await?;
    for kind in &mut kinds {
        let own = fields.iter().filter(|row| row.kind == kind.key.0 && !row.is_removed);
        kind.fields = own.map(|row| row.field.clone()).collect();
    }
    Ok(Some(kinds))
}

/// Writes down what is built in and not there. A field that the workspace took away stays away.
pub(super) async fn add_built_in(tx: &mut Tx, actor: &Actor) -> Result<()> {
    store::one_at_a_time(tx, actor.workspace).await?;
    for (position, kind) in (0..).zip(&built_in::KINDS) {
        store::add_kind(tx, actor.workspace, kind.key, position).await?;
        for (position, field) in (0..).zip(kind.fields) {
            store::add_field(tx, actor.workspace, kind.key, field, position).await?;
        }
    }
    Ok(())
}
