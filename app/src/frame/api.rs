//! Server functions of the frame.

use crate::api::ApiError;
use crate::api::Json;
#[cfg(feature = "ssr")]
use crate::{api::server_side, state::zone::zone};
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

/// How much waits in the Ready queue, how much of what one was told is not read, how many of one's own tasks are past. No struct: its reader
/// would be in the first download.
pub type Waiting = (u32, u32, u32);

/// What waits, in numbers.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn nav_counts() -> Result<Waiting, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    let (ready, told) = (kurier.ready().count(&me).await?, kurier.notifications().count(&me).await?);
    Ok((ready, told, kurier.tasks().overdue(&me, zone()).await?))
}
