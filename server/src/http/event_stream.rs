//! Server-sent events: each a JSON document in `data:`.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use serde::Serialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Proxies close connections on which nothing is said for a minute or so.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How soon the browser connects again.
const RETRY: Duration = Duration::from_secs(2);

/// Events until the stream ends, `limit` is over, or the process should end.
pub fn of<T: Serialize + Send + Sync + 'static>(
    stream: impl Stream<Item = T> + Send + 'static,
    limit: Duration,
    shutdown: CancellationToken,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + Send> {
    of_events(stream.filter_map(|item| async move { event(&item) }), limit, shutdown)
}

/// The same for a stream with an end: the connection stays open a while after it, because a browser whose stream ends
/// connects again, and that would begin everything anew. The page closes it when it has heard the end.
pub fn of_work<T: Serialize + Send + Sync + 'static>(
    stream: impl Stream<Item = T> + Send + 'static,
    limit: Duration,
    shutdown: CancellationToken,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + Send> {
    of(stream.chain(futures::stream::pending()), limit, shutdown)
}

/// The same for events that carry more than their data.
pub fn of_events(
    events: impl Stream<Item = Event> + Send + 'static,
    limit: Duration,
    shutdown: CancellationToken,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + Send> {
    let end = async move {
        shutdown.run_until_cancelled(tokio::time::sleep(limit)).await;
    };
    let hello = futures::stream::once(async { Event::default().retry(RETRY).comment("kurier") });
    Sse::new(hello.chain(events).map(Ok).take_until(end)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// A stream is for scripts, which ask for events (WHATWG HTML §9.2.2) or for anything (Fetch). A picture in a mail whose address is
/// a stream of ours would hold one of the browser's six connections for as long as the stream lasts.
pub async fn for_scripts(request: Request, next: Next) -> Response {
    if is_by_script(request.headers()) {
        next.run(request).await
    } else {
        StatusCode::NOT_ACCEPTABLE.into_response()
    }
}

fn is_by_script(headers: &HeaderMap) -> bool {
    let wanted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    wanted.is_none_or(|wanted| wanted.trim() == "*/*" || wanted.contains("text/event-stream"))
}

/// Something as an event's data.
pub fn event(item: &impl Serialize) -> Option<Event> {
    let data =
        serde_json::to_string(item).inspect_err(|error| tracing::error!(%error, "an event has no JSON"));
    Some(Event::default().data(data.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn pictures_hold_no_stream() {
        let asks_for = |accept: &'static str| {
            is_by_script(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]))
        };
        assert!(asks_for("text/event-stream") && asks_for("*/*") && is_by_script(&HeaderMap::new()));
        for element in
            ["image/avif,image/webp,*/*;q=0.8", "image/*", "text/css,*/*;q=0.1", "text/html,*/*;q=0.8"]
        {
            assert!(!asks_for(element), "{element}");
        }
    }
}
