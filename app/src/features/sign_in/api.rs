//! Server functions of sign-in. Those behind forms take URL-encoded fields, so that a plain HTML form can call them.

use crate::api::Json;
#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Unread};
#[cfg(feature = "ssr")]
use kurier_model::member::{AcceptForm, ResetForm, SetUpForm};
use kurier_model::member::{Invitation, PasswordReset};
use leptos::prelude::*;

/// Whether the workspace exists; before that there is nobody to sign in.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn is_set_up() -> Result<Unread<bool>, ApiError> {
    Ok(Unread::of(&server_side::kurier()?.members().is_set_up().await?)?)
}

/// Opens a session. Returns the address to go to: `next`, when it is one of ours.
///
/// # Errors
/// `Invalid` for a wrong name or password (which of the two is not said), `TooManyAttempts`.
#[server]
pub async fn sign_in(email: String, password: String, next: Option<String>) -> Result<String, ApiError> {
    let kurier = server_side::kurier()?;
    let token = kurier.members().sign_in(&email, &password, server_side::visitor().ip).await?;
    let to = own_address(next);
    enter(&kurier, &token, &to).await;
    Ok(to)
}

/// Creates the workspace and its owner, and signs the owner in.
///
/// # Errors
/// `Invalid` field by field; `Field::Token` when the link was used or is wrong.
#[server]
pub async fn set_up(
    token: String,
    workspace_name: String,
    name: String,
    email: String,
    password: String,
) -> Result<String, ApiError> {
    let kurier = server_side::kurier()?;
    let form = SetUpForm { token, workspace_name, name, email, password };
    let session = kurier.members().set_up(form).await?;
    let to = "/inbox".to_owned();
    enter(&kurier, &session, &to).await;
    Ok(to)
}

/// What an invitation is for.
///
/// # Errors
/// `NotFound` when it was accepted, revoked, has expired or never was.
#[server(input = Json, output = Json)]
pub async fn read_invitation(token: String) -> Result<Unread<Invitation>, ApiError> {
    Ok(Unread::of(&server_side::kurier()?.members().invitation(&token).await?)?)
}

/// Accepts an invitation and signs the new member in.
///
/// # Errors
/// `Invalid` field by field, `NotFound` as for [`read_invitation`].
#[server]
pub async fn accept_invitation(token: String, name: String, password: String) -> Result<String, ApiError> {
    let kurier = server_side::kurier()?;
    let session = kurier.members().accept(AcceptForm { token, name, password }).await?;
    let to = "/inbox".to_owned();
    enter(&kurier, &session, &to).await;
    Ok(to)
}

/// Whose password a link is for.
///
/// # Errors
/// `NotFound` when it was used, has expired or never was.
#[server(input = Json, output = Json)]
pub async fn read_reset(token: String) -> Result<Unread<PasswordReset>, ApiError> {
    Ok(Unread::of(&server_side::kurier()?.members().password_reset(&token).await?)?)
}

/// Chooses another password by a link, and signs in.
///
/// # Errors
/// `Invalid` field by field, `NotFound` as for [`read_reset`].
#[server]
pub async fn reset_password(token: String, password: String) -> Result<String, ApiError> {
    let kurier = server_side::kurier()?;
    let session = kurier.members().reset_password(ResetForm { token, password }).await?;
    let to = "/inbox".to_owned();
    enter(&kurier, &session, &to).await;
    Ok(to)
}

/// Leaves the session with the browser, in the language that the person has set.
#[cfg(feature = "ssr")]
async fn enter(kurier: &kurier_domain::Kurier, token: &kurier_domain::members::SessionToken, to: &str) {
    server_side::begin_session(token.as_str());
    // Without the setting, or without an answer, the page follows the browser.
    if let Ok(Some(actor)) = kurier.members().authenticate(token.as_str()).await
        && let Ok(me) = kurier.members().me(&actor).await
        && let Some(language) = me.language
    {
        server_side::keep_language(language);
    }
    server_side::go_on(to);
}

/// An address of this site, or the inbox. Never another site's: `//host` and `/\host` are other sites (WHATWG URL §4.4).
#[cfg(any(feature = "ssr", test))]
fn own_address(next: Option<String>) -> String {
    next.filter(|next| {
        let mut chars = next.chars();
        chars.next() == Some('/')
            && !matches!(chars.next(), Some('/' | '\\'))
            && !next.chars().any(char::is_control)
            && !next.starts_with("/sign-in")
            && !next.starts_with("/api/")
    })
    .unwrap_or_else(|| "/inbox".to_owned())
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn sign_in_leads_only_to_our_own_pages() {
        let to = |next: &str| own_address(Some(next.to_owned()));
        assert_eq!(to("/records/lead?view=board"), "/records/lead?view=board");
        for evil in
            ["https://evil.example", "//evil.example", "/\\evil.example", "", "evil", "/a\nSet-Cookie: b"]
        {
            assert_eq!(to(evil), "/inbox", "{evil:?}");
        }
    }
}
