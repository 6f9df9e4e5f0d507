//! The browser's entry: wakes the page that the server rendered.

use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's script when the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let Some(body) = document().body() else { return };
        kurier_app::before_waking().await;
        leptos::mount::hydrate_from_async(body, kurier_app::App).await.forget();
        // For tests: from now on a click is more than a click on HTML.
        if let Some(html) = document().document_element() {
            let _ = html.set_attribute("data-hydrated", "");
        }
    });
}
