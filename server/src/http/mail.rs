//! What is inside messages: the text for the sandboxed frame, pictures, files, the source.

mod picture_key;

use super::Web;
use super::file::{self, Id};
use super::refused::Refused;
use super::session::SignedIn;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, Response, header};
use kurier_domain::Error;
use kurier_domain::threads::{AttachmentFile, Extent};
use kurier_model::{AttachmentId, MessageId, SetAsideId};
use picture_key::PictureKey;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Wish {
    /// `1`: as much as is ever shown, because the reader asked for it.
    all: Option<String>,
    /// `1`: to be printed.
    print: Option<String>,
}

/// The text of a message as a whole document, for `<iframe sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox">`.
///
/// It shares our origin so that the page can measure it and size the frame. That gives it nothing: scripts, forms and
/// plugins are forbidden by the sandbox and by the rest of the policy. Its pictures need no cookie all the same: their
/// addresses carry a sealed key. Pictures from elsewhere come when the reader has asked for those of this message, which
/// the server knows: no address can say it.
pub async fn body(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(message): Id<MessageId>,
    Query(wish): Query<Wish>,
) -> Result<Response<Body>, Refused> {
    let extent = if wish.all.as_deref() == Some("1") { Extent::Whole } else { Extent::Beginning };
    let (document, view) = web.kurier.threads().body_html(&actor, message, extent).await?;
    let key = PictureKey::sealed(&web.secrets, &actor, message)?;
    let html = document
        .html
        .replace(&format!("/mail/messages/{message}/inline/"), &format!("/mail/pictures/{message}.{key}/"));
    let elsewhere = if view.pictures { "https: http:" } else { "" };
    // A dialog for printing is modal, and the sandbox forbids modals.
    let modals = if wish.print.as_deref() == Some("1") { " allow-modals" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: {elsewhere}; \
         frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
         sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox{modals}"
    );
    let mut response = Response::new(Body::from(html));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// A picture that the message shows inside its text, for whoever is signed in.
pub async fn inline(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Path((message, cid)): Path<(String, String)>,
) -> Result<Response<Body>, Refused> {
    let message = message.parse().map_err(|_| Error::NotFound)?;
    Ok(file::answer(web.kurier.threads().inline_image(&actor, message, &cid).await?, true))
}

/// The same for the frame, which has no cookie: `key` is the message's id and what [`body`] sealed for this reader.
pub async fn picture(
    State(web): State<Web>,
    Path((key, cid)): Path<(String, String)>,
) -> Result<Response<Body>, Refused> {
    let (message, key) = key.split_once('.').ok_or(Error::NotFound)?;
    let message: MessageId = message.parse().map_err(|_| Error::NotFound)?;
    let key = PictureKey::open(&web.secrets, message, key)?;
    let actor = web.kurier.members().active(key.user).await?.ok_or(Error::NotFound)?;
    let picture = web.kurier.threads().inline_image(&actor, message, &cid).await?;
    let mut response = file::answer(picture, true);
    // To a frame with an origin of its own everything is cross-origin.
    let anybody = HeaderValue::from_static("cross-origin");
    response.headers_mut().insert(HeaderName::from_static("cross-origin-resource-policy"), anybody);
    Ok(response)
}

/// The message as it came.
pub async fn source(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(message): Id<MessageId>,
) -> Result<Response<Body>, Refused> {
    let mut response = Response::new(Body::from(web.kurier.threads().source(&actor, message).await?));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Ok(response)
}

#[derive(Debug, Deserialize)]
pub struct Look {
    /// `1`: to be looked at in a tab of its own, where that is harmless.
    view: Option<String>,
}

impl Look {
    pub fn is_at_it(&self) -> bool {
        self.view.as_deref() == Some("1")
    }
}

/// A file of a message.
pub async fn attachment(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(attachment): Id<AttachmentId>,
    Query(look): Query<Look>,
) -> Result<Response<Body>, Refused> {
    let file = web.kurier.threads().attachment(&actor, attachment).await?;
    Ok(if look.is_at_it() { file::shown(file) } else { file::answer(file, true) })
}

/// The raw bytes of a message that could not be stored as mail.
pub async fn set_aside(
    State(web): State<Web>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SetAsideId>,
) -> Result<Response<Body>, Refused> {
    let bytes = web.kurier.mailboxes().set_aside_raw(&actor, id).await?;
    let file = AttachmentFile {
        name: format!("{id}.eml"),
        media_type: "application/octet-stream".to_owned(),
        bytes,
    };
    Ok(file::answer(file, false))
}
