//! What is done to the inbox beyond following a link: keys, dragging, and the dialogs that these open.

mod drag;
mod keys;
mod rail;

use super::folders::DeleteFolderDialog;
use super::folders::MoveDialog;
use super::state::Inbox;
use crate::{
    lazy::{later, split},
    state::use_first_touch,
};
use drag::DragLayer;
use leptos::prelude::*;

split! {
    mail: fn dragging_and_dialogs(inbox: Inbox) -> AnyView {
        view! {
            <DragLayer inbox />
            <MoveDialog inbox />
            <DeleteFolderDialog inbox />
        }
        .into_any()
    }
}

/// Keys; from the first touch on dragging and dialogs too. Once on the page.
#[component]
pub fn Gestures(inbox: Inbox) -> impl IntoView {
    keys::register(inbox);
    let touch = use_first_touch();
    view! {
        <Show when=move || touch.is_over()>
            {later(move || dragging_and_dialogs(inbox))}
        </Show>
    }
}
