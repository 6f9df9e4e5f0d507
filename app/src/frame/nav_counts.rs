//! What waits, as numbers in the navigation: in the Ready queue, of what one was told and has not read, of one's tasks that are past.

use super::api::{Waiting, nav_counts};
use super::places::Place;
use crate::api::{ApiError, Fetched, Unread};
use crate::state::Live;
#[cfg(feature = "hydrate")]
use crate::state::tabs;
use crate::ui::lasting;
#[cfg(feature = "hydrate")]
use crate::ui::pause;
use kurier_i18n::{t, use_i18n};
use leptos::prelude::*;

/// Read once for rail and bottom navigation, and again when one of them changes.
#[derive(Clone, Copy)]
pub struct NavCounts(Fetched<Waiting>);

impl NavCounts {
    /// Makes the context.
    pub fn provide(live: Live) {
        provide_context(Self(Fetched::new(
            "nav_counts",
            move || live.ready.get().wrapping_add(live.notified.get()).wrapping_add(live.tasks.get()),
            || async { Ok(Unread::of(&counts().await?)?) },
        )));
    }
}

/// Asks the server.
#[cfg(not(feature = "hydrate"))]
async fn counts() -> Result<Waiting, ApiError> {
    nav_counts().await
}

/// Of all tabs of the browser one asks. They hear of news one after the other: none asks before the last has heard.
#[cfg(feature = "hydrate")]
async fn counts() -> Result<Waiting, ApiError> {
    let wanted = tabs::now();
    send_wrapper::SendWrapper::new(async move {
        pause(tabs::GATHER).await;
        let read = async { Ok::<_, ApiError>(Unread::of(&nav_counts().await?)?.json().to_owned()) };
        let told = tabs::read_for_all("nav_counts", wanted, read).await?;
        Ok(Unread::from_json(told)?.read()?)
    })
    .await
}

/// Whether something may wait at a place.
pub fn is_counted(place: Place) -> bool {
    matches!(place, Place::Ready | Place::Notifications | Place::Tasks)
}

/// The number beside a place, or beside what leads to several: of the first of them at which something waits. Nothing when nothing does, or
/// when it is not known.
#[component]
pub fn NavCount(of: Vec<Place>) -> impl IntoView {
    let NavCounts(counts) = expect_context();
    let i18n = use_i18n();
    let of = StoredValue::new(of);
    view! {
        <Transition>
            {move || lasting(async move {
                let (ready, told, overdue) = counts.read().await.unwrap_or_default();
                let count = |place: &Place| match place {
                    Place::Ready => ready,
                    Place::Notifications => told,
                    Place::Tasks => overdue,
                    _ => 0,
                };
                let found = of.with_value(|of| of.iter().copied().find(|place| count(place) > 0));
                found.map(|place| {
                    let count = count(&place);
                    let shown = if count > 99 { "99+".to_owned() } else { count.to_string() };
                    let testid = match place {
                        Place::Ready => "ready-count",
                        Place::Tasks => "overdue-count",
                        _ => "notification-count",
                    };
                    let is_past = place == Place::Tasks;
                    let said = is_past.then(|| view! { <span class="visually-hidden">" "{t!(i18n, tasks.past)}</span> });
                    view! { <span class="nav-count" data-past=is_past.then_some("") data-testid=testid>{shown}{said}</span> }
                })
            })}
        </Transition>
    }
}
