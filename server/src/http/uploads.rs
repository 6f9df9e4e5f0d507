//! Files of drafts. `POST /compose/drafts/{id}/attachments` takes them as a form sends them: any number of fields `file`, or
//! `picture` for one that stands in the text; `GET /compose/attachments/{id}` shows such a picture to whoever writes.

use super::Web;
use super::file::{self, Id};
use super::refused::Refused;
use super::session::SignedIn;
use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{Response, StatusCode};
use kurier_domain::Error;
use kurier_domain::threads::AttachmentFile;
use kurier_mail::message::build::OutgoingFile;
use kurier_model::compose::DraftAttachment;
use kurier_model::{DraftAttachmentId, DraftId, Field, Reason};

/// Most bytes of one request; what the mailbox's own server takes is less, and checked when the file is added.
const MOST: usize = 64 * 1024 * 1024;

/// Lets larger requests in than other routes do.
pub const fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MOST)
}

/// Adds every file and tells what was added. A file that is too large is refused; those before it stay.
pub async fn add(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(draft): Id<DraftId>,
    mut form: Multipart,
) -> Result<Json<Vec<DraftAttachment>>, Refused> {
    // Asked before anything is read: whose draft it is not, sends nothing.
    web.kurier.drafts().get(&actor, draft).await?;
    let mut added = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| broken(error.status()))? {
        let in_text = match field.name() {
            Some("file") => false,
            Some("picture") => true,
            _ => continue,
        };
        let name = field.file_name().unwrap_or_default().to_owned();
        let media_type = field.content_type().unwrap_or("application/octet-stream").to_owned();
        let bytes = field.bytes().await.map_err(|error| broken(error.status()))?;
        let drafts = web.kurier.drafts();
        let in_text = in_text && file::is_drawn(&media_type);
        added.push(drafts.add_attachment(&actor, draft, &name, &media_type, bytes.into(), in_text).await?);
    }
    Ok(Json(added))
}

/// A picture in the text of a draft, for its author.
pub async fn show(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(attachment): Id<DraftAttachmentId>,
) -> Result<Response<Body>, Refused> {
    let OutgoingFile { name, media_type, bytes, .. } =
        web.kurier.drafts().picture(&actor, attachment).await?;
    Ok(file::answer(AttachmentFile { name, media_type, bytes }, true))
}

/// What a form that cannot be read to its end is.
pub fn broken(status: StatusCode) -> Error {
    let reason = match status {
        StatusCode::PAYLOAD_TOO_LARGE => Reason::TooLarge { bytes: MOST as u64 + 1, most: MOST as u64 },
        _ => Reason::Wrong,
    };
    Error::invalid(Field::Attachment, reason)
}
