//! A page of the settings on which there is a list that administrators change: its head, and what everybody may read.

use crate::api::Fetched;
use crate::followed::followed;
use crate::state::use_session;
use crate::trouble::LoadError;
use crate::ui::{PageTitle, Skeleton, lasting};
use kurier_model::member::Role;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

/// The page: `draw` is told what there is, and whether whoever looks may change it.
#[component]
pub(super) fn ListFrame<T>(
    title: &'static str,
    text: &'static str,
    all: Fetched<T>,
    draw: impl Fn(RwSignal<T>, bool) -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let session = use_session();
    view! {
        <PageTitle text=title />
        <header class="settings__head">
            <div>
                <h1>{title}</h1>
                <p class="settings__lead">{text}</p>
            </div>
        </header>
        <Transition fallback=|| view! { <Skeleton lines=6 /> }>
            {move || lasting(async move {
                match session.read().await {
                    Ok(me) => {
                        let may_change = me.role >= Role::Admin;
                        followed(
                            all,
                            || view! { <Skeleton lines=6 /> }.into_any(),
                            |_| false,
                            move |all| draw(all, may_change),
                            || ().into_any(),
                        )
                            .into_any()
                    }
                    Err(error) => view! { <LoadError error on_retry=move || all.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}
