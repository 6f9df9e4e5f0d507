//! How many things wait in the Ready queue, for the navigation.

use crate::api::{Fetched, Unread};
use crate::features::ready::api::ready_count;
use crate::state::Live;
use crate::ui::lasting;
use leptos::prelude::*;

/// Read once for rail and bottom navigation, and again when the queue changes.
#[derive(Clone, Copy)]
pub struct ReadyCount(Fetched<u32>);

impl ReadyCount {
    /// Makes the context.
    pub fn provide(live: Live) {
        provide_context(Self(Fetched::new(
            move || live.ready.get(),
            || async { Ok(Unread::of(&ready_count().await?)?) },
        )));
    }
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
