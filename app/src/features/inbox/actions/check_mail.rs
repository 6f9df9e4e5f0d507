//! Asking the mail server now.

use super::Actions;
use crate::features::inbox::api;
use crate::features::inbox::state::tree;
use crate::{lazy::split, state::Toast, trouble::error_text};
use kurier_i18n::t_string;
use leptos::prelude::*;
use std::pin::Pin;

split! {
    mail: fn ask(actions: Actions) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(actions.ask_mail_server())
    }
}

impl Actions {
    /// Asks the mail server, then reads the page again. What goes wrong is said.
    pub async fn check_mail(self) {
        match ask(self).await {
            Ok(asking) => asking.await,
            Err(error) => {
                self.toasts.push(Toast::failed(error_text(self.inbox.i18n, &error)));
            }
        }
    }

    async fn ask_mail_server(self) {
        let inbox = self.inbox;
        let Some(place) = inbox.place.try_get_untracked() else { return };
        let mailbox = inbox.folders.mailboxes.with_untracked(|mailboxes| {
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
