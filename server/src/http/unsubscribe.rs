//! `POST /unsubscribe/{token}`: what somebody says by the way out of a message, without signing in and without a script. A program says it with
//! one click (RFC 8058 §3.2): it brings no cookies, gets no redirect, and needs nothing but the token. A form of the page goes back to the page,
//! which says how things stand.

use super::Web;
use super::refused::Refused;
use axum::Form;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kurier_domain::Error;
use kurier_model::consent::Leave;

/// Where the ways out of mail lead.
pub const PLACE: &str = "/unsubscribe/";

/// Does it.
pub async fn leave(
    State(web): State<Web>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let said = said(request).await;
    let says = |name: &str, word: &str| said.iter().any(|(key, value)| key == name && value == word);
    if says("List-Unsubscribe", "One-Click") {
        web.kurier.consents().leave(&token, Leave::OneToOne).await?;
        return Ok(StatusCode::OK.into_response());
    }
    if let Some(step) = Leave::ALL.into_iter().find(|step| says("leave", step.as_str())) {
        match web.kurier.consents().leave(&token, step).await {
            // The page says so.
            Ok(()) | Err(Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    // The token may be anything that somebody has typed: only what one is made of goes into a header.
    let plain: String =
        token.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Ok(Redirect::to(&format!("{PLACE}{plain}")).into_response())
}

/// The fields of a form, in either way in which a program may send them. What cannot be read says nothing.
async fn said(request: Request) -> Vec<(String, String)> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        return Form::from_request(request, &()).await.map_or_else(|_| Vec::new(), |Form(pairs)| pairs);
    }
    let mut pairs = Vec::new();
    let Ok(mut form) = Multipart::from_request(request, &()).await else { return pairs };
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        let Ok(value) = field.text().await else { break };
        pairs.push((name, value));
    }
    pairs
}
