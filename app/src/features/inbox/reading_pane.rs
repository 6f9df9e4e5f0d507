//! The reading pane: nothing chosen, a conversation, or why it cannot be shown.

use super::{conversation::ConversationView, state::Inbox};
use crate::{
    api::{ApiError, Fetched, Unread},
    lazy::{Drawn, split},
    trouble::LoadError,
    ui::{Button, EmptyState, IconName, Skeleton, lasting},
};
use kurier_i18n::{t, t_string};
use kurier_model::inbox::Conversation;
use leptos::prelude::*;

/// The open conversation.
pub type Opened = Fetched<Option<Unread<Conversation>>>;

split! {
    mail, fetched by fetch_conversation: pub fn conversation(inbox: Inbox, first: Unread<Conversation>) -> AnyView {
        match first.read() {
            Ok(first) => view! { <ConversationView inbox first /> }.into_any(),
            Err(error) => view! { <LoadError error=error.into() /> }.into_any(),
        }
    }
}

/// Shows what the address says.
#[component]
pub fn ReadingPane(inbox: Inbox, opened: Opened) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <Transition fallback=|| view! { <Skeleton lines=8 kind="text" /> }>
            {move || lasting(async move {
                match opened.read().await {
                    Ok(None) => {
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
                    Ok(Some(first)) => {
                        let shown = conversation(inbox, first).await.unwrap_or_else(|error| {
                            view! { <LoadError error on_retry=move || opened.refetch() /> }.into_any()
                        });
                        view! { <Drawn />{shown} }.into_any()
                    }
                    Err(ApiError::NotFound) => {
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
                    Err(error) => {
                        view! { <LoadError error on_retry=move || opened.refetch() /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}
