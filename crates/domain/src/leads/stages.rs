//! The pipeline.

mod store;

use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::StageId;
use kurier_model::lead::{Stage, StageName};

const DEFAULT: [(StageName, bool); 6] = [
    (StageName::New, false),
    (StageName::Contacted, false),
    (StageName::Qualified, false),
    (StageName::Proposal, false),
    (StageName::Won, true),
    (StageName::Lost, true),
];

/// The stages in order, with how many leads are in each. A workspace without any gets the default ones.
pub(crate) async fn list(tx: &mut Tx, actor: &Actor) -> Result<Vec<Stage>> {
    let stages = store::list(tx).await?;
    if !stages.is_empty() {
        return Ok(stages);
    }
    store::only_one_at_a_time(tx, actor.workspace).await?;
    if store::list(tx).await?.is_empty() {
        for (position, (name, closes)) in (0_i32..).zip(DEFAULT) {
            store::insert(tx, actor.workspace, StageId::new(), name.as_stored(), position, closes).await?;
        }
    }
    store::list(tx).await
}

/// A stage's name as the database keeps it.
pub(crate) async fn name(tx: &mut Tx, stage: StageId) -> Result<String> {
    store::name(tx, stage).await
}
