//! `/threads/{id}`: a thread whose folder is not known here; leads to its place in the inbox.

use super::api::thread_folder;
use crate::api::{ApiError, Fetched, Unread};
use crate::trouble::LoadError;
use crate::ui::{NotFoundPage, Skeleton, lasting};
use kurier_model::ThreadId;
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;

/// The page: nothing but the way on.
#[component]
pub fn OpenThread() -> impl IntoView {
    let params = use_params_map();
    let thread = Memo::new(move |_| {
        params.with(|params| params.get_str("id").and_then(|id| id.parse::<ThreadId>().ok()))
    });
    let folder = Fetched::new(
        "thread_folder",
        move || format!("{:?}", thread.get()),
        move || {
            let thread = thread.get_untracked();
            async move {
                let thread = thread.ok_or(ApiError::NotFound)?;
                Ok(Unread::of(&(thread, thread_folder(thread).await?.ok_or(ApiError::NotFound)?))?)
            }
        },
    );
    view! {
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || lasting(async move {
                match folder.read().await {
                    Ok((thread, folder)) => view! { <Redirect path=format!("/inbox/{folder}/{thread}") options=replacing() /> }.into_any(),
                    Err(ApiError::NotFound) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move || folder.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn replacing() -> leptos_router::NavigateOptions {
    leptos_router::NavigateOptions { replace: true, ..Default::default() }
}
