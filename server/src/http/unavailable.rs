//! When nothing works: a plain page in the person's language.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use kurier_app::api::cookies::{LANGUAGE_COOKIE, cookie};
use kurier_i18n::{I18n, t_string};
use kurier_model::member::Language;
use serde_json::json;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is left of a request when its answer is to be that it failed.
pub struct Asked {
    /// Somebody looks at it; everything else gets the errors that the client knows.
    page: bool,
    language: Language,
}

impl Asked {
    pub fn of(request: &Request) -> Self {
        let page = request.method().is_safe() && !request.uri().path().starts_with("/api/");
        Self { page, language: language(request.headers()) }
    }

    /// The database does not answer.
    pub fn unavailable(&self) -> Response {
        let mut response = if self.page {
            self.plain(StatusCode::SERVICE_UNAVAILABLE, &gone(self.language))
        } else {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "error": "unavailable" }))).into_response()
        };
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3"));
        response
    }

    /// A fault of ours. It is logged here, under a name that the person can quote.
    pub fn fault(&self, said: &str) -> Response {
        let incident = format!("{:08x}", rand::random::<u32>());
        tracing::error!(incident, said, "a request was not answered");
        if self.page {
            return self.plain(StatusCode::INTERNAL_SERVER_ERROR, &broken(self.language, &incident));
        }
        (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": "internal", "incident": incident })))
            .into_response()
    }

    fn plain(&self, status: StatusCode, words: &Words) -> Response {
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
        (status, kind, page(self.language, words)).into_response()
    }
}

/// A panic of whatever answers is a fault that is told at once, not a connection that ends without a word.
pub async fn wall(request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let mut answering = Box::pin(AssertUnwindSafe(next.run(request)).catch_unwind());
    let answered = answering.as_mut().await;
    // What lies in ruins may come down with another panic, which nobody has to hear of.
    drop(catch_unwind(AssertUnwindSafe(|| drop(answering))));
    answered.unwrap_or_else(|panic| asked.fault(&message(panic.as_ref())))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message").to_owned()
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

/// What a plain page says.
struct Words {
    title: &'static str,
    text: String,
    again: &'static str,
    /// For the head: whether it tries again by itself.
    head: &'static str,
}

fn gone(language: Language) -> Words {
    let i18n = I18n::new(language);
    Words {
        title: t_string!(i18n, errors.plain.gone_title),
        text: t_string!(i18n, errors.plain.gone_text).to_owned(),
        again: t_string!(i18n, errors.plain.gone_again),
        head: "<meta http-equiv=\"refresh\" content=\"5\">",
    }
}

fn broken(language: Language, incident: &str) -> Words {
    let i18n = I18n::new(language);
    Words {
        title: t_string!(i18n, errors.plain.broken_title),
        text: t_string!(i18n, errors.plain.broken_text, incident = incident),
        again: t_string!(i18n, errors.plain.broken_again),
        head: "",
    }
}

fn page(language: Language, words: &Words) -> String {
    let Words { title, text, again, head } = words;
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">{head}\
         <title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p>\
         <p><a href=\"\">{again}</a></p></main></body></html>",
        language.tag()
    )
}
