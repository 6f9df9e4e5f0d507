//! When nothing works: a plain page in the person's language that tries again by itself.

use super::session::cookie;
use axum::Json;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kurier_model::member::Language;
use serde_json::json;
use std::any::Any;

/// Name of the cookie that keeps a chosen language.
const LANGUAGE_COOKIE: &str = "kurier_lang";

/// The database does not answer. Server functions get the error that the page knows; everything else the plain page.
pub fn answer(path: &str, headers: &HeaderMap) -> Response {
    let mut response = if path.starts_with("/api/") {
        (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "error": "unavailable" }))).into_response()
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            page(language(headers)),
        )
            .into_response()
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3"));
    response
}

/// A fault of ours must not end the connection without a word.
pub fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    let incident = format!("{:08x}", rand::random::<u32>());
    tracing::error!(incident, said, "a request panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": "internal", "incident": incident })))
        .into_response()
}

fn language(headers: &HeaderMap) -> Language {
    if let Some(chosen) = cookie(headers, LANGUAGE_COOKIE).and_then(|tag| Language::from_tag(&tag)) {
        return chosen;
    }
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted
        .split(',')
        .find_map(|range| Language::from_tag(range.trim().split(';').next()?))
        .unwrap_or_default()
}

fn page(language: Language) -> String {
    let (title, text, again) = match language {
        Language::Pl => (
            "Kurier jest chwilowo niedostępny",
            "Baza danych nie odpowiada. Nic nie zginęło. Strona spróbuje ponownie za kilka sekund.",
            "Spróbuj teraz",
        ),
        Language::En => (
            "Kurier is not available right now",
            "The database does not answer. Nothing is lost. This page tries again in a few seconds.",
            "Try now",
        ),
    };
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta http-equiv=\"refresh\" content=\"5\">\
         <title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p>\
         <p><a href=\"\">{again}</a></p></main></body></html>",
        language.tag()
    )
}
