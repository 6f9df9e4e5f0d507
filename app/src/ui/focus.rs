//! Where the focus goes when what had it is gone.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Whatever has the focus when this is called gets it back when the caller's view goes away, unless something else has taken it
/// meanwhile: whoever works by keyboard goes on where they were, not at the top of the page.
pub fn give_focus_back() {
    // Made in the browser only: what belongs to one thread must not be made on the server.
    let came_from = StoredValue::new(None::<StoredValue<HtmlElement, LocalStorage>>);
    Effect::new(move || {
        let active = document().active_element().and_then(|active| active.dyn_into::<HtmlElement>().ok());
        came_from.set_value(active.map(StoredValue::new_local));
    });
    on_cleanup(move || {
        let active = came_from.try_update_value(Option::take).flatten();
        let Some(element) = active.and_then(|active| active.try_get_value()) else { return };
        request_animation_frame(move || {
            let taken = document().active_element().is_some_and(|now| now.tag_name() != "BODY");
            if !taken && element.is_connected() {
                let _ = element.focus();
            }
        });
    });
}
