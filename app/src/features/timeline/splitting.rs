//! Taking records apart again that had become one.

use super::api::split_records;
use crate::api::ApiError;
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonSize, IconName};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::MergeId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks for it, and says what came of it.
pub fn split_again(merge: MergeId, i18n: I18n, toasts: Toasts) {
    spawn_local(async move { say(i18n, toasts, split_records(merge).await.map(|split| split.kept.len())) });
}

fn say(i18n: I18n, toasts: Toasts, answer: Result<usize, ApiError>) {
    toasts.push(match answer {
        Ok(0) => Toast::done(t_string!(i18n, records.merging.split_done)),
        Ok(kept) => Toast::done(t_string!(i18n, records.merging.split_kept, count = kept)),
        Err(ApiError::Conflict) => Toast::failed(t_string!(i18n, records.merging.split_later)),
        Err(ApiError::NotFound) => Toast::failed(t_string!(i18n, records.merging.split_over)),
        Err(error) if error.invalid().is_some() => {
            Toast::failed(t_string!(i18n, records.merging.split_taken))
        }
        Err(error) => Toast::failed(error_text(i18n, &error)),
    });
}

/// Beside what tells that they became one.
#[component]
pub fn SplitButton(merge: MergeId) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let split = move |_| {
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let answer = split_records(merge).await;
            pending.try_set(false);
            say(i18n, toasts, answer.map(|split| split.kept.len()));
        });
    };
    view! {
        <Button size=ButtonSize::Small icon=IconName::Undo2 pending testid="split-records" on_click=split>
            {t!(i18n, records.merging.split)}
        </Button>
    }
}
