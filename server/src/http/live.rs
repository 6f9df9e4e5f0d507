//! `GET /live`: what changed, as it happens.

use super::refused::Refused;
use super::session::SignedIn;
use super::{Web, event_stream};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use futures::StreamExt;
use serde::Deserialize;
use std::time::Duration;

/// A stream ends after this long, and the browser opens another: so whoever lost their session hears no more.
const LIMIT: Duration = Duration::from_secs(10 * 60);

#[derive(Debug, Deserialize)]
pub struct Asked {
    /// How far the page has heard the news that it was drawn with.
    since: Option<String>,
}

/// News for the pages of one browser, from where they are; a connection that broke goes on where it was (WHATWG HTML §9.2.4).
pub async fn news(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Refused> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let since = last.or(asked.since.as_deref()).and_then(|position| position.parse().ok());
    let news = web.kurier.live().subscribe(&actor, since).await?;
    let events =
        news.filter_map(|(at, news)| async move { Some(event_stream::event(&news)?.id(at.to_string())) });
    Ok(event_stream::of_events(events, LIMIT, web.shutdown))
}
