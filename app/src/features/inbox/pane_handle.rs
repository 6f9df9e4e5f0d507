//! The width of the panes: remembered by this device, changed by dragging the line between them.

use super::browser;
use crate::lazy::split;
use kurier_i18n::{t_string, use_i18n};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent};

/// A pane whose width can be changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Tree,
    List,
}

impl Pane {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Tree, Self::List];

    /// The custom property that holds its width.
    const fn property(self) -> &'static str {
        match self {
            Self::Tree => "--tree-w",
            Self::List => "--list-w",
        }
    }

    /// For the stylesheet.
    const fn name(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::List => "list",
        }
    }

    /// Where this device remembers it.
    const fn key(self) -> &'static str {
        match self {
            Self::Tree => "kurier.tree-w",
            Self::List => "kurier.list-w",
        }
    }

    /// The width that this device remembers, in CSS pixels.
    fn remembered(self) -> Option<i32> {
        let (least, _, most) = self.range();
        Some(browser::remembered(self.key())?.parse::<i32>().ok()?.clamp(least, most))
    }

    fn show(self, frame: &HtmlElement, width: i32) {
        // Only fails for a property that does not exist.
        let _ = frame.style().set_property(self.property(), &format!("{width}px"));
    }

    /// Gives the pane the width that this device remembers.
    pub fn restore(self, frame: &HtmlElement) {
        if let Some(width) = self.remembered() {
            self.show(frame, width);
        }
    }

    /// Narrowest, usual and widest, in CSS pixels.
    const fn range(self) -> (i32, i32, i32) {
        match self {
            Self::Tree => (160, 220, 360),
            Self::List => (280, 400, 640),
        }
    }
}

split! {
    /// The line at the edge of a pane.
    mail: pub fn pane_handle(frame: NodeRef<html::Div>, pane: Pane) -> AnyView {
        view! { <PaneHandle frame pane /> }.into_any()
    }
}

/// The line while it is held.
#[derive(Clone, Copy)]
struct Handle {
    frame: NodeRef<html::Div>,
    pane: Pane,
    /// Of the pane, in CSS pixels.
    width: RwSignal<i32>,
    /// Where the pointer took hold of it, and the width then.
    grabbed: RwSignal<Option<(i32, i32)>>,
}

impl Handle {
    fn set(self, to: i32) {
        let (least, _, most) = self.pane.range();
        let to = to.clamp(least, most);
        self.width.set(to);
        if let Some(frame) = self.frame.get_untracked() {
            self.pane.show(&frame, to);
        }
    }

    fn keep(self) {
        browser::remember(self.pane.key(), &self.width.get_untracked().to_string());
    }

    fn grab(self, event: &PointerEvent) {
        event.prevent_default();
        if let Some(handle) = event.current_target() {
            let handle: web_sys::Element = handle.unchecked_into();
            let _ = handle.set_pointer_capture(event.pointer_id());
        }
        self.grabbed.set(Some((event.client_x(), self.width.get_untracked())));
    }

    fn drag(self, event: &PointerEvent) {
        if let Some((from, was)) = self.grabbed.get_untracked() {
            let by = event.client_x() - from;
            self.set(was + if browser::is_rtl() { -by } else { by });
        }
    }

    fn release(self) {
        if self.grabbed.get_untracked().is_some() {
            self.grabbed.set(None);
            self.keep();
        }
    }

    fn pressed(self, event: &web_sys::KeyboardEvent) {
        let by = match event.key().as_str() {
            "ArrowLeft" => -16,
            "ArrowRight" => 16,
            _ => return,
        };
        event.prevent_default();
        self.set(self.width.get_untracked() + by);
        self.keep();
    }
}

/// The line between two panes: dragged with the pointer, or moved with the arrow keys; a double click sets it back.
#[component]
fn PaneHandle(frame: NodeRef<html::Div>, pane: Pane) -> impl IntoView {
    let i18n = use_i18n();
    let label = match pane {
        Pane::Tree => t_string!(i18n, inbox.panes.resize_tree),
        Pane::List => t_string!(i18n, inbox.panes.resize_list),
    };
    let (least, usual, most) = pane.range();
    let width = RwSignal::new(pane.remembered().unwrap_or(usual));
    let handle = Handle { frame, pane, width, grabbed: RwSignal::new(None) };
    view! {
        <div
            class="inbox__handle"
            data-handle=pane.name()
            data-grabbed=move || handle.grabbed.get().is_some().then_some("true")
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=label
            aria-valuemin=least.to_string()
            aria-valuemax=most.to_string()
            aria-valuenow=move || width.get().to_string()
            on:pointerdown=move |event| handle.grab(&event)
            on:pointermove=move |event| handle.drag(&event)
            on:pointerup=move |_| handle.release()
            on:pointercancel=move |_| handle.grabbed.set(None)
            on:dblclick=move |_| {
                handle.set(usual);
                handle.keep();
            }
            on:keydown=move |event| handle.pressed(&event)
        ></div>
    }
}
