//! The conversation that the address names: coming, here, or why it cannot be shown.

use super::{api, conversation::ConversationView, nothing_open::NothingOpen, state::Inbox};
use crate::{
    api::ApiError,
    trouble::LoadError,
    ui::{Button, EmptyState, IconName, Skeleton, lasting},
};
use kurier_i18n::{t, t_string};
use leptos::prelude::*;

/// Shows what the address says, and reads it again when it has changed.
#[component]
pub fn ConversationPane(inbox: Inbox) -> impl IntoView {
    let opened = Resource::new_blocking(
        move || inbox.place.with(|place| place.thread),
        move |thread| async move {
            let Some(thread) = thread else { return Ok(None) };
            match inbox.prefetched(thread) {
                Some(ahead) => Ok(Some(ahead)),
                None => api::open_conversation(thread).await.map(Some),
            }
        },
    );
    Effect::watch(
        move || inbox.conversation_changed.track(),
        move |(), _, _| inbox.read_conversation_again(),
        false,
    );
    view! {
        <Transition fallback=|| view! { <Skeleton lines=8 kind="text" /> }>
            {move || lasting(async move {
                match opened.await {
                    Ok(None) => {
                        inbox.conversation.set(None);
                        view! { <NothingOpen inbox /> }.into_any()
                    }
                    Ok(Some(first)) => view! { <ConversationView inbox first /> }.into_any(),
                    Err(ApiError::NotFound) => {
                        inbox.conversation.set(None);
                        view! { <Gone inbox /> }.into_any()
                    }
                    Err(error) => {
                        view! { <LoadError error on_retry=move || opened.refetch() /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// The address names a conversation that is not there.
#[component]
fn Gone(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <EmptyState
            icon=IconName::MailOpen
            title=t_string!(i18n, inbox.empty.gone_title)
            text=t_string!(i18n, inbox.empty.gone_text)
        >
            <Button on_click=move |_| inbox.close()>{t!(i18n, inbox.empty.to_list)}</Button>
        </EmptyState>
    }
}

impl Inbox {
    /// Reads the open conversation again.
    fn read_conversation_again(self) {
        let Some(open) = self.place.try_with_untracked(|place| place.thread).flatten() else { return };
        leptos::task::spawn_local(async move {
            if let Ok(fresh) = api::open_conversation(open).await
                && self.place.try_with_untracked(|place| place.thread) == Some(Some(open))
                && self.conversation.try_with_untracked(|known| known.as_ref() != Some(&fresh)) == Some(true)
            {
                self.conversation.try_set(Some(fresh));
            }
        });
    }
}
