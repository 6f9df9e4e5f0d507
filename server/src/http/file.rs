//! Files out of mail: never run, never shown as a page of ours.

use super::refused::Refused;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, header};
use kurier_domain::Error;
use kurier_domain::threads::AttachmentFile;
use std::fmt::Write;
use std::str::FromStr;

/// Pictures that browsers draw without running anything in them. SVG is not one.
const DRAWN: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
const PDF: &str = "application/pdf";
/// Types that would be dangerous if something showed them in spite of everything.
const ACTIVE: [&str; 6] = ["html", "xml", "svg", "javascript", "ecmascript", "x-shockwave"];

/// An id in the address; one that cannot be read is one that does not exist.
pub struct Id<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let not_found = || Refused::from(Error::NotFound);
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| not_found())?;
        text.parse().map(Self).map_err(|_| not_found())
    }
}

/// Whether it is a picture that browsers draw.
pub fn is_drawn(media_type: &str) -> bool {
    DRAWN.contains(&essence(media_type).as_str())
}

/// The type without its parameters (RFC 9110 §8.3.1).
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The file as an answer: drawn when it is a harmless picture and `may_be_drawn`, saved otherwise.
pub fn answer(file: AttachmentFile, may_be_drawn: bool) -> Response<Body> {
    let essence = essence(&file.media_type);
    let drawn = may_be_drawn && DRAWN.contains(&essence.as_str());
    let harmless = !ACTIVE.iter().any(|word| essence.contains(word));
    let media_type = HeaderValue::from_str(&essence)
        .ok()
        .filter(|_| harmless && essence.contains('/'))
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = Response::new(Body::from(file.bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    if let Ok(value) =
        HeaderValue::from_str(&disposition(if drawn { "inline" } else { "attachment" }, &file.name))
    {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// The file to be looked at: a PDF in the browser's own viewer, which runs nothing of it in our origin and which no sandbox lets
/// through; everything else as [`answer`] has it.
pub fn shown(file: AttachmentFile) -> Response<Body> {
    let is_pdf = essence(&file.media_type) == PDF && file.bytes.starts_with(b"%PDF-");
    let name = file.name.clone();
    let mut response = answer(file, true);
    if is_pdf {
        let headers = response.headers_mut();
        let policy = HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'",
        );
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        if let Ok(value) = HeaderValue::from_str(&disposition("inline", &name)) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
    }
    response
}

/// RFC 6266 with the name in UTF-8 (RFC 8187), and a plain one for old programs.
fn disposition(kind: &str, name: &str) -> String {
    let plain: String =
        name.chars()
            .map(|c| {
                if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '/' | '%') || c == ' ' { c } else { '_' }
            })
            .collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(name: &str, media_type: &str) -> Response<Body> {
        answer(AttachmentFile { name: name.into(), media_type: media_type.into(), bytes: vec![1] }, true)
    }

    #[test]
    fn only_harmless_pictures_are_drawn() {
        let starts = |media_type: &str| {
            let response = served("x", media_type);
            response.headers()[header::CONTENT_DISPOSITION]
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .to_owned()
        };
        assert_eq!(starts("image/png"), "inline");
        for other in ["image/svg+xml", "text/html", "application/pdf", "text/plain"] {
            assert_eq!(starts(other), "attachment", "{other}");
        }
        assert_eq!(
            served("x", "text/html; charset=utf-8").headers()[header::CONTENT_TYPE],
            "application/octet-stream"
        );
        assert_eq!(served("x", "bad\r\ntype").headers()[header::CONTENT_TYPE], "application/octet-stream");
    }

    #[test]
    fn only_what_is_a_pdf_is_shown_as_one() {
        let shown = |media_type: &str, bytes: &[u8]| {
            shown(AttachmentFile { name: "x".into(), media_type: media_type.into(), bytes: bytes.to_vec() })
        };
        let pdf = shown("application/PDF", b"%PDF-1.7");
        assert!(pdf.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("inline"));
        assert_eq!(pdf.headers()[header::CONTENT_TYPE], PDF);
        for other in [
            shown("application/pdf", b"<html>"),
            shown("text/html", b"%PDF-1.7"),
            shown("image/svg+xml", b"%PDF-"),
        ] {
            assert!(other.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
            let policy = other.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.contains("sandbox"), "{policy}");
        }
    }

    #[test]
    fn names_cannot_break_out() {
        assert_eq!(
            disposition("attachment", "faktura „żółta”\r\nX: \"1\".pdf"),
            "attachment; filename=\"faktura ____ta___X: _1_.pdf\"; \
             filename*=UTF-8''faktura%20%E2%80%9E%C5%BC%C3%B3%C5%82ta%E2%80%9D%0D%0AX%3A%20%221%22.pdf"
        );
    }
}
