//! Everything that is served over HTTP.

mod assistant;
mod connections;
mod csv;
mod event_stream;
mod file;
mod files;
mod health;
mod imports;
mod leptos;
mod limits;
mod live;
mod mail;
mod one_task;
mod origin;
mod photos;
mod protection;
mod records;
mod refused;
pub mod routes;
mod security_headers;
mod session;
pub mod site;
mod unavailable;
mod unsubscribe;
mod uploads;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use kurier_domain::Kurier;
use kurier_domain::secrets::Secrets;
use site::Site;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower_http::CompressionLevel;
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
    /// The built client.
    pub site: Site,
}

/// The whole application as one router.
pub fn router(web: Web) -> Router {
    leptos::routes(web.site.clone(), session::provide)
        .merge(routes::router().with_state(web.clone()))
        .layer(from_fn_with_state(web.clone(), session::attach))
        .layer(from_fn_with_state(limits::Limits::new(web.kurier.clone()), limits::slow_down))
        .layer(from_fn_with_state(web.clone(), session::know_visitor))
        .layer(from_fn_with_state(web.clone(), origin::check))
        .layer(from_fn(unavailable::wall))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(6)))
        .layer(from_fn_with_state(web, security_headers::set))
}
