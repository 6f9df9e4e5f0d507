//! What a hand does to the inbox beyond following a link: keys, dragging, and the dialogs that these open.

use super::{
    drag::DragLayer, folder_dialog::DeleteFolderDialog, move_dialog::MoveDialog, shortcuts, state::Inbox,
};
use leptos::prelude::*;

/// Keys, dragging, dialogs; once on the page.
#[component]
pub fn Hands(inbox: Inbox) -> impl IntoView {
    shortcuts::register(inbox);
    view! {
        <DragLayer inbox />
        <MoveDialog inbox />
        <DeleteFolderDialog inbox />
    }
}
