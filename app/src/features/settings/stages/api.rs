//! Server functions of stages.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::StageId;
use kurier_model::record::{KindKey, Pipeline, StageForm, StageUses};
use leptos::prelude::*;

/// Every pipeline of the workspace.
#[server(input = Json, output = Json)]
pub async fn pipelines() -> Result<Unread<Vec<Pipeline>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.pipelines().all(&me).await?)?)
}

/// Another stage.
#[server(input = Json, output = Json)]
pub async fn add_stage(kind: KindKey, form: StageForm) -> Result<StageId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.pipelines().add_stage(&me, &kind, form).await?)
}

/// A stage as it is from now on.
#[server(input = Json, output = Json)]
pub async fn change_stage(stage: StageId, form: StageForm) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.pipelines().change_stage(&me, stage, form).await?;
    Ok(())
}

/// The order of a pipeline.
#[server(input = Json, output = Json)]
pub async fn order_stages(kind: KindKey, stages: Vec<StageId>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.pipelines().order_stages(&me, &kind, &stages).await?;
    Ok(())
}

/// What depends on a stage.
#[server(input = Json, output = Json)]
pub async fn uses_of_stage(stage: StageId) -> Result<Unread<StageUses>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.pipelines().uses_of_stage(&me, stage).await?)?)
}

/// Takes a stage away; what stands in it goes to another one.
#[server(input = Json, output = Json)]
pub async fn remove_stage(stage: StageId, to: Option<StageId>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.pipelines().remove_stage(&me, stage, to).await?;
    Ok(())
}
