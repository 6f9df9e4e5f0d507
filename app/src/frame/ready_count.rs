//! How many things wait in the Ready queue, for the navigation.

use crate::api::{ApiError, Fetched, Unread};
use crate::features::ready::api::ready_count;
use crate::state::Live;
#[cfg(feature = "hydrate")]
use crate::state::tabs;
use crate::ui::lasting;
#[cfg(feature = "hydrate")]
use crate::ui::pause;
use leptos::prelude::*;

/// Read once for rail and bottom navigation, and again when the queue changes.
#[derive(Clone, Copy)]
pub struct ReadyCount(Fetched<u32>);

impl ReadyCount {
    /// Makes the context.
    pub fn provide(live: Live) {
        provide_context(Self(Fetched::new(
            move || live.ready.get(),
            || async { Ok(Unread::of(&count().await?)?) },
        )));
    }
}

/// Asks the server.
#[cfg(not(feature = "hydrate"))]
async fn count() -> Result<u32, ApiError> {
    ready_count().await
}

/// Of all tabs of the browser one asks. They hear of news one after the other: none asks before the last has heard.
#[cfg(feature = "hydrate")]
async fn count() -> Result<u32, ApiError> {
    let wanted = tabs::now();
    send_wrapper::SendWrapper::new(async move {
        pause(tabs::GATHER).await;
        let read = async { Ok::<_, ApiError>(Unread::of(&ready_count().await?)?.json().to_owned()) };
        let told = tabs::read_for_all("ready", wanted, read).await?;
        Ok(Unread::from_json(told)?.read()?)
    })
    .await
}

/// The number beside "Ready"; nothing when nothing waits, or when it is not known.
#[component]
pub fn ReadyMark() -> impl IntoView {
    let ReadyCount(count) = expect_context();
    view! {
        <Transition>
            {move || lasting(async move {
                count.read().await.ok().filter(|count| *count > 0).map(|count| {
                    let shown = if count > 99 { "99+".to_owned() } else { count.to_string() };
                    view! { <span class="nav-count" data-testid="ready-count">{shown}</span> }
                })
            })}
        </Transition>
    }
}
