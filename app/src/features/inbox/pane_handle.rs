//! The width of the panes: remembered by this device, changed by dragging the line between them.

use super::browser;
use crate::lazy::split;
use kurier_i18n::{t_string, use_i18n};
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

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
    let grabbed = RwSignal::new(None::<(i32, i32)>);
    let set = move |to: i32| {
        let to = to.clamp(least, most);
        width.set(to);
        if let Some(frame) = frame.get_untracked() {
            pane.show(&frame, to);
        }
    };
    let keep = move || browser::remember(pane.key(), &width.get_untracked().to_string());
    view! {
        <div
            class="inbox__handle"
            data-handle=pane.name()
            data-grabbed=move || grabbed.get().is_some().then_some("true")
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=label
            aria-valuemin=least.to_string()
            aria-valuemax=most.to_string()
            aria-valuenow=move || width.get().to_string()
            on:pointerdown=move |event| {
                event.prevent_default();
                if let Some(handle) = event.current_target() {
                    let handle: web_sys::Element = wasm_bindgen::JsCast::unchecked_into(handle);
                    let _ = handle.set_pointer_capture(event.pointer_id());
                }
                grabbed.set(Some((event.client_x(), width.get_untracked())));
            }
            on:pointermove=move |event| {
                if let Some((from, was)) = grabbed.get_untracked() {
                    let by = event.client_x() - from;
                    set(was + if browser::is_rtl() { -by } else { by });
                }
            }
            on:pointerup=move |_| {
                if grabbed.get_untracked().is_some() {
                    grabbed.set(None);
                    keep();
                }
            }
            on:pointercancel=move |_| grabbed.set(None)
            on:dblclick=move |_| {
                set(usual);
                keep();
            }
            on:keydown=move |event| {
                let by = match event.key().as_str() {
                    "ArrowLeft" => -16,
                    "ArrowRight" => 16,
                    _ => return,
                };
                event.prevent_default();
                set(width.get_untracked() + by);
                keep();
            }
        ></div>
    }
}
