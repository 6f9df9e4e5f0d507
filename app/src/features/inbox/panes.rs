//! The three panes and the handles between them.

use super::{
    bulk_bar::BulkBar,
    folder_tree::FolderTree,
    hands::Hands,
    list_header::ListHeader,
    pane_handle::{Pane, pane_handle},
    reading_pane::{Opened, ReadingPane},
    refusals::Refusals,
    state::Inbox,
    thread_list::{FirstPage, ListBody},
};
use crate::lazy::later;
use crate::state::use_first_touch;
use crate::ui::InBrowser;
use kurier_i18n::{t, t_string};
use leptos::html;
use leptos::prelude::*;

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
            <Show when=move || touch.is_over()>{later(move || pane_handle(node, Pane::Tree))}</Show>
            <section class="inbox__list" aria-label=t_string!(i18n, inbox.list.label)>
                <ListHeader inbox />
                <Refusals inbox />
                <BulkBar inbox />
                <ListBody inbox first_page />
            </section>
            <Show when=move || touch.is_over()>{later(move || pane_handle(node, Pane::List))}</Show>
            <section class="inbox__reading" aria-label=t_string!(i18n, inbox.talk.label)>
                <ReadingPane inbox opened />
            </section>
            <InBrowser><Hands inbox /></InBrowser>
            <p class="visually-hidden" role="status">
                {move || (inbox.unseen.get() > 0).then(|| t!(i18n, inbox.list.new, count = inbox.unseen.get()))}
            </p>
        </div>
    }
}
