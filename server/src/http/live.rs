//! `GET /live`: what changed, as it happens.

use super::refused::Refused;
use super::session::SignedIn;
use super::{Web, event_stream};
use axum::extract::State;
use axum::response::IntoResponse;
use std::time::Duration;

/// A stream ends after this long, and the browser opens another: so whoever lost their session hears no more.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// News for one open page.
pub async fn news(State(web): State<Web>, SignedIn(actor): SignedIn) -> Result<impl IntoResponse, Refused> {
    let news = web.kurier.live().subscribe(&actor).await?;
    Ok(event_stream::of(news, LIMIT, web.shutdown))
}
