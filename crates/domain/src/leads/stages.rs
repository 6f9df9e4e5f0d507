//! The pipeline.

mod store;

use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::StageId;
use kurier_model::lead::Stage;
use kurier_model::pipeline::{Outcome, StageName};

const DEFAULT: [(&str, Outcome); 6] = [
    ("new", Outcome::Open),
    ("contacted", Outcome::Open),
    ("qualified", Outcome::Open),
    ("proposal", Outcome::Open),
    ("won", Outcome::Won),
    ("lost", Outcome::Lost),
];

/// The stages in order, with how many leads are in each. A workspace without any gets the default ones.
pub(crate) async fn list(tx: &mut Tx, actor: &Actor) -> Result<Vec<Stage>> {
    let stages = store::list(tx).await?;
    if !stages.is_empty() {
        return Ok(stages);
    }
    store::only_one_at_a_time(tx, actor.workspace).await?;
    if store::list(tx).await?.is_empty() {
        for (position, (key, outcome)) in (0_i32..).zip(DEFAULT) {
            let name = StageName::built_in(key);
            store::insert(tx, actor.workspace, StageId::new(), &name, position, outcome).await?;
        }
    }
    store::list(tx).await
}

/// A stage's name as the database keeps it.
pub(crate) async fn name(tx: &mut Tx, stage: StageId) -> Result<String> {
    store::name(tx, stage).await
}
