//! The frame that shows a mail's HTML, as high as what is in it.
//!
//! **Why `allow-same-origin`.** The sandbox forbids scripts, forms, downloads and top navigation, and so does the
//! document's own policy (`default-src 'none'`, `form-action 'none'`); the HTML was sanitised before. With scripts
//! forbidden twice, sharing the origin gives the document nothing that it could use, and lets the page do two things: size
//! the frame to its document, so that a mail has no scroll bar of its own, and hear the keys that are pressed in it.
//! `allow-scripts` must never be added here: together with `allow-same-origin` it would open the wall.

use super::found::mark_document;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement, HtmlIFrameElement, KeyboardEvent};

/// What the sandbox permits; see above.
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// What the document says of itself, and what was done to it. See `BodyDocument` in the domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// There are pictures from elsewhere, and they are not shown.
    pub pictures: bool,
    /// There is more of the message.
    pub cut: bool,
    /// It is wider than the frame and was made smaller.
    pub scaled: bool,
}

/// A sanitised document from `src`. `full_size`: a wide one scrolls instead of being made smaller.
#[component]
pub fn MessageFrame(
    src: Signal<String>,
    title: String,
    found: RwSignal<Found>,
    full_size: RwSignal<bool>,
    /// The words that were searched for.
    query: Option<String>,
) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let loads = RwSignal::new(0_u32);
    // Also once without having heard of a load: in a page from the server the frame may be there before anybody listens.
    let query = StoredValue::new(query);
    Effect::new(move || {
        loads.track();
        let full_size = full_size.get();
        let watcher = frame.get().and_then(|frame| Watcher::new(&frame, found, full_size));
        if let Some(watcher) = watcher {
            if let Some(query) = query.get_value() {
                watcher.mark(&query);
            }
            // Kept until the next load, or until the frame is gone.
            StoredValue::new_local(watcher);
        }
    });
    view! {
        <div class="message__paper">
            <iframe
                class="message__frame"
                node_ref=frame
                src=src
                title=title
                sandbox=SANDBOX
                referrerpolicy="no-referrer"
                on:load=move |_| loads.update(|loads| *loads += 1)
            ></iframe>
        </div>
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
    fn new(frame: &HtmlIFrameElement, found: RwSignal<Found>, full_size: bool) -> Option<Self> {
        let document = frame.content_document()?;
        let body = document.body().filter(|_| document.url().is_ok_and(|url| url != "about:blank"))?;
        // Before it has loaded it is measured too, for whoever waits for its pictures; but that is not yet its height.
        if document.ready_state() == "complete" {
            let _ = frame.set_attribute("data-measured", "true");
        }
        let measured = frame.clone();
        let inside = document.clone();
        let resized = Closure::<dyn FnMut()>::new(move || {
            let fitted = fit(&measured, &inside, full_size);
            if found.try_get_untracked().is_some_and(|known| known != fitted) {
                found.try_set(fitted);
            }
        });
        let observer = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
        observer.observe(&body);
        found.try_set(fit(frame, &document, full_size));
        let pressed = Closure::<dyn FnMut(KeyboardEvent)>::new(|event: KeyboardEvent| hand_on(&event));
        // Only fails for a document that is gone.
        let _ = document.add_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
        Some(Self { observer, _resized: resized, document, pressed })
    }
}

impl Watcher {
    fn mark(&self, query: &str) {
        if let (Some(window), Some(body)) = (self.document.default_view(), self.document.body()) {
            mark_document(&window, &self.document, &body, query);
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.observer.disconnect();
        let _ = self
            .document
            .remove_event_listener_with_callback("keydown", self.pressed.as_ref().unchecked_ref());
    }
}

/// Pixels; a higher document scrolls inside its frame. Browsers paint much higher ones slowly, and not at all in the end.
const HIGHEST: i32 = 30_000;
/// So often at most a document is measured before the next frame of the screen.
const MEASURED: usize = 3;
/// A document is made no smaller than this.
const SMALLEST: f64 = 0.2;

/// Makes a wide document as narrow as the frame, and the frame as high as its document.
fn fit(frame: &HtmlIFrameElement, document: &Document, full_size: bool) -> Found {
    let (Some(body), Some(root)) = (document.body(), document.document_element()) else {
        return Found::default();
    };
    let mut scaled = false;
    let mut before = 0;
    // Again where it changed: a frame without a scroll bar at its side has another width, and gives the text other lines.
    for _ in 0..MEASURED {
        scaled = scale(frame, &body, &root, full_size);
        // The body's height: the root's is never less than the frame's, which would keep it from shrinking again. Of a scaled
        // body the root knows how high it appears.
        let height = if scaled {
            root.unchecked_ref::<HtmlElement>().offset_height()
        } else {
            body.scroll_height().max(body.offset_height())
        };
        let bar = if root.scroll_width() > root.client_width() { 16 } else { 0 };
        let wanted = (height + bar).min(HIGHEST);
        if wanted == before {
            break;
        }
        // Only fails for a property that does not exist; so below.
        let _ = HtmlElement::style(frame).set_property("height", &format!("{wanted}px"));
        before = wanted;
    }
    Found { pictures: root.has_attribute("data-pictures"), cut: root.has_attribute("data-cut"), scaled }
}

/// Whether the document is too wide and appears smaller than it is.
fn scale(frame: &HtmlIFrameElement, body: &HtmlElement, root: &Element, full_size: bool) -> bool {
    let style = HtmlElement::style(body);
    let is_too_wide = || root.scroll_width() > root.client_width() + 1;
    let room = root.client_width().to_string();
    let is_scaled = style.get_property_value("zoom").is_ok_and(|zoom| !zoom.is_empty());
    if is_scaled && !full_size && !is_too_wide() && frame.get_attribute(ROOM).as_ref() == Some(&room) {
        return true;
    }
    if is_scaled {
        // Measured at its own size.
        let _ = style.remove_property("zoom");
    }
    if full_size || root.client_width() == 0 || !is_too_wide() {
        return false;
    }
    let zoom = f64::from(root.client_width()) / f64::from(root.scroll_width());
    let _ = style.set_property("zoom", &format!("{:.3}", (zoom - 0.001).max(SMALLEST)));
    let _ = frame.set_attribute(ROOM, &room);
    true
}

/// The width that a document was made to fit into.
const ROOM: &str = "data-room";

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
    } else if matches!(
        event.key().as_str(),
        "Tab" | " " | "PageUp" | "PageDown" | "Home" | "End" | "ArrowUp" | "ArrowDown"
    ) {
        return;
    }
    if let Ok(again) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options)
        && document().body().is_some_and(|body| !body.dispatch_event(&again).unwrap_or(true))
    {
        event.prevent_default();
    }
}
