//! `GET /export/records/{kind}`: a list of records as a file, with what its page's address asks.

use super::refused::Refused;
use super::session::SignedIn;
use super::{Web, csv};
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Response};
use futures::future::BoxFuture;
use kurier_app::features::records::export::Export;
use kurier_app::state::zone::named_zone;
use kurier_domain::Result;
use kurier_model::record::KindKey;

/// The list, a part at a time.
pub async fn export(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Path(kind): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> std::result::Result<Response<Body>, Refused> {
    let zone = named_zone(&headers);
    let export = Export::begin(web.kurier, actor, KindKey(kind.clone()), &pairs, zone).await?;
    csv::answer(&kind, export).await
}

impl csv::Table for Export {
    fn next_lines(&mut self) -> BoxFuture<'_, Result<Option<String>>> {
        Box::pin(self.next())
    }
}
