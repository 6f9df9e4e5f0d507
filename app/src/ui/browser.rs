//! The few things that every part may ask of the browser.

use leptos::prelude::*;
use std::time::Duration;
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
