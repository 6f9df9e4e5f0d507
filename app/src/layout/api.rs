//! Server functions of the frame.

use crate::api::ApiError;
use crate::api::Json;
#[cfg(feature = "ssr")]
use crate::api::server_side;
use kurier_model::member::Language;
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

/// Keeps the language of the interface for this person.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn set_language(language: Language) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.members().set_language(&me, Some(language)).await?;
    Ok(())
}
