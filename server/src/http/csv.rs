//! A table as a file, however long, a part at a time.

use super::refused::Refused;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt, try_unfold};
use kurier_domain::{Error, Result};

/// What is written a part at a time.
pub trait Table: Send + 'static {
    /// The next lines; `None` behind the last one.
    fn next_lines(&mut self) -> BoxFuture<'_, Result<Option<String>>>;
}

/// The table as an answer; no more than two parts of it are in memory. What cannot be asked is said before anything is sent.
pub async fn answer(name: &str, mut table: impl Table) -> std::result::Result<Response<Body>, Refused> {
    let mut head = table.next_lines().await?.unwrap_or_default();
    head.push_str(&table.next_lines().await?.unwrap_or_default());
    let rest = try_unfold(table, |mut table| async move {
        let lines = table.next_lines().await?;
        Ok::<_, Error>(lines.map(|lines| (Bytes::from(lines), table)))
    });
    let first = stream::once(async move { Ok(Bytes::from(head)) });
    let mut response = Response::new(Body::from_stream(first.chain(rest)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
