//! The reading pane: nothing chosen, or the conversation that the address names.

use super::{conversation_pane::ConversationPane, nothing_open::NothingOpen, state::Inbox};
use crate::{
    lazy::{Drawn, arriving, split},
    ui::{Skeleton, lasting},
};
use leptos::prelude::*;

split! {
    mail, fetched by fetch_conversation_pane: pub fn conversation_pane(inbox: Inbox) -> AnyView { view! { <ConversationPane inbox /> }.into_any() }
}

/// Shows what the address says.
#[component]
pub fn ReadingPane(inbox: Inbox) -> impl IntoView {
    // From the first conversation on, one part shows whatever is open.
    let was_any = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || inbox.place.with(|place| place.thread.is_some())
    });
    view! {
        <Show when=move || was_any.get() fallback=move || view! { <NothingOpen inbox /> }>
            <Drawn />
            <Suspense fallback=|| view! { <Skeleton lines=8 kind="text" /> }>
                {move || lasting(arriving(conversation_pane(inbox)))}
            </Suspense>
        </Show>
    }
}
