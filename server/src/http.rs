//! Everything that is served over HTTP.

mod accounts;
mod assistant;
mod event_stream;
mod file;
mod health;
pub mod leptos;
mod limits;
mod live;
mod mail;
mod origin;
mod refused;
mod security_headers;
mod session;
pub mod site;
mod unavailable;
mod uploads;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use kurier_domain::Kurier;
use kurier_domain::secrets::Secrets;
use site::Site;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// What requests are answered with. Cheap to clone.
#[derive(Clone)]
pub struct Web {
    pub kurier: Kurier,
    /// Seals the addresses of pictures inside mail.
    pub secrets: Secrets,
    pub settings: Arc<crate::config::Web>,
    /// Streams end when the process should.
    pub shutdown: CancellationToken,
}

/// The whole application as one router.
pub fn router(site: Site, web: Web) -> Router {
    let ours = Router::new()
        .route("/health", get(health::health))
        .route("/live", get(live::news))
        .route("/mail/messages/{id}/body", get(mail::body))
        .route("/mail/messages/{id}/source", get(mail::source))
        .route("/mail/messages/{id}/inline/{cid}", get(mail::inline))
        .route("/mail/pictures/{key}/{cid}", get(mail::picture))
        .route("/mail/attachments/{id}", get(mail::attachment))
        .route("/mail/set-aside/{id}", get(mail::set_aside))
        .route("/compose/drafts/{id}/attachments", post(uploads::add).layer(uploads::limit()))
        .route("/accounts/connections/{id}/verify", get(accounts::verify))
        .route("/assistant/smart-reply/{thread}", get(assistant::smart_reply))
        .with_state(web.clone());
    leptos::routes(site, session::provide)
        .merge(ours)
        .layer(from_fn_with_state(web.clone(), session::attach))
        .layer(from_fn_with_state(limits::Limits::default(), limits::slow_down))
        .layer(from_fn_with_state(web.clone(), session::know_visitor))
        .layer(from_fn_with_state(web.clone(), origin::check))
        .layer(CatchPanicLayer::custom(unavailable::after_panic))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(from_fn_with_state(web, security_headers::set))
}
