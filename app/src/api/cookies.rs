//! Cookies of the request.

/// Name of the cookie that keeps a chosen language.
pub const LANGUAGE_COOKIE: &str = "kurier_lang";
/// Name of the cookie that keeps whether this device shows pages light or dark.
pub const APPEARANCE_COOKIE: &str = "kurier_appearance";

/// A cookie of the request (RFC 6265 §4.2).
#[cfg(feature = "ssr")]
pub fn cookie(headers: &http::HeaderMap, name: &str) -> Option<String> {
    headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(|line| {
        line.split(';').map(str::trim).find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then(|| value.to_owned())
        })
    })
}
