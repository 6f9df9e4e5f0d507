//! What a hand does to the inbox beyond following a link: keys, dragging, and the dialogs that these open.

use super::{
    drag::DragLayer, folder_dialog::DeleteFolderDialog, move_dialog::MoveDialog, shortcuts, state::Inbox,
};
use crate::{
    lazy::{later, split},
    state::use_first_touch,
};
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
pub fn Hands(inbox: Inbox) -> impl IntoView {
    shortcuts::register(inbox);
    let touch = use_first_touch();
    view! {
        <Show when=move || touch.is_over()>
            {later(move || dragging_and_dialogs(inbox))}
        </Show>
    }
}
