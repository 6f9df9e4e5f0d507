//! Menus on the native popover: they close on Escape and on a click elsewhere by themselves.

use super::{Icon, IconName, Kbd, pixels};
use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};

/// Lets items close the menu that they are in.
#[derive(Clone, Copy)]
pub(super) struct MenuContext {
    pub close: Callback<()>,
}

/// The button, what it opens, and whether that is open.
#[derive(Clone, Copy)]
struct Parts {
    button: NodeRef<html::Button>,
    popover: NodeRef<html::Div>,
    open: RwSignal<bool>,
}

impl Parts {
    fn toggle(self) {
        let (Some(popover), Some(button)) = (self.popover.get_untracked(), self.button.get_untracked())
        else {
            return;
        };
        if self.open.get_untracked() {
            let _ = popover.hide_popover();
            return;
        }
        // At once: a key pressed now is the menu's.
        show(&popover);
        // It has its items, so its size and something to focus, before it is painted.
        self.open.set(true);
        request_animation_frame(move || {
            let place = button.get_bounding_client_rect();
            let corners = ((place.left(), place.bottom() + 4.0), (place.right(), place.top() - 4.0));
            place_with_items(popover, corners);
        });
    }

    /// The browser opened or closed it.
    fn toggled(self) {
        if let Some(popover) = self.popover.get_untracked() {
            self.open.set(popover.matches(":popover-open").unwrap_or(false));
        }
    }

    fn close(self) {
        if let Some(popover) = self.popover.get_untracked() {
            let _ = popover.hide_popover();
        }
        if let Some(button) = self.button.get_untracked() {
            let _ = button.focus();
        }
    }
}

/// A button that opens a list of actions beside it.
#[component]
pub fn Menu(
    /// The name of the menu, and of its button where nothing else stands on that.
    #[prop(into)]
    label: Signal<String>,
    /// What stands on the button, with words; the icon when there is nothing else.
    #[prop(optional, into)]
    trigger: Option<ViewFn>,
    #[prop(default = IconName::Ellipsis)] icon: IconName,
    /// Class of the button.
    #[prop(default = "button button--icon")]
    class: &'static str,
    #[prop(optional)] testid: Option<&'static str>,
    children: ChildrenFn,
) -> impl IntoView {
    let parts = Parts { button: NodeRef::new(), popover: NodeRef::new(), open: RwSignal::new(false) };
    let Parts { button, popover, open } = parts;
    let close = Callback::new(move |()| parts.close());
    let children = StoredValue::new(children);
    let has_words = trigger.is_some();
    view! {
        <button
            type="button"
            node_ref=button
            class=class
            data-variant="quiet"
            data-size="m"
            data-testid=testid
            aria-label=move || (!has_words).then(|| label.get())
            title=move || label.get()
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| parts.toggle()
        >
            {match trigger {
                Some(trigger) => trigger.run().into_any(),
                None => view! { <Icon name=icon /> }.into_any(),
            }}
        </button>
        <div
            node_ref=popover
            popover="auto"
            class="menu"
            role="menu"
            aria-label=move || label.get()
            on:toggle=move |_| parts.toggled()
            on:keydown=move |event| move_focus(&event)
        >
            <Show when=move || open.get()>
                <Provider value=MenuContext { close }>{children.with_value(|children| children())}</Provider>
            </Show>
        </div>
    }
}

/// An action of a menu.
#[component]
pub fn MenuItem(
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional)] shortcut: Option<&'static str>,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_select: Callback<()>,
    #[prop(optional)] testid: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let menu = use_context::<MenuContext>();
    view! {
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class="menu__item"
            data-danger=danger.then_some("true")
            data-testid=testid
            aria-keyshortcuts=shortcut
            disabled=move || disabled.get()
            on:click=move |event| {
                event.stop_propagation();
                if let Some(menu) = menu {
                    menu.close.run(());
                }
                on_select.run(());
            }
        >
            {icon.map(|name| view! { <Icon name /> })}
            <span class="menu__label">{children()}</span>
            {shortcut.map(|keys| view! { <Kbd keys /> })}
        </button>
    }
}

/// A place to go to, in a menu.
#[component]
pub fn MenuLink(
    #[prop(into)] href: String,
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional)] new_tab: bool,
    children: Children,
) -> impl IntoView {
    let menu = use_context::<MenuContext>();
    view! {
        <a
            role="menuitem"
            tabindex="-1"
            class="menu__item"
            href=href
            target=new_tab.then_some("_blank")
            rel=new_tab.then_some("external noopener")
            on:click=move |_| {
                if let Some(menu) = menu {
                    menu.close.run(());
                }
            }
        >
            {icon.map(|name| view! { <Icon name /> })}
            <span class="menu__label">{children()}</span>
        </a>
    }
}

