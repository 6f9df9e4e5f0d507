//! The way from a server function to the domain: the handle, and the person who asks.

use super::ApiError;
use kurier_domain::{Actor, Error, Kurier};
use kurier_model::WorkspaceId;
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
        ApiError::NotFound => http::StatusCode::NOT_FOUND,
        ApiError::Forbidden => http::StatusCode::FORBIDDEN,
        ApiError::Invalid { .. } => http::StatusCode::UNPROCESSABLE_ENTITY,
        ApiError::Conflict => http::StatusCode::CONFLICT,
        ApiError::SignedOut => http::StatusCode::UNAUTHORIZED,
        ApiError::TooManyAttempts { .. } => http::StatusCode::TOO_MANY_REQUESTS,
        ApiError::Unavailable => http::StatusCode::SERVICE_UNAVAILABLE,
        ApiError::Internal { .. } | ApiError::Offline { .. } => http::StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
    error
}

impl From<Error> for ApiError {
    /// The same kinds without their insides. What is our fault is logged here, once, under a name that the person can quote.
    fn from(error: Error) -> Self {
        refused(match error {
            Error::NotFound => Self::NotFound,
            Error::Forbidden => Self::Forbidden,
            Error::Invalid(invalid) => Self::Invalid { invalid },
            Error::Conflict => Self::Conflict,
            Error::SignedOut => Self::SignedOut,
            Error::TooManyAttempts { retry_after_seconds } => {
                Self::TooManyAttempts { retry_after_seconds: retry_after_seconds.into() }
            }
            Error::Unavailable(detail) => {
                tracing::warn!(detail, "unavailable");
                Self::Unavailable
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
