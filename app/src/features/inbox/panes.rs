//! The three panes and the handles between them.

use super::{
    browser, bulk_bar::BulkBar, drag::DragLayer, folder_dialog::DeleteFolderDialog, folder_tree::FolderTree,
    list_header::ListHeader, move_dialog::MoveDialog, place::ListKey, reading_pane::ReadingPane,
    state::Inbox, thread_list::ListBody,
};
use crate::api::ApiError;
use kurier_i18n::{t, t_string};
use kurier_model::{
    ThreadId,
    inbox::{Conversation, ThreadRow},
    page::Page,
};
use leptos::html;
use leptos::prelude::*;

/// The first page of the list that is shown.
pub type FirstPage = Resource<(ListKey, Result<Page<ThreadRow>, ApiError>)>;
/// The open conversation.
pub type Opened = Resource<Option<(ThreadId, Result<Conversation, ApiError>)>>;

/// Folders, list, reading: three beside each other, two on a tablet, one on a phone. The style sheet decides.
#[component]
pub fn Panes(inbox: Inbox, first_page: FirstPage, opened: Opened) -> impl IntoView {
    let i18n = inbox.i18n;
    let node = NodeRef::<html::Div>::new();
    let is_open = Memo::new(move |_| inbox.place.with(|place| place.thread.is_some()));
    let is_dragging = Memo::new(move |_| inbox.gesture.with(super::gesture::Gesture::is_dragging));
    view! {
        <div
            class="inbox"
            node_ref=node
            data-pane=move || if is_open.get() { "reading" } else { "list" }
            data-drawer=move || inbox.drawer.get().then_some("open")
            data-dragging=move || is_dragging.get().then_some("true")
        >
            <button
                type="button"
                class="inbox__shade"
                tabindex="-1"
                aria-label=t_string!(i18n, inbox.folders.hide)
                on:click=move |_| inbox.drawer.set(false)
            ></button>
            <nav class="inbox__tree" id="folder-tree" aria-label=t_string!(i18n, inbox.folders.title)>
                <FolderTree inbox />
            </nav>
            <Handle frame=node pane=Pane::Tree label=t_string!(i18n, inbox.panes.resize_tree) />
            <section class="inbox__list" aria-label=t_string!(i18n, inbox.list.label)>
                <ListHeader inbox />
                <BulkBar inbox />
                <ListBody inbox first_page />
            </section>
            <Handle frame=node pane=Pane::List label=t_string!(i18n, inbox.panes.resize_list) />
            <section class="inbox__reading" aria-label=t_string!(i18n, inbox.talk.label)>
                <ReadingPane inbox opened />
            </section>
            <DragLayer inbox />
            <MoveDialog inbox />
            <DeleteFolderDialog inbox />
            <p class="visually-hidden" role="status">
                {move || (inbox.unseen.get() > 0).then(|| t!(i18n, inbox.list.new, count = inbox.unseen.get()))}
            </p>
        </div>
    }
}

/// A pane whose width can be changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pane {
    Tree,
    List,
}

impl Pane {
    /// The custom property that holds its width.
    const fn property(self) -> &'static str {
        match self {
            Self::Tree => "--tree-w",
            Self::List => "--list-w",
        }
    }

    /// Where this device remembers it.
    const fn key(self) -> &'static str {
        match self {
            Self::Tree => "kurier.tree-w",
            Self::List => "kurier.list-w",
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

/// The line between two panes: dragged with the pointer, or moved with the arrow keys; a double click sets it back.
#[component]
fn Handle(frame: NodeRef<html::Div>, pane: Pane, label: &'static str) -> impl IntoView {
    let (least, usual, most) = pane.range();
    let width = RwSignal::new(usual);
    let grabbed = RwSignal::new(None::<(i32, i32)>);
    let is_changed = StoredValue::new(false);
    Effect::new(move || {
        let remembered = browser::remembered(pane.key()).and_then(|text| text.parse::<i32>().ok());
        if let Some(remembered) = remembered {
            is_changed.set_value(true);
            width.set(remembered.clamp(least, most));
        }
    });
    Effect::new(move || {
        let width = width.get();
        if is_changed.get_value()
            && let Some(frame) = frame.get()
        {
            // Only fails for a property that does not exist.
            let _ = leptos::web_sys::HtmlElement::style(&frame)
                .set_property(pane.property(), &format!("{width}px"));
        }
    });
    let set = move |to: i32| {
        is_changed.set_value(true);
        width.set(to.clamp(least, most));
    };
    let keep = move || browser::remember(pane.key(), &width.get_untracked().to_string());
    view! {
        <div
            class="inbox__handle"
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
