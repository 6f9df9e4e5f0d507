//! The frame that shows a mail's HTML, as high as what is in it.
//!
//! **Why `allow-same-origin`.** The sandbox forbids scripts, forms, downloads and top navigation, and so does the
//! document's own CSP (`script-src 'none'`, `form-action 'none'`); the HTML was sanitised before. With scripts forbidden
//! twice, sharing the origin gives the document nothing it could use, and it is needed for two things: the page can
//! measure the document and size the frame, so that a mail has no scroll bar of its own; and images inside the mail
//! (`cid:`) are fetched with the person's session, which a browser withholds from a document of an opaque origin.
//! `allow-scripts` must never be added here: together with `allow-same-origin` it would open the wall.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Document, HtmlIFrameElement, KeyboardEvent};

/// What the sandbox permits; see above.
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// A sanitised document from `src`.
#[component]
pub fn MessageFrame(src: String, title: String) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let watcher = StoredValue::new_local(None::<Watcher>);
    let loaded = move || {
        if let Some(frame) = frame.get_untracked() {
            watcher.set_value(Watcher::new(&frame));
        }
    };
    Effect::new(move || {
        // In a page from the server the frame may be there before anybody listens.
        let is_complete = frame.get().and_then(|frame| frame.content_document()).is_some_and(|document| {
            document.ready_state() == "complete" && document.url().is_ok_and(|url| url != "about:blank")
        });
        if is_complete {
            loaded();
        }
    });
    view! {
        <iframe
            class="message__frame"
            node_ref=frame
            src=src
            title=title
            sandbox=SANDBOX
            referrerpolicy="no-referrer"
            on:load=move |_| loaded()
        ></iframe>
    }
}

/// Keeps a frame as high as its document, and hands on the keys that are pressed in it.
struct Watcher {
    observer: web_sys::ResizeObserver,
    _resized: Closure<dyn FnMut()>,
    document: Document,
    pressed: Closure<dyn FnMut(KeyboardEvent)>,
}

impl Watcher {
    /// `None` when the document cannot be reached; the frame then keeps the height of the style sheet and scrolls.
    fn new(frame: &HtmlIFrameElement) -> Option<Self> {
        let document = frame.content_document()?;
        let body = document.body()?;
        let _ = frame.set_attribute("data-measured", "true");
        let measured = frame.clone();
        let inside = document.clone();
        let resized = Closure::<dyn FnMut()>::new(move || fit(&measured, &inside));
        let observer = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
        observer.observe(&body);
        fit(frame, &document);
        let pressed = Closure::<dyn FnMut(KeyboardEvent)>::new(|event: KeyboardEvent| hand_on(&event));
        // Only fails for a document that is gone.
        let _ = document.add_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
        Some(Self { observer, _resized: resized, document, pressed })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.observer.disconnect();
        let _ = self.document.remove_event_listener_with_callback("keydown", self.pressed.as_ref().unchecked_ref());
    }
}

/// Makes the frame as high as its document.
fn fit(frame: &HtmlIFrameElement, document: &Document) {
    let Some(body) = document.body() else { return };
    // The body's own height: the root's is never less than the frame's, which would keep it from shrinking.
    let margins = document.document_element().map_or(0, |root| (root.scroll_height() - root.client_height()).max(0));
    let height = body.scroll_height().max(body.offset_height()) + if margins > 0 { 0 } else { 1 };
    let wide = document.document_element().is_some_and(|root| root.scroll_width() > root.client_width());
    let bar = if wide { 16 } else { 0 };
    let _ = web_sys::HtmlElement::style(frame).set_property("height", &format!("{}px", height + bar));
}

/// A key that was pressed in the mail works as everywhere else on the page.
fn hand_on(event: &KeyboardEvent) {
    let options = web_sys::KeyboardEventInit::new();
    options.set_key(&event.key());
    options.set_code(&event.code());
    options.set_bubbles(true);
    options.set_cancelable(true);
    options.set_ctrl_key(event.ctrl_key());
    options.set_meta_key(event.meta_key());
    options.set_alt_key(event.alt_key());
    options.set_shift_key(event.shift_key());
    // Copying and the browser's own keys stay with the frame.
    if event.ctrl_key() || event.meta_key() {
        if event.key() != "k" {
            return;
        }
    } else if matches!(event.key().as_str(), "Tab" | " " | "PageUp" | "PageDown" | "Home" | "End" | "ArrowUp" | "ArrowDown") {
        return;
    }
    if let Ok(again) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options)
        && document().body().is_some_and(|body| !body.dispatch_event(&again).unwrap_or(true))
    {
        event.prevent_default();
    }
}
