//! The way from a server function to the domain: the handle, and the person who asks.

use super::{ApiError, BesidePage};
pub use kurier_domain::outbox::{Conventions, Tz};
use kurier_domain::{Actor, Error, Kurier};
use kurier_model::{Field, Invalid, Reason, WorkspaceId};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// The domain's handle, for what needs nobody to be signed in.
///
/// # Errors
/// [`ApiError::Unavailable`] when the server did not provide it.
pub fn kurier() -> Result<Kurier, ApiError> {
    use_context::<Kurier>().ok_or(ApiError::Unavailable)
}

/// The domain's handle and the person who is signed in. Asked by every server function that shows or changes anything.
///
/// # Errors
/// [`ApiError::SignedOut`] when nobody is signed in.
pub async fn actor() -> Result<(Kurier, Actor), ApiError> {
    let kurier = kurier()?;
    match use_context::<Option<Actor>>().flatten() {
        Some(actor) => Ok((kurier, actor)),
        None => Err(refused(ApiError::SignedOut)),
    }
}

/// Gives the response the status that belongs to the error.
fn refused(error: ApiError) -> ApiError {
    let status = match &error {
        ApiError::Malformed { .. } => http::StatusCode::BAD_REQUEST,
        ApiError::NotFound => http::StatusCode::NOT_FOUND,
        ApiError::Forbidden => http::StatusCode::FORBIDDEN,
        ApiError::Invalid { .. } => http::StatusCode::UNPROCESSABLE_ENTITY,
        ApiError::Conflict
        | ApiError::Changed { .. }
        | ApiError::FolderGone
        | ApiError::LeadGone
        | ApiError::MailboxPaused => http::StatusCode::CONFLICT,
        ApiError::SignedOut => http::StatusCode::UNAUTHORIZED,
        ApiError::TooManyAttempts { .. } => http::StatusCode::TOO_MANY_REQUESTS,
        ApiError::Unavailable => http::StatusCode::SERVICE_UNAVAILABLE,
        ApiError::Internal { .. } | ApiError::Offline { .. } => http::StatusCode::INTERNAL_SERVER_ERROR,
    };
    if use_context::<BesidePage>().is_some() {
        return error;
    }
    if let Some(response) = use_context::<ResponseOptions>() {
        // A page that already sends the browser elsewhere keeps the status of that, and so does the answer to a plain form,
        // which is sent back to its page with the error in the address.
        let goes_elsewhere =
            response.0.read().is_ok_and(|parts| parts.headers.contains_key(http::header::LOCATION));
        if !goes_elsewhere && !is_plain_form() {
            response.set_status(status);
        }
    }
    error
}

/// What was asked cannot be read.
pub fn malformed(detail: String) -> ApiError {
    refused(ApiError::Malformed { detail })
}

impl From<Error> for ApiError {
    /// The same kinds without their insides. What is our fault is logged here, once, under a name that the person can quote.
    fn from(error: Error) -> Self {
        refused(match error {
            Error::NotFound => Self::NotFound,
            Error::Forbidden => Self::Forbidden,
            Error::Invalid(invalid) => invalid.into(),
            Error::Conflict => Self::Conflict,
            Error::FolderGone => Self::FolderGone,
            Error::LeadGone => Self::LeadGone,
            Error::MailboxPaused => Self::MailboxPaused,
            Error::Changed(conflicts) => conflicts.into(),
            Error::SignedOut => Self::SignedOut,
            Error::TooManyAttempts { retry_after_seconds } => {
                Self::TooManyAttempts { retry_after_seconds: retry_after_seconds.into() }
            }
            Error::Unavailable(detail) => {
                tracing::warn!(detail, "unavailable");
                Self::Unavailable
            }
            Error::Crossed | Error::LeaseLost => {
                tracing::warn!(%error, "not now");
                Self::Unavailable
            }
            Error::Mail(error) => {
                tracing::warn!(%error, "a mail server refused or was out of reach");
                Self::Unavailable
            }
            // Characters that no text may hold (NUL), numbers out of range: what was sent, not what we did.
            Error::BadData(detail) => {
                tracing::info!(detail, "data that the database does not take");
                Invalid::one(Field::Query, not_taken(&detail)).into()
            }
            error @ Error::Internal(..) => {
                // The random end of an id: short enough to be read aloud.
                let id = WorkspaceId::new().to_string();
                let incident = id.rsplit('-').next().unwrap_or_default().to_owned();
                tracing::error!(incident, error = ?error, "a server function failed");
                Self::Internal { incident }
            }
        })
    }
}

