//! Server functions of a message.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::MessageId;
use kurier_model::inbox::Message;
use leptos::prelude::*;

/// A message, whole.
///
/// # Errors
/// `NotFound` when I may not see it.
#[server(input = Json, output = Json)]
pub async fn open_message(message: MessageId) -> Result<Unread<Message>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.threads().message(&me, message).await?)?)
}

/// From now on I see the pictures that this message shows from other people's servers.
///
/// # Errors
/// `NotFound` when I may not see it.
#[server(input = Json, output = Json)]
pub async fn show_pictures(message: MessageId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.threads().show_pictures(&me, message).await?)
}
