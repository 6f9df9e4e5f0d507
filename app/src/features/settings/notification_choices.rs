//! Of what one is told in Kurier: each kind by itself, at once.

use super::kept_choice::{Keep, KeptChoice};
use crate::api::Fetched;
use crate::features::notifications::api::{notification_kinds, want_notifications};
use crate::features::notifications::kind_name;
use crate::trouble::LoadError;
use crate::ui::{Skeleton, lasting};
use kurier_i18n::{t, use_i18n};
use kurier_model::notification::NotificationKind;
use leptos::prelude::*;

/// The section of the profile.
#[component]
pub(super) fn NotificationChoices() -> impl IntoView {
    let i18n = use_i18n();
    let kinds = Fetched::new("notification_kinds", || 0, notification_kinds);
    view! {
        <section class="settings__form" aria-labelledby="told-kinds" data-testid="notification-kinds">
            <h2 id="told-kinds">{t!(i18n, notifications.choices)}</h2>
            <Transition fallback=|| view! { <Skeleton lines=5 kind="text" /> }>
                {move || lasting(async move {
                    match kinds.read().await {
                        Ok(kinds) => kinds
                            .into_iter()
                            .map(|(kind, wanted)| view! { <Choice kind wanted /> })
                            .collect_view()
                            .into_any(),
                        Err(error) => view! { <LoadError error on_retry=move || kinds.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Choice(kind: NotificationKind, wanted: bool) -> impl IntoView {
    let keep = Keep::new(move |wanted| Box::pin(want_notifications(kind, wanted)) as _);
    view! { <KeptChoice name=kind.as_str() label=kind_name(use_i18n(), kind) chosen=wanted keep /> }
}
