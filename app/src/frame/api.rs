//! Server functions of the frame.

use crate::api::ApiError;
use crate::api::Json;
#[cfg(feature = "ssr")]
use crate::{api::server_side, state::zone::zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

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

/// What waits, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// In the Ready queue.
    pub ready: u32,
    /// Of what one was told and has not read.
    pub told: u32,
    /// Of one's own tasks, past.
    pub overdue: u32,
}

/// How much waits.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn nav_counts() -> Result<Waiting, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Waiting {
        ready: kurier.ready().count(&me).await?,
        told: kurier.notifications().count(&me).await?,
        overdue: kurier.tasks().overdue(&me, zone()).await?,
    })
}
