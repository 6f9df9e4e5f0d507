//! Cookies of the request, and those that the page leaves.

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

/// Leaves a cookie for a year, from the browser.
pub fn set_cookie(name: &str, value: &str) {
    use wasm_bindgen::JsCast;
    if let Some(document) = leptos::prelude::document().dyn_ref::<web_sys::HtmlDocument>() {
        // Without cookies the page only forgets.
        let _ = document.set_cookie(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"));
    }
}
