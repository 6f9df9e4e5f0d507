//! The few things that every part may ask of the browser.

use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::js_sys::Promise;

/// Whether there is room for one pane only. Matches the stylesheets' narrowest breakpoint.
#[must_use]
pub fn is_phone() -> bool {
    window().match_media("(width <= 760px)").ok().flatten().is_some_and(|media| media.matches())
}

/// Waits.
pub async fn pause(time: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
            },
            time,
        );
    });
    let _ = JsFuture::from(promise).await;
}

/// Leaves a cookie for a year, from the browser.
pub fn set_cookie(name: &str, value: &str) {
    if let Some(document) = document().dyn_ref::<web_sys::HtmlDocument>() {
        // Without cookies the page only forgets.
        let _ = document.set_cookie(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"));
    }
}

/// Whether Cmd is this keyboard's Ctrl. False on the server.
#[must_use]
pub fn is_apple() -> bool {
    #[cfg(feature = "ssr")]
    {
        false
    }
    #[cfg(not(feature = "ssr"))]
    {
        window().navigator().user_agent().is_ok_and(|agent| agent.contains("Mac"))
    }
}

/// A length for a style. Whole pixels: what writes fractions costs the first module five kilobytes.
#[must_use]
pub fn pixels(length: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "no window is two thousand million pixels wide")]
    let whole = length.round() as i32;
    format!("{whole}px")
}
