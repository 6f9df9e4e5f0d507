//! What a hand finds on a row: drawn when it comes near. With these a row is 84 nodes of the page instead of 49.

use crate::features::inbox::actions::use_actions;
use crate::features::inbox::state::Inbox;
use crate::ui::{Icon, IconButton, IconName};
use kurier_i18n::t_string;
use kurier_model::{ThreadId, inbox::ThreadAction};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// The actions that a hover offers, and what lies under a row that is swiped.
#[component]
pub fn RowHandles(inbox: Inbox, id: ThreadId, is_unread: Memo<bool>) -> impl IntoView {
    view! {
        <div class="thread-row__swipe" aria-hidden="true">
            <Icon name=IconName::MailOpen />
            <Icon name=IconName::Archive />
        </div>
        <QuickActions inbox id is_unread />
    }
}

/// What a hover offers.
#[component]
fn QuickActions(inbox: Inbox, id: ThreadId, is_unread: Memo<bool>) -> impl IntoView {
    let i18n = inbox.i18n;
    let actions = use_actions();
    let act = move |action| {
        move |event: MouseEvent| {
            event.stop_propagation();
            actions.act(inbox.list.carried_with(id), action);
        }
    };
    let read_icon = Signal::derive(move || if is_unread.get() { IconName::MailOpen } else { IconName::Mail });
    let read_label = Signal::derive(move || {
        let label = if is_unread.get() {
            t_string!(i18n, inbox.act.mark_read)
        } else {
            t_string!(i18n, inbox.act.mark_unread)
        };
        label.to_owned()
    });
    view! {
        <span class="thread-row__quick">
            <IconButton icon=IconName::Archive label=t_string!(i18n, inbox.act.archive) on_click=act(ThreadAction::Archive) />
            <IconButton icon=IconName::Trash2 label=t_string!(i18n, inbox.act.delete) on_click=act(ThreadAction::Delete) />
            <IconButton
                icon=read_icon
                label=read_label
                on_click=move |event: MouseEvent| {
                    event.stop_propagation();
                    let action = if is_unread.get_untracked() { ThreadAction::MarkRead } else { ThreadAction::MarkUnread };
                    actions.act(vec![id], action);
                }
            />
        </span>
    }
}
