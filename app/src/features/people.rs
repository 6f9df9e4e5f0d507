//! People of the workspace, where one of them is chosen or named.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json};
use kurier_model::UserId;
use leptos::prelude::*;

/// People of the workspace to whom something can be given.
#[server(input = Json, output = Json)]
pub async fn colleagues() -> Result<Vec<(UserId, String)>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    let members = kurier.members().list(&me).await?;
    Ok(members.into_iter().filter(|member| !member.disabled).map(|member| (member.id, member.name)).collect())
}
