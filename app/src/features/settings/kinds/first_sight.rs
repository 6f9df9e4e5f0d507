//! Who may see new records, a kind: kept as soon as it is chosen.

use super::api::{first_sight, set_first_sight};
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::features::records::words::many_of;
use crate::features::visibility::words::{visibility_name, visibility_options};
use crate::state::use_live;
use crate::trouble::LoadError;
use crate::ui::{Select, Skeleton, lasting};
use kurier_i18n::{t, use_i18n};
use kurier_model::live::News;
use kurier_model::record::{KindKey, OwnKind};
use kurier_model::visibility::Visibility;
use leptos::prelude::*;

/// The section of the page of kinds.
#[component]
pub fn FirstSight(may_change: bool) -> impl IntoView {
    let i18n = use_i18n();
    let changes = RwSignal::new(0_u32);
    use_live().on(move |news| {
        if news == News::Resync {
            changes.try_update(|changes| *changes += 1);
        }
    });
    let all = Fetched::new("first_sight", move || changes.get(), first_sight);
    view! {
        <section class="fields" aria-labelledby="first-sight" data-testid="first-sight">
            <h2 id="first-sight">{t!(i18n, visibility.first)}</h2>
            <p class="settings__lead">{t!(i18n, visibility.first_text)} " " {t!(i18n, visibility.admins)}</p>
            <Transition fallback=|| view! { <Skeleton lines=5 /> }>
                {move || lasting(async move {
                    match all.read().await {
                        Ok(all) => view! {
                            <ul class="fields__list">
                                {all.into_iter().map(|(kind, own, now)| view! { <Line kind own now may_change /> }).collect_view()}
                            </ul>
                        }
                            .into_any(),
                        Err(error) => view! { <LoadError error on_retry=move || all.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Line(kind: KindKey, own: Option<OwnKind>, now: Visibility, may_change: bool) -> impl IntoView {
    let i18n = use_i18n();
    let name = many_of(i18n, &kind, own.as_ref());
    let key = kind.to_string();
    view! {
        <li class="fields__line" data-testid="first-sight-line" data-key=key>
            {if may_change {
                view! { <Choice kind name now /> }.into_any()
            } else {
                view! {
                    <span class="fields__name" dir="auto" title=name.clone()>{name.clone()}</span>
                    <span class="fields__what">{visibility_name(i18n, now)}</span>
                }
                    .into_any()
            }}
        </li>
    }
}

#[component]
fn Choice(kind: KindKey, name: String, now: Visibility) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let kept = StoredValue::new(now);
    let value = RwSignal::new(now.as_str().to_owned());
    let id = format!("first-sight-{kind}");
    let keep = Callback::new(move |chosen: String| {
        let Some(to) = Visibility::from_stored(&chosen) else { return };
        attempt.make(set_first_sight(kind.clone(), to), move |()| {
            kept.try_set_value(to);
        });
    });
    // What is refused is not so.
    Effect::new(move || {
        if attempt.error.with(Option::is_some) {
            value.set(kept.get_value().as_str().to_owned());
        }
    });
    view! {
        <Select
            name=id
            label=name
            value
            options=Signal::stored(visibility_options(i18n))
            on_change=keep
        />
    }
}
