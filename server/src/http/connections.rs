//! `GET /accounts/connections/{id}/verify`: the trial of a new account, step by step.

use super::file::Id;
use super::refused::Refused;
use super::session::SignedIn;
use super::{Web, event_stream};
use axum::extract::State;
use axum::response::IntoResponse;
use kurier_model::ConnectionId;
use std::time::Duration;

/// Longest trial: every step may use up its time.
const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Steps as they begin and end.
pub async fn verify(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(connection): Id<ConnectionId>,
) -> Result<impl IntoResponse, Refused> {
    let steps = web.kurier.mailboxes().verify(&actor, connection).await?;
    Ok(event_stream::of(steps, LIMIT, web.shutdown))
}
