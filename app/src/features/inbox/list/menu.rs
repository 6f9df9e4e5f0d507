//! The menu of a row: a right click, or the menu key.

use crate::features::inbox::actions::use_actions;
use crate::features::inbox::state::gesture::Gesture;
use crate::features::inbox::state::{Inbox, InboxDialog};
use crate::ui::{ContextMenu, IconName, MenuDivider, MenuItem, MenuLink};
use kurier_i18n::{t, t_string};
use kurier_model::{ThreadId, inbox::ThreadAction};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// The one menu of all rows.
#[component]
pub fn RowMenu(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let menu = inbox.pointer.menu;
    let label = Signal::derive(move || t_string!(i18n, inbox.list.menu).to_owned());
    view! {
        <ContextMenu at=menu.at label>
            {move || menu.thread.get().map(|id| view! { <RowActions inbox id /> })}
        </ContextMenu>
    }
}

/// What can be done to the row, or to all selected ones when it is one of them.
#[component]
fn RowActions(inbox: Inbox, id: ThreadId) -> impl IntoView {
    let i18n = inbox.i18n;
    let actions = use_actions();
    let meant = inbox.list.carried_with(id);
    let (is_unread, is_flagged) = inbox.list.rows.with_untracked(|rows| {
        let mut meant = meant.iter().filter_map(|id| rows.get(*id));
        let is_unread = meant.clone().any(|row| row.unread > 0);
        (is_unread, meant.all(|row| row.flagged))
    });
    let count = meant.len();
    let meant = StoredValue::new(meant);
    let act = move |action| move |()| actions.act(meant.get_value(), action);
    let (read_icon, read_label, read) = if is_unread {
        (IconName::MailOpen, t_string!(i18n, inbox.act.mark_read), ThreadAction::MarkRead)
    } else {
        (IconName::Mail, t_string!(i18n, inbox.act.mark_unread), ThreadAction::MarkUnread)
    };
    let flag_label =
        if is_flagged { t_string!(i18n, inbox.act.unflag) } else { t_string!(i18n, inbox.act.flag) };
    view! {
        {if count > 1 {
            view! { <p class="menu__head">{t_string!(i18n, inbox.drag.carrying, count = count)}</p> }.into_any()
        } else {
            view! { <OpenItems inbox id /> }.into_any()
        }}
        <MenuItem icon=IconName::Archive on_select=act(ThreadAction::Archive)>{inbox.archive_label(id)}</MenuItem>
        <MenuItem icon=IconName::Trash2 on_select=act(ThreadAction::Delete)>{inbox.delete_label(id)}</MenuItem>
        <MenuItem
            icon=IconName::FolderInput
            on_select=move |()| inbox.dialog.set(Some(InboxDialog::Move(meant.get_value())))
        >
            {t!(i18n, inbox.act.move_to)}
        </MenuItem>
        <MenuDivider />
        <MenuItem icon=read_icon on_select=act(read)>{read_label}</MenuItem>
        <MenuItem icon=IconName::Star on_select=move |()| actions.toggle_flag(meant.get_value())>{flag_label}</MenuItem>
        <MenuItem icon=IconName::SquareCheckBig on_select=move |()| inbox.row_picked(id, false)>
            {t!(i18n, inbox.act.select)}
        </MenuItem>
    }
}

/// Opens the thread, here or in a tab of its own.
#[component]
fn OpenItems(inbox: Inbox, id: ThreadId) -> impl IntoView {
    let i18n = inbox.i18n;
    let href = inbox.place.with_untracked(|place| place.with_thread(Some(id)).href());
    view! {
        <MenuItem icon=IconName::Mail on_select=move |()| inbox.open(id)>{t!(i18n, inbox.act.open)}</MenuItem>
        <MenuLink href icon=IconName::ExternalLink new_tab=true>{t!(i18n, inbox.act.open_in_tab)}</MenuLink>
        <MenuDivider />
    }
}

impl Inbox {
    /// Opens the menu of a row. A long press on a phone lifts the row, and opens none.
    pub fn row_asked(self, id: ThreadId, event: &MouseEvent) {
        event.prevent_default();
        let is_free = self.pointer.gesture.with_untracked(|gesture| {
            matches!(gesture, Gesture::Idle | Gesture::Pressed { touch: false, .. })
        });
        if is_free {
            self.pointer.gesture.set(Gesture::Idle);
            self.list.cursor.set(Some(id));
            self.pointer.menu.thread.set(Some(id));
            self.pointer.menu.at.set(Some((event.client_x(), event.client_y())));
        }
    }
}
