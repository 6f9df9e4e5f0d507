//! Headers that every answer carries unless it has its own.

use super::Web;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    // Mail stays out of shared caches and of the disk.
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
];

/// Pages bring their own with a nonce; whatever else is opened as a document can do nothing.
const CLOSED: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// Adds what is missing.
pub async fn set(State(web): State<Web>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        unless_set(headers, name, value);
    }
    // A service worker would be held by its script's policy, and could fetch nothing.
    if !is_script(headers) {
        unless_set(headers, header::CONTENT_SECURITY_POLICY, CLOSED);
    }
    if web.settings.behind_tls() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        unless_set(headers, header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

fn is_script(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/javascript"))
}

fn unless_set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
