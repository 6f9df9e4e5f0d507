//! Photos of people. `POST /photos/{id}` takes a picture as a form sends it, in the field `photo`, of which a small one is made;
//! `GET /photos/{id}/{hash}` hands that out to whoever sees the record.

use super::Web;
use super::file::{self, Id};
use super::refused::Refused;
use super::session::SignedIn;
use super::uploads::broken;
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::{HeaderValue, Response, header};
use kurier_domain::Error;
use kurier_domain::threads::AttachmentFile;
use kurier_model::photo::{PhotoChange, PhotoHash};
use kurier_model::{Field, Reason, RecordId};

/// Most bytes of a request: a picture that is too large by a little is still told so by what it is.
const MOST: usize = 8 * 1024 * 1024;

/// What a request may have.
pub const fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MOST)
}

/// Makes a photo of the first picture, and tells what was shown before.
pub async fn put(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(record): Id<RecordId>,
    mut form: Multipart,
) -> Result<Json<PhotoChange>, Refused> {
    // Asked before anything is read: who does not see the record, sends nothing.
    web.kurier.records().may_have_photo(&actor, record).await?;
    while let Some(field) = form.next_field().await.map_err(|error| broken(error.status()))? {
        if field.name() == Some("photo") {
            let bytes = field.bytes().await.map_err(|error| broken(error.status()))?;
            return Ok(Json(web.kurier.records().put_photo(&actor, record, bytes.into()).await?));
        }
    }
    Err(Error::invalid(Field::Attachment, Reason::Required).into())
}

/// The photo. Its address is that of its bytes, so nobody asks for it twice.
pub async fn get(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    asked: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response<Body>, Refused> {
    // What cannot be read is an address of nothing.
    let Path((record, hash)) = asked.map_err(|_| Error::NotFound)?;
    let record: RecordId = record.parse().map_err(|_| Error::NotFound)?;
    let bytes = web.kurier.records().photo(&actor, record, &PhotoHash(hash)).await?;
    let (name, media_type) = ("photo.jpg".to_owned(), "image/jpeg".to_owned());
    let mut response = file::answer(AttachmentFile { name, media_type, bytes }, true);
    let kept = HeaderValue::from_static("private, max-age=604800, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}
