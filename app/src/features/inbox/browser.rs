//! The few questions to the browser that the inbox has to ask. On the server they have quiet answers.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The id of the scrolling part of the thread list.
pub const LIST_ID: &str = "thread-list";

/// The scrolling part of the thread list.
#[must_use]
pub fn list_element() -> Option<HtmlElement> {
    document().get_element_by_id(LIST_ID)?.dyn_into().ok()
}

/// Scrolls the list by so many rows, so that what is seen stays in its place.
pub fn shift_list(rows: isize) {
    if rows == 0 {
        return;
    }
    // After the new rows are in the page.
    request_animation_frame(move || {
        if let Some(list) = list_element() {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                reason = "a list is not that high"
            )]
            let by = (rows as f64 * super::state::window::ROW_HEIGHT) as i32;
            list.set_scroll_top(list.scroll_top() + by);
        }
    });
}

/// The innermost element at a point that has this attribute, and its value.
#[must_use]
pub fn attribute_at(x: f64, y: f64, attribute: &str) -> Option<(Element, String)> {
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
    let element = document().element_from_point(x as f32, y as f32)?;
    let holder = element.closest(&format!("[{attribute}]")).ok().flatten()?;
    let value = holder.get_attribute(attribute)?;
    Some((holder, value))
}

/// Remembers a number on this device.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden storage only forgets.
        let _ = storage.set_item(key, value);
    }
}

/// What was remembered on this device.
#[must_use]
pub fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Whether the page is laid out from right to left.
#[must_use]
pub fn is_rtl() -> bool {
    document().document_element().and_then(|root| root.get_attribute("dir")).as_deref() == Some("rtl")
}

/// Gives focus to the first element that matches, once it is in the page, without scrolling.
pub fn focus_soon(selector: &str) {
    let selector = selector.to_owned();
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.focus_with_options(&options);
        }
    });
}

/// The width of the window, in CSS pixels.
#[must_use]
pub fn width() -> f64 {
    window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(1440.0)
}

/// From the element that has focus to the next (or previous) one that matches.
pub fn focus_neighbour(selector: &str, step: i32) {
    let (Ok(all), Some(active)) = (document().query_selector_all(selector), document().active_element())
    else {
        return;
    };
    let all: Vec<HtmlElement> = (0..all.length()).filter_map(|at| all.item(at)?.dyn_into().ok()).collect();
    let at = all.iter().position(|element| element.unchecked_ref::<Element>() == &active);
    let next = at.and_then(|at| at.checked_add_signed(step as isize)).and_then(|at| all.get(at));
    if let Some(next) = next {
        let _ = next.focus();
    }
}

/// Scrolls the first element that matches into view, once it is in the page.
pub fn show_soon(selector: &str) {
    let selector = selector.to_owned();
    request_animation_frame(move || {
        if let Some(element) = document().query_selector(&selector).ok().flatten() {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// Whether the page can be seen (it is not in a background tab).
#[must_use]
pub fn is_visible() -> bool {
    !document().hidden()
}
