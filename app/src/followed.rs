//! Views that are drawn once and then told what is new, so that what is open in them stays: a menu, a dialog, half a password.

use crate::api::{ApiError, Fetched};
use crate::trouble::LoadError;
use crate::ui::{Skeleton, lasting};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

/// What a page asked for: drawn by `draw` and told of every answer after the first, while there is something of it; `nothing` otherwise.
pub fn followed<T>(
    asked: Fetched<T>,
    waiting: fn() -> AnyView,
    is_nothing: fn(&T) -> bool,
    draw: impl Fn(RwSignal<T>) -> AnyView + Copy + Send + Sync + 'static,
    nothing: impl Fn() -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let drawn = RwSignal::new(0_u32);
    let redraw = Callback::new(move |()| drawn.update(|times| *times += 1));
    view! {
        <Transition fallback=waiting>
            {move || {
                drawn.track();
                lasting(async move {
                    match asked.first().await {
                        Ok(first) if !is_nothing(&first) => {
                            draw(asked.follow(first, move |now| !is_nothing(now), redraw))
                        }
                        Ok(_) => {
                            asked.track();
                            nothing()
                        }
                        Err(error) => {
                            asked.track();
                            view! { <LoadError error on_retry=move || asked.refetch() /> }.into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}

/// The same for the one thing that an address names. `names` says of an answer by what it was asked for, and what it is: it is drawn anew when
/// it is another one, and not at all as what the last address named.
pub fn followed_one<T, K>(
    asked: Fetched<T>,
    wanted: Memo<Option<K>>,
    names: fn(&T) -> (K, K),
    draw: impl Fn(RwSignal<T>) -> AnyView + Copy + Send + Sync + 'static,
    nothing: impl Fn() -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
    K: Copy + PartialEq + Send + Sync + 'static,
{
    let drawn = RwSignal::new(0_u32);
    let redraw = Callback::new(move |()| drawn.update(|times| *times += 1));
    view! {
        <Transition fallback=|| view! { <Skeleton kind="text" /> }>
            {move || {
                drawn.track();
                let now = wanted.get();
                lasting(async move {
                    match asked.first().await {
                        Ok(first) if Some(names(&first).0) == now => {
                            let shown = names(&first);
                            draw(asked.follow(first, move |now| names(now) == shown, redraw))
                        }
                        Ok(_) => {
                            // That of the last address; this one's is on its way.
                            asked.track();
                            view! { <Skeleton kind="text" /> }.into_any()
                        }
                        Err(ApiError::NotFound) => {
                            asked.track();
                            nothing()
                        }
                        Err(error) => {
                            asked.track();
                            view! { <LoadError error on_retry=move || asked.refetch() /> }.into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}
