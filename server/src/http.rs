//! Everything that is served over HTTP.

pub mod leptos;
pub mod site;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use site::Site;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// The whole application as one router.
///
/// `context` runs before each page and server function, and gives them what they ask for by `use_context`.
pub fn router(site: Site, context: impl Fn() + Clone + Send + Sync + 'static) -> Router {
    leptos::routes(site, context)
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(unless_set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(unless_set(header::REFERRER_POLICY, "same-origin"))
        .layer(unless_set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(unless_set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(unless_set(
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ))
}

fn unless_set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
