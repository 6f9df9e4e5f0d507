//! What waits, as numbers in the navigation: in the Ready queue, and of what one was told and has not read.

use super::api::nav_counts;
use super::places::Place;
use crate::api::{ApiError, Fetched, Unread};
use crate::state::Live;
#[cfg(feature = "hydrate")]
use crate::state::tabs;
use crate::ui::lasting;
#[cfg(feature = "hydrate")]
use crate::ui::pause;
use leptos::prelude::*;

/// Read once for rail and bottom navigation, and again when one of them changes.
#[derive(Clone, Copy)]
pub struct NavCounts(Fetched<(u32, u32)>);

impl NavCounts {
    /// Makes the context.
    pub fn provide(live: Live) {
        provide_context(Self(Fetched::new(
            "nav_counts",
            move || live.ready.get().wrapping_add(live.notified.get()),
            || async { Ok(Unread::of(&counts().await?)?) },
        )));
    }
}

/// Asks the server.
#[cfg(not(feature = "hydrate"))]
async fn counts() -> Result<(u32, u32), ApiError> {
    nav_counts().await
}

/// Of all tabs of the browser one asks. They hear of news one after the other: none asks before the last has heard.
#[cfg(feature = "hydrate")]
async fn counts() -> Result<(u32, u32), ApiError> {
    let wanted = tabs::now();
    send_wrapper::SendWrapper::new(async move {
        pause(tabs::GATHER).await;
        let read = async { Ok::<_, ApiError>(Unread::of(&nav_counts().await?)?.json().to_owned()) };
        let told = tabs::read_for_all("nav_counts", wanted, read).await?;
        Ok(Unread::from_json(told)?.read()?)
    })
    .await
}

/// The number beside a place; nothing when nothing waits there, or when it is not known.
#[component]
pub fn NavCount(of: Place) -> impl IntoView {
    let NavCounts(counts) = expect_context();
    let (is_ready, testid) = match of {
        Place::Ready => (true, "ready-count"),
        _ => (false, "notification-count"),
    };
    view! {
        <Transition>
            {move || lasting(async move {
                let count = counts.read().await.ok().map(|(ready, told)| if is_ready { ready } else { told });
                count.filter(|count| *count > 0).map(|count| {
                    let shown = if count > 99 { "99+".to_owned() } else { count.to_string() };
                    view! { <span class="nav-count" data-testid=testid>{shown}</span> }
                })
            })}
        </Transition>
    }
}
