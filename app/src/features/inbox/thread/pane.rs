//! The reading pane: nothing chosen, a thread, or why it cannot be shown.

use super::view::ThreadView;
use crate::features::inbox::state::Inbox;
use crate::{
    api::{ApiError, Fetched, Unread},
    lazy::{Drawn, dressed, split},
    trouble::LoadError,
    ui::{Button, EmptyState, IconName, Skeleton, lasting},
};
use kurier_i18n::{t, t_string};
use kurier_model::inbox::Thread;
use leptos::prelude::*;

/// The open thread.
pub type Opened = Fetched<Option<Unread<Thread>>>;

split! {
    mail, fetched by fetch_thread: pub fn thread(inbox: Inbox, first: Unread<Thread>) -> AnyView {
        match first.read() {
            Ok(first) => view! { <ThreadView inbox first /> }.into_any(),
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
                        inbox.reading.thread.set(None);
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
                        let shown = dressed(Box::pin(thread(inbox, first))).await.unwrap_or_else(|error| {
                            view! { <LoadError error on_retry=move || opened.refetch() /> }.into_any()
                        });
                        view! { <Drawn />{shown} }.into_any()
                    }
                    Err(ApiError::NotFound) => {
                        inbox.reading.thread.set(None);
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
