//! An empty reading pane.

use super::state::Inbox;
use crate::ui::{EmptyState, IconName};
use kurier_i18n::t_string;
use leptos::prelude::*;

/// No conversation is open.
#[component]
pub fn NothingOpen(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <EmptyState
            icon=IconName::Mails
            title=t_string!(i18n, inbox.empty.nothing_open_title)
            text=t_string!(i18n, inbox.empty.nothing_open_text)
        />
    }
}
