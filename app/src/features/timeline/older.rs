//! The button below a list that goes on.

use super::shown::{Placed, Shown};
use crate::api::{ApiError, Unread};
use crate::state::{Toast, use_toasts};
use crate::trouble::error_text;
use crate::ui::Button;
use kurier_i18n::{t_string, use_i18n};
use kurier_model::page::{Cursor, Page};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;

/// Asks for older ones, while there are some.
#[component]
pub fn Older<T, P, O, F>(
    shown: RwSignal<Shown<T>>,
    /// Asks for those behind a place.
    older: O,
) -> impl IntoView
where
    T: Placed + Send + Sync + 'static,
    P: Into<Page<T>> + DeserializeOwned + 'static,
    O: Fn(Option<Cursor>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<P>, ApiError>> + Send + 'static,
{
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let more = move |_| {
        pending.set(true);
        spawn_local(async move {
            let answer = older(shown.with_untracked(|shown| shown.next)).await;
            let answer = answer.and_then(|page| Ok(page.read()?));
            pending.try_set(false);
            match answer {
                Ok(page) => {
                    shown.try_update(|shown| shown.go_on(page));
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <Show when=move || shown.with(|shown| shown.next.is_some())>
            <Button pending on_click=more>
                {move || match shown.with(|shown| shown.rows.is_empty()) {
                    true => t_string!(i18n, records.look_further),
                    false => t_string!(i18n, records.more),
                }}
            </Button>
        </Show>
    }
}
