//! Above a thread: back, what can be done to it, the next one and the one before.

use crate::features::inbox::actions::use_actions;
use crate::features::inbox::state::{Inbox, InboxDialog};
use crate::ui::{IconButton, IconName};
use kurier_i18n::t_string;
use kurier_model::{ThreadId, inbox::ThreadAction};
use leptos::prelude::*;

/// Actions for the open thread `id`.
#[component]
pub fn Toolbar(inbox: Inbox, id: ThreadId) -> impl IntoView {
    let i18n = inbox.i18n;
    let has_record = inbox.reading.has_record;
    let actions = use_actions();
    let is_flagged = Memo::new(move |_| {
        inbox.list.rows.with(|rows| rows.get(id).map(|row| row.flagged)).unwrap_or_else(|| {
            inbox.reading.thread.with(|open| {
                open.as_ref().is_some_and(|open| open.messages.iter().any(|message| message.flagged))
            })
        })
    });
    let flag_label = Signal::derive(move || {
        let label = if is_flagged.get() {
            t_string!(i18n, inbox.act.unflag)
        } else {
            t_string!(i18n, inbox.act.flag)
        };
        label.to_owned()
    });
    view! {
        <div class="thread-toolbar" role="toolbar" aria-label=t_string!(i18n, inbox.thread.toolbar)>
            <IconButton
                class="thread-toolbar__back"
                icon=IconName::ArrowLeft
                label=t_string!(i18n, inbox.act.back)
                shortcut="u"
                on_click=move |_| inbox.close()
            />
            <Away inbox id />
            <IconButton
                icon=IconName::FolderInput
                label=t_string!(i18n, inbox.act.move_to)
                shortcut="v"
                on_click=move |_| inbox.dialog.set(Some(InboxDialog::Move(vec![id])))
            />
            <IconButton icon=IconName::Mail label=t_string!(i18n, inbox.act.mark_unread) shortcut="U" on_click=move |_| actions.act(vec![id], ThreadAction::MarkUnread) />
            <IconButton
                class="thread-toolbar__star"
                icon=IconName::Star
                label=flag_label
                shortcut="*"
                pressed=Signal::derive(move || is_flagged.get())
                on_click=move |_| actions.toggle_flag(vec![id])
            />
            <span class="thread-toolbar__gap"></span>
            <IconButton
                class="thread-toolbar__record"
                icon=IconName::Target
                label=t_string!(i18n, inbox.thread.record)
                pressed=Signal::derive(move || has_record.get())
                on_click=move |_| has_record.update(|shown| *shown = !*shown)
            />
            <Neighbours inbox id />
        </div>
    }
}

/// Out of the folder: archived, or into the trash.
#[component]
fn Away(inbox: Inbox, id: ThreadId) -> impl IntoView {
    let i18n = inbox.i18n;
    let actions = use_actions();
    let act = move |action| move |_: leptos::ev::MouseEvent| actions.act(vec![id], action);
    view! {
        <IconButton
            icon=IconName::Archive
            label=t_string!(i18n, inbox.act.archive)
            tooltip=Signal::derive(move || inbox.archive_label(id))
            shortcut="e"
            on_click=act(ThreadAction::Archive)
        />
        <IconButton
            icon=IconName::Trash2
            label=t_string!(i18n, inbox.act.delete)
            tooltip=Signal::derive(move || inbox.delete_label(id))
            shortcut="#"
            on_click=act(ThreadAction::Delete)
        />
    }
}

/// To the thread before and the one after, in the order of the list.
#[component]
fn Neighbours(inbox: Inbox, id: ThreadId) -> impl IntoView {
    let i18n = inbox.i18n;
    let at = Memo::new(move |_| {
        inbox.list.rows.with(|rows| rows.position(id).map(|at| (at, at + 1 >= rows.len())))
    });
    view! {
        <IconButton
            icon=IconName::ChevronUp
            label=t_string!(i18n, inbox.act.previous)
            shortcut="k"
            disabled=Signal::derive(move || at.get().is_none_or(|(at, _)| at == 0))
            on_click=move |_| inbox.walk(-1)
        />
        <IconButton
            icon=IconName::ChevronDown
            label=t_string!(i18n, inbox.act.next)
            shortcut="j"
            disabled=Signal::derive(move || at.get().is_none_or(|(_, is_last)| is_last))
            on_click=move |_| inbox.walk(1)
        />
    }
}
