//! Asking the mail server now.

use super::{actions::Actions, api, tree};
use crate::{state::Toast, trouble::error_text};
use kurier_i18n::t_string;
use leptos::prelude::*;

impl Actions {
    /// Asks the mail server, then reads the page again. What goes wrong is said.
    pub async fn check_mail(self) {
        let inbox = self.inbox;
        let Some(place) = inbox.place.try_get_untracked() else { return };
        let mailbox = inbox.mailboxes.with_untracked(|mailboxes| {
            tree::find(mailboxes, place.list.folder()?).map(|(mailbox, _)| mailbox.id)
        });
        if let Some(mailbox) = mailbox
            && let Err(error) = api::sync_now(mailbox).await
        {
            let reason = error_text(inbox.i18n, &error);
            self.toasts.push(Toast::failed(t_string!(inbox.i18n, inbox.failed.refresh, reason = reason)));
        }
        inbox.refresh_all();
    }
}
