//! Nothing is changed by a request that another site made: every request but a read has to come from our own pages.

use super::{Web, unsubscribe};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses writes from elsewhere, and those that do not say where they are from. What somebody says by the way out of a message a program says
/// for them, from anywhere (RFC 8058): by a token that nobody else has, and never by who is signed in.
pub async fn check(State(web): State<Web>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let by_token = request.uri().path().starts_with(unsubscribe::PLACE);
    if reads || by_token || is_own(request.headers(), &web.settings.public_url()) {
        return next.run(request).await;
    }
    tracing::info!(path = request.uri().path(), "a write from another site was refused");
    (StatusCode::FORBIDDEN, "this request did not come from Kurier's own pages").into_response()
}

/// Browsers send `Sec-Fetch-Site` (Fetch Metadata) to secure origins and `Origin` with every write (Fetch §3.1); pages can
/// forge neither.
fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    let host = text(header::HOST.as_str()).unwrap_or_default();
    origin == public_url
        || origin.split_once("://").is_some_and(|(_, place)| !place.is_empty() && place == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers =
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        is_own(&headers, "https://poczta.example")
    }

    #[test]
    fn only_our_own_pages_write() {
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(from(&[("origin", "https://poczta.example"), ("host", "10.0.0.1:3000")]));
        assert!(from(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]));
        assert!(!from(&[("sec-fetch-site", "same-site"), ("origin", "https://poczta.example")]));
        assert!(!from(&[("origin", "https://evil.example"), ("host", "poczta.example")]));
        assert!(!from(&[("origin", "null"), ("host", "poczta.example")]));
        assert!(!from(&[("host", "poczta.example")]));
    }
}
