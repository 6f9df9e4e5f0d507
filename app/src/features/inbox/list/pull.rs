//! Pull down at the top of the list, on a touch screen, to ask the mail server.

use super::menu::RowMenu;
use crate::features::inbox::actions::{Actions, use_actions};
use crate::features::inbox::state::Inbox;
use crate::features::inbox::state::gesture::Gesture;
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
    /// What only a hand asks for: the strip above the list, and the menu of its rows.
    mail: pub fn for_hands(inbox: Inbox, scroller: NodeRef<html::Div>) -> AnyView {
        view! {
            <PullToRefresh inbox scroller />
            <RowMenu inbox />
        }
        .into_any()
    }
}

/// How far the list is pulled.
#[derive(Clone, Copy)]
struct Pull {
    inbox: Inbox,
    actions: Actions,
    /// In CSS pixels.
    by: RwSignal<f64>,
    /// The server is being asked.
    is_busy: RwSignal<bool>,
    /// Where the finger began.
    from: StoredValue<Option<f64>>,
}

impl Pull {
    fn begin(self, event: &TouchEvent, is_at_top: bool) {
        let one = event.touches().length() == 1 && is_at_top;
        let touch = one.then(|| event.touches().item(0)).flatten();
        self.from.set_value(touch.map(|touch| f64::from(touch.client_y())));
    }

    fn moved(self, event: &TouchEvent) {
        // Once a row hangs on the finger the list must not scroll under it.
        if self.inbox.pointer.gesture.with_untracked(Gesture::is_dragging) {
            event.prevent_default();
            return;
        }
        let (Some(from), Some(touch)) = (self.from.get_value(), event.touches().item(0)) else { return };
        let by = (f64::from(touch.client_y()) - from) / 2.0;
        if by > 4.0 && !self.is_busy.get_untracked() && !self.inbox.is_swiping() {
            if event.cancelable() {
                event.prevent_default();
            }
            self.by.set(by.min(FAR * 1.3));
        }
    }

    fn give_up(self) {
        self.from.set_value(None);
        self.by.set(0.0);
    }

    fn release(self) {
        if self.by.get_untracked() < FAR || self.is_busy.get_untracked() {
            self.give_up();
            return;
        }
        self.from.set_value(None);
        self.is_busy.set(true);
        leptos::task::spawn_local(async move {
            self.actions.check_mail().await;
            // Long enough to be seen: an answer that comes at once looks like none.
            let done = move || {
                self.is_busy.try_set(false);
                self.by.try_set(0.0);
            };
            set_timeout(done, Duration::from_millis(500));
        });
    }
}

/// The strip that comes out from under the list's top edge.
#[component]
fn PullToRefresh(inbox: Inbox, scroller: NodeRef<html::Div>) -> impl IntoView {
    let i18n = inbox.i18n;
    let (by, is_busy) = (RwSignal::new(0.0_f64), RwSignal::new(false));
    let pull = Pull { inbox, actions: use_actions(), by, is_busy, from: StoredValue::default() };
    let strip = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let Some(list) = scroller.get() else { return };
        let top = list.clone();
        let kept = StoredValue::new_local([
            listen(&list, "touchstart", true, move |event| pull.begin(&event, top.scroll_top() <= 0)),
            listen(&list, "touchmove", false, move |event| pull.moved(&event)),
            listen(&list, "touchend", true, move |_| pull.release()),
            listen(&list, "touchcancel", true, move |_| pull.give_up()),
        ]);
        on_cleanup(move || kept.dispose());
    });
    Effect::new(move || {
        let height = if is_busy.get() { 44.0 } else { by.get() };
        if let Some(strip) = strip.get() {
            // Only fails for a property that does not exist.
            let _ = web_sys::HtmlElement::style(&strip).set_property("height", &format!("{height}px"));
        }
    });
    view! {
        <div class="pull" node_ref=strip aria-hidden="true" data-busy=move || is_busy.get().then_some("true")>
            {move || match (is_busy.get(), by.get()) {
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
