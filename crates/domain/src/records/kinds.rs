//! Kinds, their fields and their stages as the workspace has them.

mod store;

pub(super) use store::{FieldRow, add_field, add_stage, fields, listed, one_at_a_time};

use super::built_in;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::pipeline::Outcome;
use kurier_model::record::{FieldDefinition, FieldType, Kind, LOST_REASONS, RecordFact};

/// All kinds with their fields and stages, with the columns that the actor has chosen; `None` when a built-in one, or a field or the stages of
/// one, are not written down yet.
pub(super) async fn all(tx: &mut Tx, actor: &Actor) -> Result<Option<Vec<Kind>>> {
    let (kinds, complete) = read(tx, actor).await?;
    Ok(complete.then_some(kinds))
}

/// Those that are written down.
pub(super) async fn known(tx: &mut Tx, actor: &Actor) -> Result<Vec<Kind>> {
    Ok(read(tx, actor).await?.0)
}

async fn read(tx: &mut Tx, actor: &Actor) -> Result<(Vec<Kind>, bool)> {
    let fields = store::fields(tx).await?;
    let is_there = |kind: &str, key: &str| fields.iter().any(|row| row.kind == kind && row.field.key == key);
    let stages = store::stages(tx).await?;
    let has_stages = |kind: &str| stages.iter().any(|(of, _)| of == kind);
    let complete = built_in::KINDS.iter().all(|kind| {
        let has_all = kind.fields.iter().all(|field| is_there(kind.key, field.key));
        has_all && (kind.stages.is_empty() || has_stages(kind.key))
    });
    let mut kinds = store::kinds(tx).await?;
    let mut columns = store::columns(tx, actor).await?;
    for kind in &mut kinds {
        kind.stages =
            stages.iter().filter(|(of, _)| *of == kind.key.0).map(|(_, stage)| stage.clone()).collect();
        // Where nothing can be lost nobody is asked why.
        let can_be_lost = kind.stages.iter().any(|stage| stage.outcome == Outcome::Lost);
        let is_asked = |row: &&FieldRow| can_be_lost || !LOST_REASONS.contains(&row.field.key.as_str());
        let own = fields.iter().filter(|row| row.kind == kind.key.0 && !row.is_removed).filter(is_asked);
        kind.fields = own.map(|row| row.field.clone()).collect();
        if let Some(chosen) = columns.remove(&kind.key.0) {
            choose(&mut kind.fields, &chosen);
            kind.facts_in_list = RecordFact::among(&chosen);
        }
    }
    Ok((kinds, complete))
}

/// Makes those fields columns that somebody has chosen. What a record is called is always one.
fn choose(fields: &mut [FieldDefinition], chosen: &[String]) {
    for field in fields {
        field.in_list = field.what == FieldType::Name || chosen.contains(&field.key);
    }
}

/// The columns of the actor's own list of a kind, from now on.
pub(super) async fn choose_columns(tx: &mut Tx, actor: &Actor, kind: &Kind, chosen: &[String]) -> Result<()> {
    let person = actor.person()?;
    let known = kind.fields.iter().filter(|field| chosen.contains(&field.key));
    let facts = RecordFact::among(chosen).into_iter().map(|fact| fact.key().to_owned());
    let known: Vec<String> = known.map(|field| field.key.clone()).chain(facts).collect();
    store::choose_columns(tx, actor, person, &kind.key, &known).await
}

/// Writes down what is built in and not there. A field that the workspace took away stays away.
pub(super) async fn add_built_in(tx: &mut Tx, actor: &Actor) -> Result<()> {
    store::one_at_a_time(tx, actor.workspace).await?;
    for (position, kind) in (0..).zip(&built_in::KINDS) {
        store::add_kind(tx, actor.workspace, kind, position).await?;
        for (position, field) in (0..).zip(kind.fields) {
            store::add_field(tx, actor.workspace, kind.key, field, position).await?;
        }
        if !store::has_stages(tx, kind.key).await? {
            for (position, stage) in (0..).zip(kind.stages) {
                store::add_stage(tx, actor.workspace, kind.key, stage, position).await?;
            }
        }
    }
    Ok(())
}