/// Why the database does not take what was sent: the one character that no text of it holds is named.
fn not_taken(detail: &str) -> Reason {
    let is_nul = ["0x00", "\\u0000", "Unicode escape"].iter().any(|mark| detail.contains(mark));
    match is_nul {
        true => Reason::TheseCharacters { characters: "U+0000".to_owned() },
        false => Reason::BadCharacters,
    }
}

/// What the server knows about the browser that asks. Provided beside [`Kurier`]; guessed from the request otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Visitor {
    /// Its address, for limits on attempts; the last trusted one behind a proxy.
    pub ip: std::net::IpAddr,
    /// Whether it reaches us over TLS, so that the cookie can be `Secure`.
    pub secure: bool,
}

/// The browser that asks.
#[must_use]
pub fn visitor() -> Visitor {
    if let Some(visitor) = use_context::<Visitor>() {
        return visitor;
    }
    let parts = use_context::<http::request::Parts>();
    let peer = parts
        .as_ref()
        .and_then(|parts| parts.extensions.get::<axum::extract::ConnectInfo<std::net::SocketAddr>>())
        .map(|connect| connect.0.ip());
    // Browsers set Origin on every POST themselves (Fetch §3.1), so a page cannot lie about its scheme.
    let secure = parts
        .as_ref()
        .and_then(|parts| parts.headers.get(http::header::ORIGIN))
        .and_then(|origin| origin.to_str().ok())
        .is_some_and(|origin| origin.starts_with("https://"));
    Visitor { ip: peer.unwrap_or(std::net::Ipv4Addr::LOCALHOST.into()), secure }
}

/// Name of the cookie that holds the session's token.
pub const SESSION_COOKIE: &str = "kurier_session";

/// The token that the browser sent.
#[must_use]
pub fn session_token() -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    super::cookies::cookie(&parts.headers, SESSION_COOKIE)
}

/// Leaves the session's token with the browser: 30 days, out of reach of scripts and other sites.
pub fn begin_session(token: &str) {
    set_session_cookie(&format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"));
}

/// Takes the session's token back.
pub fn end_session() {
    set_session_cookie(&format!("{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
}

fn set_session_cookie(cookie: &str) {
    let cookie = if visitor().secure { format!("{cookie}; Secure") } else { cookie.to_owned() };
    append_cookie(&cookie);
}

/// Keeps a chosen language with the browser for a year.
pub fn keep_language(language: kurier_model::member::Language) {
    let name = super::cookies::LANGUAGE_COOKIE;
    append_cookie(&format!("{name}={}; Path=/; SameSite=Lax; Max-Age=31536000", language.tag()));
}

fn append_cookie(cookie: &str) {
    if let (Some(response), Ok(value)) =
        (use_context::<ResponseOptions>(), http::HeaderValue::from_str(cookie))
    {
        response.append_header(http::header::SET_COOKIE, value);
    }
}

/// Sends a browser without WebAssembly on to `path`; with it, the page goes there itself when it has the answer.
pub fn go_on(path: &str) {
    if is_plain_form() {
        leptos_axum::redirect(path);
    }
}

/// Whether this is an HTML form that was sent without WebAssembly.
fn is_plain_form() -> bool {
    use_context::<http::request::Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
        parts.method == http::Method::POST && accept.is_some_and(|accept| accept.contains("text/html"))
    })
}
