//! Files that people put beside records. `POST /files/record/{id}` takes them as a form sends them: any number of fields `file`;
//! `GET /files/{id}` hands one out to whoever sees its record, as files of mail are.

use super::Web;
use super::file::{self, Id};
use super::mail::Look;
use super::refused::Refused;
use super::session::SignedIn;
use super::uploads::broken;
use axum::Json;
use axum::body::Body;
use axum::extract::{Multipart, Query, State};
use axum::http::Response;
use kurier_domain::files::WholeFile;
use kurier_domain::threads::AttachmentFile;
use kurier_model::{FileId, RecordId};

/// Adds every file and tells which they are now. One that is too large is refused; those before it stay.
pub async fn add(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(record): Id<RecordId>,
    mut form: Multipart,
) -> Result<Json<Vec<FileId>>, Refused> {
    // Asked before anything is read: who does not see the record, sends nothing.
    web.kurier.files().may_add(&actor, record).await?;
    let mut added = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| broken(error.status()))? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let media_type = field.content_type().unwrap_or("application/octet-stream").to_owned();
        let bytes = field.bytes().await.map_err(|error| broken(error.status()))?.into();
        added.push(web.kurier.files().add(&actor, record, WholeFile { name, media_type, bytes }).await?);
    }
    Ok(Json(added))
}

/// A file, to be saved, or looked at where that is harmless.
pub async fn get(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(file): Id<FileId>,
    Query(look): Query<Look>,
) -> Result<Response<Body>, Refused> {
    let WholeFile { name, media_type, bytes } = web.kurier.files().get(&actor, file).await?;
    let file = AttachmentFile { name, media_type, bytes };
    Ok(if look.is_at_it() { file::shown(file) } else { file::answer(file, false) })
}
