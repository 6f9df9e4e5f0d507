//! Pull down at the top of the list, on a touch screen, to ask the mail server.

use super::{actions::use_actions, state::Inbox};
use crate::lazy::split;
use crate::ui::Spinner;
use kurier_i18n::t;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::TouchEvent;

/// How far to pull, in CSS pixels.
const FAR: f64 = 72.0;

split! {
    /// The strip above the list.
    mail: pub fn pull_to_refresh(inbox: Inbox, scroller: NodeRef<html::Div>) -> AnyView {
        view! { <PullToRefresh inbox scroller /> }.into_any()
    }
}

/// The strip that comes out from under the list's top edge.
#[component]
fn PullToRefresh(inbox: Inbox, scroller: NodeRef<html::Div>) -> impl IntoView {
    let i18n = inbox.i18n;
    let actions = use_actions();
    let strip = NodeRef::<html::Div>::new();
    let pulled = RwSignal::new(0.0_f64);
    let is_busy = RwSignal::new(false);
    let started = StoredValue::new(None::<f64>);
    let release = move || {
        started.set_value(None);
        if pulled.get_untracked() < FAR || is_busy.get_untracked() {
            pulled.set(0.0);
            return;
        }
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            actions.check_mail().await;
            // Long enough to be seen: an answer that comes at once looks like none.
            let done = move || {
                is_busy.try_set(false);
                pulled.try_set(0.0);
            };
            set_timeout(done, Duration::from_millis(500));
        });
    };
    Effect::new(move || {
        let Some(element) = scroller.get() else { return };
        let top = element.clone();
        let start = listen(&element, "touchstart", true, move |event| {
            let one = event.touches().length() == 1 && top.scroll_top() <= 0;
            started.set_value(
                one.then(|| event.touches().item(0).map(|touch| f64::from(touch.client_y()))).flatten(),
            );
        });
        let moved = listen(&element, "touchmove", false, move |event| {
            // Once a row hangs on the finger the list must not scroll under it.
            if inbox.gesture.with_untracked(super::gesture::Gesture::is_dragging) {
                event.prevent_default();
                return;
            }
            let (Some(from), Some(touch)) = (started.get_value(), event.touches().item(0)) else { return };
            let by = (f64::from(touch.client_y()) - from) / 2.0;
            if by > 4.0 && !is_busy.get_untracked() && !inbox.is_swiping() {
                if event.cancelable() {
                    event.prevent_default();
                }
                pulled.set(by.min(FAR * 1.3));
            }
        });
        let end = listen(&element, "touchend", true, move |_| release());
        let cancel = listen(&element, "touchcancel", true, move |_| {
            started.set_value(None);
            pulled.set(0.0);
        });
        let kept = StoredValue::new_local([start, moved, end, cancel]);
        on_cleanup(move || kept.dispose());
    });
    Effect::new(move || {
        let height = if is_busy.get() { 44.0 } else { pulled.get() };
        if let Some(strip) = strip.get() {
            // Only fails for a property that does not exist.
            let _ = web_sys::HtmlElement::style(&strip).set_property("height", &format!("{height}px"));
        }
    });
    view! {
        <div class="pull" node_ref=strip aria-hidden="true" data-busy=move || is_busy.get().then_some("true")>
            {move || match (is_busy.get(), pulled.get()) {
                (true, _) => view! { <Spinner /><span>{t!(i18n, inbox.list.refreshing)}</span> }.into_any(),
                (false, by) if by >= FAR => t!(i18n, inbox.list.release).into_any(),
                (false, by) if by > 0.0 => t!(i18n, inbox.list.pull).into_any(),
                _ => ().into_any(),
            }}
        </div>
    }
}

/// A touch listener that may stop the browser's own scrolling unless it is `passive`; ends when dropped.
struct TouchListener {
    element: web_sys::HtmlDivElement,
    name: &'static str,
    heard: Closure<dyn FnMut(TouchEvent)>,
}

impl Drop for TouchListener {
    fn drop(&mut self) {
        // Only fails for an element that is gone.
        let _ =
            self.element.remove_event_listener_with_callback(self.name, self.heard.as_ref().unchecked_ref());
    }
}

fn listen(
    element: &web_sys::HtmlDivElement,
    name: &'static str,
    passive: bool,
    heard: impl FnMut(TouchEvent) + 'static,
) -> TouchListener {
    let heard = Closure::<dyn FnMut(TouchEvent)>::new(heard);
    let options = web_sys::AddEventListenerOptions::new();
    options.set_passive(passive);
    let function = heard.as_ref().unchecked_ref();
    // Only fails for an element that is gone.
    let _ = element.add_event_listener_with_callback_and_add_event_listener_options(name, function, &options);
    TouchListener { element: element.clone(), name, heard }
}
