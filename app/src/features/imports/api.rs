//! Server functions of imports.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::ImportId;
use kurier_model::import::{Import, ImportLine, ImportPlan};
use kurier_model::record::KindKey;
use leptos::prelude::*;

/// One import.
#[server(input = Json, output = Json)]
pub async fn get_import(import: ImportId) -> Result<Unread<Import>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.imports().get(&me, import).await?)?)
}

/// The latest imports of a kind.
#[server(input = Json, output = Json)]
pub async fn latest_imports(kind: KindKey) -> Result<Unread<Vec<Import>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.imports().latest(&me, &kind).await?)?)
}

/// Lines from which nothing could be made, behind a line.
#[server(input = Json, output = Json)]
pub async fn failed_import_lines(
    import: ImportId,
    after: u32,
    limit: u32,
) -> Result<Unread<Vec<ImportLine>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.imports().failed(&me, import, after, limit).await?)?)
}

/// Look at every line, and write nothing.
#[server(input = Json, output = Json)]
pub async fn check_import(import: ImportId, plan: ImportPlan) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.imports().check(&me, import, plan).await?;
    Ok(())
}

/// Write the lines.
#[server(input = Json, output = Json)]
pub async fn run_import(import: ImportId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.imports().run(&me, import).await?;
    Ok(())
}

/// Stop what is under way.
#[server(input = Json, output = Json)]
pub async fn stop_import(import: ImportId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.imports().stop(&me, import).await?;
    Ok(())
}

/// Take back what came of it.
#[server(input = Json, output = Json)]
pub async fn take_import_back(import: ImportId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.imports().take_back(&me, import).await?;
    Ok(())
}
