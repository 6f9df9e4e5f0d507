//! How many things wait in the Ready queue, for the navigation.

use crate::api::ApiError;
use crate::features::ready::api::ready_count;
use crate::state::Live;
use leptos::prelude::*;

/// Read once for rail and bottom navigation, and again when the queue changes.
#[derive(Clone, Copy)]
pub struct ReadyCount(Resource<Result<u32, ApiError>>);

impl ReadyCount {
    /// Makes the context.
    pub fn provide(live: Live) {
        provide_context(Self(Resource::new_blocking(move || live.ready.get(), |_| ready_count())));
    }
}

/// The number beside "Ready"; nothing when nothing waits, or when it is not known.
#[component]
pub fn ReadyMark() -> impl IntoView {
    let ReadyCount(count) = expect_context();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                count.await.ok().filter(|count| *count > 0).map(|count| {
                    let shown = if count > 99 { "99+".to_owned() } else { count.to_string() };
                    view! { <span class="nav-count" data-testid="ready-count">{shown}</span> }
                })
            })}
        </Transition>
    }
}
