//! The keys of the inbox.

use crate::features::inbox::actions::use_actions;
use crate::features::inbox::list::SEARCH_ID;
use crate::features::inbox::state::{Inbox, InboxDialog};
use crate::{
    features::compose::use_compose,
    state::{use_shortcut, use_toasts},
};
use kurier_i18n::t_string;
use kurier_model::{MessageId, compose::DraftStart, inbox::ThreadAction};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Registers them for as long as the page is open.
pub fn register(inbox: Inbox) {
    let i18n = inbox.i18n;
    walking(inbox);
    acting(inbox);
    answering(inbox);
    use_shortcut("/", t_string!(i18n, inbox.act.search), || {
        let field = document()
            .get_element_by_id(SEARCH_ID)
            .and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(field) = field {
            let _ = field.focus();
            field.select();
        }
    });
    let toasts = use_toasts();
    let actions = use_actions();
    use_shortcut("z", t_string!(i18n, inbox.act.undo), move || {
        if !toasts.undo_latest() {
            actions.undo_last();
        }
    });
}

fn walking(inbox: Inbox) {
    let i18n = inbox.i18n;
    use_shortcut("j", t_string!(i18n, inbox.act.next), move || inbox.walk(1));
    use_shortcut("k", t_string!(i18n, inbox.act.previous), move || inbox.walk(-1));
    use_shortcut("o", t_string!(i18n, inbox.act.open), move || inbox.open_cursor());
    use_shortcut("u", t_string!(i18n, inbox.act.back), move || inbox.close());
    use_shortcut("x", t_string!(i18n, inbox.act.select), move || {
        if let Some(id) = inbox.list.cursor.get_untracked() {
            inbox.row_picked(id, false);
        }
    });
    use_shortcut("Escape", "", move || inbox.escape());
}

fn acting(inbox: Inbox) {
    let i18n = inbox.i18n;
    let actions = use_actions();
    use_shortcut("e", t_string!(i18n, inbox.act.archive), move || {
        actions.act_on_meant(ThreadAction::Archive)
    });
    use_shortcut("#", t_string!(i18n, inbox.act.delete), move || actions.act_on_meant(ThreadAction::Delete));
    use_shortcut("Delete", "", move || actions.act_on_meant(ThreadAction::Delete));
    use_shortcut("U", t_string!(i18n, inbox.act.mark_unread), move || {
        actions.act_on_meant(ThreadAction::MarkUnread)
    });
    use_shortcut("I", t_string!(i18n, inbox.act.mark_read), move || {
        actions.act_on_meant(ThreadAction::MarkRead)
    });
    use_shortcut("*", t_string!(i18n, inbox.act.flag), move || actions.toggle_flag(inbox.meant()));
    use_shortcut("v", t_string!(i18n, inbox.act.move_to), move || {
        let meant = inbox.meant();
        if !meant.is_empty() {
            inbox.dialog.set(Some(InboxDialog::Move(meant)));
        }
    });
}

fn answering(inbox: Inbox) {
    let i18n = inbox.i18n;
    let compose = use_compose();
    let start = move |make: fn(MessageId) -> DraftStart| {
        if let Some(message) = inbox.latest_message() {
            compose.start(make(message));
        }
    };
    use_shortcut("r", t_string!(i18n, inbox.thread.reply), move || start(DraftStart::reply));
    use_shortcut("a", t_string!(i18n, inbox.thread.reply_all), move || start(DraftStart::reply_all));
    use_shortcut("f", t_string!(i18n, inbox.thread.forward), move || {
        start(|message| DraftStart::Forward { message })
    });
}

impl Inbox {
    /// Opens the row that the keyboard is at.
    fn open_cursor(self) {
        match self.list.cursor.get_untracked() {
            Some(id) => self.open(id),
            None => self.walk(0),
        }
    }

    /// One step out: drag, drawer, selection, thread. An open menu closes by itself.
    fn escape(self) {
        if document().query_selector(":popover-open").ok().flatten().is_some() {
            return;
        }
        if self.pointer.gesture.try_update(crate::features::inbox::state::gesture::Gesture::cancel)
            == Some(true)
        {
            return;
        }
        if self.folders.drawer.get_untracked() {
            self.folders.drawer.set(false);
        } else if self.reading.has_record.get_untracked() {
            self.reading.has_record.set(false);
        } else if !self
            .list
            .selection
            .with_untracked(crate::features::inbox::state::selection::Selection::is_empty)
        {
            self.list.selection.update(crate::features::inbox::state::selection::Selection::clear);
        } else if self.place.with_untracked(|place| place.thread.is_some()) {
            self.close();
        }
    }

    /// The latest message of the open thread that is not a draft: what Reply answers.
    #[must_use]
    pub fn latest_message(self) -> Option<MessageId> {
        let open = self.place.with_untracked(|place| place.thread);
        self.reading.thread.with_untracked(|thread| {
            let thread = thread.as_ref().filter(|thread| Some(thread.id) == open)?;
            thread.messages.iter().rev().find(|message| !message.draft).map(|message| message.id)
        })
    }
}
