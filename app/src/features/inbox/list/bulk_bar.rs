//! What can be done to the selected threads at once.

use crate::features::inbox::actions::use_actions;
use crate::features::inbox::state::{Inbox, InboxDialog};
use crate::lazy::{later, split};
use crate::ui::{IconButton, IconName};
use kurier_i18n::{t, t_string};
use kurier_model::inbox::ThreadAction;
use leptos::prelude::*;

/// In place of the list's header while anything is selected.
#[component]
pub fn BulkBar(inbox: Inbox) -> impl IntoView {
    let any = Memo::new(move |_| inbox.list.selection.with(|selection| !selection.is_empty()));
    view! { <Show when=move || any.get()>{later(move || bulk_tools(inbox))}</Show> }
}

split! {
    mail: fn bulk_tools(inbox: Inbox) -> AnyView { BulkTools(BulkToolsProps { inbox }).into_any() }
}

/// Its buttons.
#[component]
fn BulkTools(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let actions = use_actions();
    let count = Memo::new(move |_| {
        inbox.list.selection.with(crate::features::inbox::state::selection::Selection::len)
    });
    let act = move |action| move |_: leptos::ev::MouseEvent| actions.act(inbox.list.selected(), action);
    view! {
            <div class="bulk-bar" role="toolbar" aria-label=t_string!(i18n, inbox.bulk.label)>
                <IconButton
                    icon=IconName::X
                    label=t_string!(i18n, inbox.bulk.none)
                    shortcut="Esc"
                    on_click=move |_| inbox.list.selection.update(crate::features::inbox::state::selection::Selection::clear)
                />
                <span class="bulk-bar__count" aria-live="polite">{t!(i18n, inbox.bulk.selected, count = move || count.get())}</span>
                <IconButton
                    icon=IconName::SquareCheckBig
                    label=t_string!(i18n, inbox.bulk.all)
                    on_click=move |_| inbox.select_all()
                />
                <span class="bulk-bar__gap"></span>
                <IconButton
                    icon=IconName::Archive
                    label=t_string!(i18n, inbox.act.archive)
                    shortcut="e"
                    on_click=act(ThreadAction::Archive)
                />
                <IconButton
                    icon=IconName::Trash2
                    label=t_string!(i18n, inbox.act.delete)
                    shortcut="#"
                    on_click=act(ThreadAction::Delete)
                />
                <IconButton
                    icon=IconName::FolderInput
                    label=t_string!(i18n, inbox.act.move_to)
                    shortcut="v"
                    on_click=move |_| inbox.dialog.set(Some(InboxDialog::Move(inbox.list.selected())))
                />
                <IconButton
                    icon=IconName::MailOpen
                    label=t_string!(i18n, inbox.act.mark_read)
                    on_click=act(ThreadAction::MarkRead)
                />
                <IconButton
                    icon=IconName::Mail
                    label=t_string!(i18n, inbox.act.mark_unread)
                    shortcut="U"
                    on_click=act(ThreadAction::MarkUnread)
                />
                <IconButton
                    icon=IconName::Star
                    label=t_string!(i18n, inbox.act.flag)
                    shortcut="*"
                    on_click=move |_| actions.toggle_flag(inbox.list.selected())
                />
            </div>
    }
}

impl Inbox {
    /// Selects everything that is loaded, or nothing when all of it is selected.
    pub fn select_all(self) {
        self.list
            .rows
            .with_untracked(|rows| self.list.selection.update(|selection| selection.toggle_all(rows.all())));
    }
}
