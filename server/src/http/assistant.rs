//! `GET /assistant/smart-reply/{thread}?lang=pl`: three replies, as they are written.

use super::file::Id;
use super::refused::Refused;
use super::session::SignedIn;
use super::{Web, event_stream};
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use kurier_model::ThreadId;
use kurier_model::member::Language;
use serde::Deserialize;
use std::time::Duration;

/// Longest stream; the model's own limits are shorter.
const LIMIT: Duration = Duration::from_secs(5 * 60);

#[derive(Debug, Deserialize)]
pub struct Wish {
    /// The interface's language, as a tag.
    lang: Option<String>,
}

/// Pieces of text as they come.
pub async fn smart_reply(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(thread): Id<ThreadId>,
    Query(wish): Query<Wish>,
) -> Result<impl IntoResponse, Refused> {
    let language = wish.lang.as_deref().and_then(Language::from_tag).unwrap_or_default();
    let events = web.kurier.assistant().smart_reply(&actor, thread, language).await?;
    Ok(event_stream::of_work(events, LIMIT, web.shutdown))
}
