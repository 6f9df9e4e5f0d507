//! `POST /import/{kind}`: a file with records, as a form with one field `file`; the answer is the id of the import that has begun.
//! `GET /export/imports/{id}`: the lines from which nothing could be made.

use super::file::Id;
use super::refused::Refused;
use super::session::SignedIn;
use super::{Web, csv, uploads};
use axum::Json;
use axum::body::Body;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::Response;
use futures::future::BoxFuture;
use kurier_app::features::imports::begin::words_of;
use kurier_app::features::imports::report::Report;
use kurier_domain::Error;
use kurier_model::record::KindKey;
use kurier_model::{Field, ImportId, Reason};

/// Reads the file and keeps its lines.
pub async fn begin(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Path(kind): Path<String>,
    mut form: Multipart,
) -> Result<Json<ImportId>, Refused> {
    // Asked before anything is read.
    let kind = web.kurier.records().kind(&actor, &KindKey(kind)).await?;
    while let Some(field) = form.next_field().await.map_err(|error| uploads::broken(error.status()))? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| uploads::broken(error.status()))?;
        let words = words_of(&kind);
        return Ok(Json(web.kurier.imports().begin(&actor, &kind.key, &name, bytes.into(), words).await?));
    }
    Err(Error::invalid(Field::Attachment, Reason::Required).into())
}

/// The lines, a part at a time.
pub async fn failed(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(import): Id<ImportId>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response<Body>, Refused> {
    let tag = pairs.iter().find(|(key, _)| key == "lang").map(|(_, tag)| tag.as_str());
    let report = Report::begin(web.kurier, actor, import, tag).await?;
    csv::answer("import", report).await
}

impl csv::Table for Report {
    fn next_lines(&mut self) -> BoxFuture<'_, kurier_domain::Result<Option<String>>> {
        Box::pin(self.next())
    }
}
