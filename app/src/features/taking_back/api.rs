//! The server function that takes changes of records back.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::record::{Back, TakenBack};
use leptos::prelude::*;

/// Takes back what was done to each of these records, unless somebody else has changed the same since.
#[server(input = Json, output = Json)]
pub async fn take_changes_back(done: Vec<Back>) -> Result<Unread<TakenBack>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().take_back(&me, done).await?)?)
}
