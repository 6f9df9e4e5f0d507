//! The three panes and the handles between them.

use super::folders::FolderTree;
use super::gestures::Gestures;
use super::list::{BulkBar, also_found};
use super::list::{FirstPage, ListBody};
use super::list::{ListHeader, heading};
use super::pane_handle::{Pane, pane_handle};
use super::refusals::Refusals;
use super::state::Inbox;
use super::thread::{Opened, ReadingPane};
use crate::lazy::later;
use crate::state::use_first_touch;
use crate::ui::{InBrowser, mend_focus};
use kurier_i18n::{t, t_string};
use kurier_model::ThreadId;
use leptos::html;
use leptos::prelude::*;

/// From this width on the folders have a pane of their own; the style sheet says the same.
const WITHOUT_DRAWER: f64 = 1_100.0;
/// The id of the pane with the list.
const LIST: &str = "list";

/// Folders, list, reading: three beside each other, two on a tablet, one on a phone. The style sheet decides.
#[component]
pub fn Panes(inbox: Inbox, first_page: FirstPage, opened: Opened) -> impl IntoView {
    let i18n = inbox.i18n;
    let touch = use_first_touch();
    let node = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(frame) = node.get() {
            Pane::ALL.into_iter().for_each(|pane| pane.restore(&frame));
        }
    });
    keep_focus(inbox);
    let is_open = Memo::new(move |_| inbox.place.with(|place| place.thread.is_some()));
    let is_dragging =
        Memo::new(move |_| inbox.pointer.gesture.with(super::state::gesture::Gesture::is_dragging));
    let is_search = Memo::new(move |_| inbox.place.with(|place| place.list.words().is_some()));
    // An open drawer lies over the rest, which nobody reaches meanwhile; what is dragged comes from there.
    let is_under = move || inbox.folders.drawer.get() && !is_dragging.get();
    put_drawer_away(inbox);
    view! {
        <div
            class="inbox"
            node_ref=node
            data-pane=move || if is_open.get() { "reading" } else { "list" }
            data-drawer=move || inbox.folders.drawer.get().then_some("open")
            data-dragging=move || is_dragging.get().then_some("true")
        >
            <h1 class="visually-hidden" dir="auto">{heading(inbox)}</h1>
            <a class="skip-link" href=format!("#{LIST}") rel="external">{t!(i18n, inbox.list.skip)}</a>
            <button
                type="button"
                class="inbox__shade"
                tabindex="-1"
                aria-label=t_string!(i18n, inbox.folders.hide)
                on:click=move |_| inbox.folders.drawer.set(false)
            ></button>
            <nav class="inbox__tree" id="folder-tree" aria-label=t_string!(i18n, inbox.folders.title)>
                <FolderTree inbox />
            </nav>
            <Show when=move || touch.is_over()>{later(move || pane_handle(node, Pane::Tree))}</Show>
            <section class="inbox__list" id=LIST tabindex="-1" inert=is_under aria-label=t_string!(i18n, inbox.list.label)>
                <ListHeader inbox />
                <Refusals inbox />
                <BulkBar inbox />
                <InBrowser>
                    <Show when=move || is_search.get()>{later(move || also_found(inbox))}</Show>
                </InBrowser>
                <ListBody inbox first_page />
            </section>
            <Show when=move || touch.is_over()>{later(move || pane_handle(node, Pane::List))}</Show>
            <section class="inbox__reading" inert=is_under aria-label=t_string!(i18n, inbox.thread.label)>
                <ReadingPane inbox opened />
            </section>
            <InBrowser><Gestures inbox /></InBrowser>
            <p class="visually-hidden" role="status">
                {move || (inbox.list.unseen.get() > 0).then(|| t!(i18n, inbox.list.new, count = inbox.list.unseen.get()))}
            </p>
        </div>
    }
}

/// In a window that has room for the folders there is no drawer.
fn put_drawer_away(inbox: Inbox) {
    Effect::new(move || {
        let resized = window_event_listener(leptos::ev::resize, move |_| {
            let width = window().inner_width().ok().and_then(|width| width.as_f64());
            if inbox.folders.drawer.get_untracked() && width.is_some_and(|width| width >= WITHOUT_DRAWER) {
                inbox.folders.drawer.set(false);
            }
        });
        on_cleanup(move || resized.remove());
    });
}

/// What had the focus leaves with its thread: the keyboard goes on in the row where it is.
fn keep_focus(inbox: Inbox) {
    Effect::new(move |before: Option<Option<ThreadId>>| {
        let shown = inbox.reading.thread.with(|thread| thread.as_ref().map(|thread| thread.id));
        if before.flatten().is_some_and(|before| Some(before) != shown) {
            mend_focus(None, &[".thread-row[data-cursor] .thread-row__link"]);
        }
        shown
    });
}
