//! Refusals of our own routes: the kinds and the JSON that server functions answer with too.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kurier_domain::Error;
use serde_json::json;

/// An error on its way to the browser.
pub struct Refused(Error);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Refused> for Response {
    fn from(refused: Refused) -> Self {
        refused.into_response()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, body) = match self.0 {
            Error::NotFound => (StatusCode::NOT_FOUND, json!({ "error": "not_found" })),
            Error::Forbidden => (StatusCode::FORBIDDEN, json!({ "error": "forbidden" })),
            Error::Invalid(invalid) => {
                (StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": "invalid", "invalid": invalid }))
            }
            Error::Conflict => (StatusCode::CONFLICT, json!({ "error": "conflict" })),
            Error::BadData(detail) => {
                tracing::info!(detail, "data that the database does not take");
                (StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": "bad_characters" }))
            }
            error @ (Error::Crossed | Error::LeaseLost) => {
                tracing::warn!(%error, "not now");
                (StatusCode::SERVICE_UNAVAILABLE, json!({ "error": "unavailable" }))
            }
            Error::SignedOut => (StatusCode::UNAUTHORIZED, json!({ "error": "signed_out" })),
            Error::TooManyAttempts { retry_after_seconds } => (
                StatusCode::TOO_MANY_REQUESTS,
                json!({ "error": "too_many_attempts", "retry_after_seconds": retry_after_seconds }),
            ),
            Error::Unavailable(detail) => {
                tracing::warn!(detail, "unavailable");
                (StatusCode::SERVICE_UNAVAILABLE, json!({ "error": "unavailable" }))
            }
            error => {
                let incident = format!("{:08x}", rand::random::<u32>());
                tracing::error!(incident, error = ?error, "a request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, json!({ "error": "internal", "incident": incident }))
            }
        };
        let mut response = (status, Json(body)).into_response();
        if matches!(status, StatusCode::SERVICE_UNAVAILABLE) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3"));
        }
        response
    }
}
