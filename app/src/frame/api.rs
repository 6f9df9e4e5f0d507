//! Server functions of the frame.

use crate::api::ApiError;
use crate::api::Json;
#[cfg(feature = "ssr")]
use crate::api::server_side;
use leptos::prelude::*;

/// Ends this session.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn sign_out() -> Result<(), ApiError> {
    let kurier = server_side::kurier()?;
    if let Some(token) = server_side::session_token() {
        kurier.members().sign_out(&token).await?;
    }
    server_side::end_session();
    Ok(())
}

/// How many things wait in the Ready queue, and how much of what one was told is not read.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn nav_counts() -> Result<(u32, u32), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok((kurier.ready().count(&me).await?, kurier.notifications().count(&me).await?))
}