/// A file, to be saved.
#[component]
pub fn MenuDownload(#[prop(into)] href: Signal<String>, icon: IconName, children: Children) -> impl IntoView {
    let menu = use_context::<MenuContext>();
    view! {
        <a
            role="menuitem"
            tabindex="-1"
            class="menu__item"
            href=move || href.get()
            download=""
            rel="external"
            on:click=move |_| {
                if let Some(menu) = menu {
                    menu.close.run(());
                }
            }
        >
            <Icon name=icon />
            <span class="menu__label">{children()}</span>
        </a>
    }
}

/// A line between two groups of actions.
#[component]
pub fn MenuDivider() -> impl IntoView {
    view! { <div class="menu__divider" role="separator"></div> }
}

/// Two corners beside which a menu may stand, in pixels of the window.
type Corners = ((f64, f64), (f64, f64));

/// Places an open menu and gives its first item the focus, as soon as it has items: these may come later than the menu.
fn place_with_items(popover: web_sys::HtmlDivElement, corners: Corners) {
    let ((x, y), other) = corners;
    place_at(&popover, x, y, Some(other));
    if !items(&popover).is_empty() {
        focus_item(&popover, 0);
    } else if popover.matches(":popover-open").unwrap_or(false) {
        request_animation_frame(move || place_with_items(popover, corners));
    }
}

/// Shows a menu until it is closed, or the window changes, from which its place is reckoned.
pub(super) fn show(popover: &web_sys::HtmlElement) {
    let _ = popover.show_popover();
    let shown = popover.clone();
    let shut = Closure::once_into_js(move || {
        let _ = shown.hide_popover();
    });
    let once = web_sys::AddEventListenerOptions::new();
    once.set_once(true);
    let _ = window().add_event_listener_with_callback_and_add_event_listener_options(
        "resize",
        shut.unchecked_ref(),
        &once,
    );
}

/// Puts a shown popover at a point, or at the other corner where it would leave the window.
pub(super) fn place_at(popover: &web_sys::HtmlElement, x: f64, y: f64, other: Option<(f64, f64)>) {
    // Not the window's own words: on a phone these grow with what reaches out of the page.
    let (width, height) = document()
        .document_element()
        .map_or((0.0, 0.0), |root| (f64::from(root.client_width()), f64::from(root.client_height())));
    let style = popover.style();
    // Its width is that of its words, wherever it was before.
    let _ = style.set_property("left", "0");
    let own = popover.get_bounding_client_rect();
    let (other_x, other_y) = other.unwrap_or((x, y));
    let left = if x + own.width() + 8.0 > width { (other_x - own.width()).max(8.0) } else { x };
    let top = if y + own.height() + 8.0 > height { (other_y - own.height()).max(8.0) } else { y };
    let _ = style.set_property("left", &pixels(left));
    let _ = style.set_property("top", &pixels(top));
}

/// The items of a menu that can be chosen.
fn items(menu: &web_sys::Element) -> Vec<web_sys::HtmlElement> {
    let Ok(list) = menu.query_selector_all("[role^=menuitem]:not([disabled])") else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

/// Gives focus to an item; later ones wrap around. It is the one that Tab comes to (WAI-ARIA APG, roving tabindex): so whoever has no mouse
/// reaches all of a menu that is scrolled.
pub(super) fn focus_item(menu: &web_sys::Element, at: usize) {
    let items = items(menu);
    let wanted = at % items.len().max(1);
    for (place, item) in items.iter().enumerate() {
        item.set_tab_index(if place == wanted { 0 } else { -1 });
    }
    if let Some(item) = items.get(wanted) {
        let _ = item.focus();
    }
}

/// Arrow keys, Home and End inside a menu (WAI-ARIA APG, menu pattern).
pub(super) fn move_focus(event: &web_sys::KeyboardEvent) {
    let Some(menu) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return;
    };
    let items = items(&menu);
    if items.is_empty() {
        return;
    }
    let now = document()
        .active_element()
        .and_then(|active| items.iter().position(|item| item.unchecked_ref::<web_sys::Element>() == &active));
    let last = items.len() - 1;
    let next = match event.key().as_str() {
        "ArrowDown" => now.map_or(0, |at| if at == last { 0 } else { at + 1 }),
        "ArrowUp" => now.map_or(last, |at| if at == 0 { last } else { at - 1 }),
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    focus_item(&menu, next);
}
