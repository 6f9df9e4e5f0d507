//! `POST /export/person/{id}`: all that is stored of a person, as a form of their page asks for it. It is written down that it was.
//! `GET /export/protection/{id}`: the proof of an act.

use super::Web;
use super::file::Id;
use super::refused::Refused;
use super::session::SignedIn;
use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, Response, header};
use futures::stream::try_unfold;
use kurier_app::features::protection::archive::Archive;
use kurier_app::features::protection::certificate;
use kurier_domain::Error;
use kurier_model::protection::{ActKind, Asked};
use kurier_model::{ActId, RecordId};

type Pairs = Vec<(String, String)>;

fn word<'p>(pairs: &'p [(String, String)], key: &str) -> Option<&'p str> {
    pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// The archive, a part at a time.
pub async fn person(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(record): Id<RecordId>,
    Form(pairs): Form<Pairs>,
) -> Result<Response<Body>, Refused> {
    let ids = word(&pairs, "others").unwrap_or_default().split(',').filter(|id| !id.is_empty());
    let others =
        ids.map(|id| id.parse().map_err(|_| Error::NotFound)).collect::<Result<Vec<RecordId>, _>>()?;
    let names = pairs.iter().filter(|(name, _)| name == "name").map(|(_, value)| value.clone()).collect();
    let asked = Asked { record, others, names };
    let export = web.kurier.protection().export(&actor, &asked).await?;
    let archive = Archive::begin(export, word(&pairs, "lang"));
    let parts = try_unfold(archive, |mut archive| async move {
        let part = archive.next().await?;
        Ok::<_, Error>(part.map(|part| (Bytes::from(part), archive)))
    });
    Ok(download(Body::from_stream(parts), "application/zip", "kurier-personal-data.zip"))
}

/// The proof, to be read or (`format=json`) for programs.
pub async fn certificate(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(act): Id<ActId>,
    Query(pairs): Query<Pairs>,
) -> Result<Response<Body>, Refused> {
    let act = web.kurier.protection().act(&actor, act).await?;
    if act.what != ActKind::Erased || act.going {
        return Err(Error::NotFound.into());
    }
    Ok(match word(&pairs, "format") {
        Some("json") => {
            download(Body::from(certificate::data(&act)), "application/json", "kurier-erasure.json")
        }
        _ => {
            let page = certificate::page(&act, word(&pairs, "lang"));
            download(Body::from(page), "text/html; charset=utf-8", "kurier-erasure.html")
        }
    })
}

/// A file that is saved and never shown as a page of ours.
fn download(body: Body, media_type: &'static str, name: &'static str) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
