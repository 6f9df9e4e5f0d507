//! The menu of a right click (or a long press, or the menu key).

use super::menu::{MenuContext, focus_item, move_focus, place_at, show};
use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;

/// Shown at a point of the window while `at` is some: set it from `contextmenu` after `prevent_default`.
#[component]
pub fn ContextMenu(
    at: RwSignal<Option<(i32, i32)>>,
    #[prop(into)] label: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let popover = NodeRef::<html::Div>::new();
    // Made in the browser only: what belongs to one thread must not be made on the server.
    let came_from = StoredValue::new(None::<StoredValue<web_sys::HtmlElement, LocalStorage>>);
    let shown_at = StoredValue::new(None::<(i32, i32)>);
    let close = Callback::new(move |()| {
        if let Some(popover) = popover.get_untracked() {
            let _ = popover.hide_popover();
        }
    });
    Effect::new(move || {
        let (Some((x, y)), Some(popover)) = (at.get(), popover.get()) else { return };
        use wasm_bindgen::JsCast;
        let active = document().active_element().and_then(|active| active.dyn_into().ok());
        came_from.set_value(active.map(StoredValue::new_local));
        // It may be open still, at another place.
        let _ = popover.hide_popover();
        shown_at.set_value(Some((x, y)));
        // At once: a key pressed now is the menu's. It has its items before it is painted.
        show(&popover);
        request_animation_frame(move || {
            place_at(&popover, f64::from(x), f64::from(y), None);
            focus_item(&popover, 0);
        });
    });
    let children = StoredValue::new(children);
    view! {
        <div
            node_ref=popover
            popover="auto"
            class="menu"
            role="menu"
            aria-label=move || label.get()
            on:toggle=move |_| {
                let is_open = popover.get_untracked().is_some_and(|p| p.matches(":popover-open").unwrap_or(false));
                if !is_open {
                    let active = came_from.try_update_value(Option::take).flatten();
                    // Unless what was chosen has taken the focus meanwhile, such as a field to write in.
                    if let Some(element) = active.and_then(|active| active.try_get_value()).filter(|_| is_focus_free(popover)) {
                        let _ = element.focus();
                    }
                    // Unless it is about to open at another place.
                    if at.get_untracked() == shown_at.get_value() {
                        at.set(None);
                    }
                }
            }
            on:keydown=move |event| move_focus(&event)
        >
            <Show when=move || at.get().is_some()>
                <Provider value=MenuContext { close }>{children.with_value(|children| children())}</Provider>
            </Show>
        </div>
    }
}

/// Whether nothing on the page has the focus but the menu itself.
fn is_focus_free(popover: NodeRef<html::Div>) -> bool {
    use wasm_bindgen::JsCast;
    let Some(active) = document().active_element() else { return true };
    active.tag_name() == "BODY"
        || popover.get_untracked().is_some_and(|menu| menu.contains(Some(active.unchecked_ref())))
}
