//! Server functions of linking all mail again.

use crate::api::Json;
#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Unread};
use kurier_model::link::Relinking;
use leptos::prelude::*;

/// How far it is, or how it ended.
///
/// # Errors
/// `Forbidden` for members who are not admins; so with the others.
#[server(input = Json, output = Json)]
pub async fn how_relinking_goes() -> Result<Unread<Option<Relinking>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.ready().relinking(&me).await?)?)
}

/// Begins it.
///
/// # Errors
/// As above.
#[server(input = Json, output = Json)]
pub async fn relink_mail() -> Result<Relinking, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().relink(&me).await?)
}

/// Stops it.
///
/// # Errors
/// As above; `NotFound` when it was never asked for.
#[server(input = Json, output = Json)]
pub async fn stop_relinking() -> Result<Relinking, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().stop_relinking(&me).await?)
}
