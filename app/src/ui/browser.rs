//! The few things that every part may ask of the browser.

use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::js_sys::Promise;
use web_sys::{Element, HtmlElement};

/// Whether there is room for one pane only. Matches the stylesheets' narrowest breakpoint.
#[must_use]
pub fn is_phone() -> bool {
    window().match_media("(width <= 760px)").ok().flatten().is_some_and(|media| media.matches())
}

/// Whether the page has been woken (`frontend`).
#[must_use]
pub fn is_awake() -> bool {
    document().document_element().is_some_and(|html| html.has_attribute("data-hydrated"))
}

/// Waits.
pub async fn pause(time: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            },
            time,
        );
    });
    let _ = JsFuture::from(promise).await;
}

/// The folder of this build's files, as the style sheet's address says.
#[must_use]
pub fn build_folder() -> String {
    let style = document().query_selector("link[rel=stylesheet][href*='/pkg/']").ok().flatten();
    let address = style.and_then(|link| link.get_attribute("href")).unwrap_or_default();
    address.rsplit_once('/').map_or_else(|| "/pkg".to_owned(), |(folder, _)| folder.to_owned())
}

/// What is in the head and fetches something: its name, the attribute that it is known by, and its other attributes.
pub struct Fetching<'a> {
    pub element: &'a str,
    pub known_by: &'a str,
    pub attributes: &'a [(&'a str, &'a str)],
}

/// Says of an element in the head that what it fetches is here.
pub const FETCHED: &str = "data-fetched";

impl Fetching<'_> {
    /// Puts it into the head, once for the page, and waits until it is fetched.
    ///
    /// # Errors
    /// When it does not come; asked again, it is tried again.
    pub async fn fetch(&self) -> Result<(), JsValue> {
        let known = document().query_selector(&format!("{}[{}]", self.element, self.known_by))?;
        let element = match known {
            Some(known) if known.has_attribute(FETCHED) => return Ok(()),
            Some(known) => known,
            None => self.make()?,
        };
        let come = Promise::new(&mut |resolve, reject| {
            let _ = element.add_event_listener_with_callback("load", &resolve);
            let _ = element.add_event_listener_with_callback("error", &reject);
        });
        if !element.is_connected() {
            document().head().ok_or(JsValue::NULL)?.append_child(&element)?;
        }
        match JsFuture::from(come).await {
            Ok(_) => element.set_attribute(FETCHED, ""),
            Err(error) => {
                element.remove();
                Err(error)
            }
        }
    }

    fn make(&self) -> Result<Element, JsValue> {
        let element = document().create_element(self.element)?;
        element.set_attribute(self.known_by, "")?;
        for (name, value) in self.attributes {
            element.set_attribute(name, value)?;
        }
        Ok(element)
    }
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

/// The element that has the focus; `None` where nothing has it that does anything, or what had it is gone from the page.
#[must_use]
pub fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?;
    // The whole page, and parts that only a link leads to.
    let is_ground = matches!(element.tag_name().as_str(), "BODY" | "MAIN" | "SECTION");
    if is_ground { None } else { element.dyn_into().ok() }
}

/// When what has the focus leaves the page within the next frames, gives it to `back`, or else to the first element that takes it of those
/// that these find. Where there are fingers no field gets it: a keyboard would come up.
pub fn mend_focus(back: Option<HtmlElement>, or: &'static [&'static str]) {
    mend_within(FRAMES, back, or);
}

/// A third of a second: by then what comes in its place is there.
const FRAMES: u32 = 20;

fn mend_within(frames: u32, back: Option<HtmlElement>, or: &'static [&'static str]) {
    request_animation_frame(move || {
        if focused().is_some() {
            if frames > 0 {
                mend_within(frames - 1, back, or);
            }
            return;
        }
        let found = or.iter().filter_map(|selector| {
            document().query_selector(selector).ok().flatten()?.dyn_into::<HtmlElement>().ok()
        });
        let brings_keyboard = |element: &HtmlElement| {
            has_fingers() && element.matches("input, textarea, [contenteditable]").unwrap_or(false)
        };
        for element in back.into_iter().chain(found).filter(|element| !brings_keyboard(element)) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.focus_with_options(&options);
            if focused().is_some() {
                return;
            }
        }
    });
}

fn has_fingers() -> bool {
    window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|media| media.matches())
}

/// Ctrl or Cmd with Enter: what is written goes. Once: whoever has sent it has said that the key is used up.
pub fn sends(event: &web_sys::KeyboardEvent) -> bool {
    event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.default_prevented()
}
