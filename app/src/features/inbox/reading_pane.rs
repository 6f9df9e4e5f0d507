//! The reading pane: nothing chosen, a conversation, or why it cannot be shown.

use super::{panes::Opened, state::Inbox, tab_title::TabTitle};
use crate::{
    api::ApiError,
    lazy::{Part, part},
    ui::{Button, EmptyState, IconName, LoadError, Skeleton},
};
use kurier_i18n::{t, t_string};
use leptos::prelude::*;

/// Shows what the address says.
#[component]
pub fn ReadingPane(inbox: Inbox, opened: Opened) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <Transition fallback=|| view! { <Skeleton lines=8 kind="text" /> }>
            {move || Suspend::new(async move {
                match opened.await {
                    None => {
                        inbox.conversation.set(None);
                        view! {
                            <EmptyState
                                icon=IconName::Mails
                                title=t_string!(i18n, inbox.empty.nothing_open_title)
                                text=t_string!(i18n, inbox.empty.nothing_open_text)
                            />
                        }
                        .into_any()
                    }
                    Some((_, Ok(conversation))) => {
                        inbox.conversation.set(Some(conversation.clone()));
                        TabTitle::renew(inbox);
                        match part(Part::Conversation { inbox, first: conversation }).await {
                            Ok(view) => view,
                            Err(error) => {
                                view! { <LoadError error on_retry=move || opened.refetch() /> }.into_any()
                            }
                        }
                    }
                    Some((_, Err(ApiError::NotFound))) => {
                        inbox.conversation.set(None);
                        view! {
                            <EmptyState
                                icon=IconName::MailOpen
                                title=t_string!(i18n, inbox.empty.gone_title)
                                text=t_string!(i18n, inbox.empty.gone_text)
                            >
                                <Button on_click=move |_| inbox.close()>{t!(i18n, inbox.empty.to_list)}</Button>
                            </EmptyState>
                        }
                        .into_any()
                    }
                    Some((_, Err(error))) => {
                        view! { <LoadError error on_retry=move || opened.refetch() /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}
