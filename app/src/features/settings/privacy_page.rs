//! `/settings/privacy`: whether a legal basis is asked for, and what people can be subscribed to.

use super::kept_choice::{Keep, KeptChoice};
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::features::consents::api::{
    add_subscription_type, archive_subscription_type, offer_ways_out, rename_subscription_type,
    require_consent, what_is_asked,
};
use crate::state::{Toast, use_session, use_toasts};
use crate::trouble::{LoadError, field_error};
use crate::ui::{
    Button, ButtonSize, ButtonVariant, Dialog, IconName, Menu, MenuItem, PageTitle, Skeleton, TextField,
    lasting,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::consent::{ConsentSettings, SubscriptionType};
use kurier_model::member::Role;
use leptos::prelude::*;

/// The page.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let settings = Fetched::new("what_is_asked", || 0, what_is_asked);
    view! {
        <PageTitle text=t_string!(i18n, settings.privacy.title) />
        <header class="settings__head">
            <div>
                <h1>{t!(i18n, settings.privacy.title)}</h1>
                <p class="settings__lead">{t!(i18n, settings.privacy.text)}</p>
            </div>
        </header>
        <Transition fallback=|| view! { <Skeleton lines=4 /> }>
            {move || lasting(async move {
                match (settings.read().await, session.read().await) {
                    (Ok(settings), Ok(me)) => {
                        let may_change = me.role >= Role::Admin;
                        view! { <Content settings may_change /> }.into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => {
                        view! { <LoadError error on_retry=move || settings.refetch() /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Content(settings: ConsentSettings, may_change: bool) -> impl IntoView {
    let i18n = use_i18n();
    let keep = Keep::new(move |required| Box::pin(require_consent(required)) as _);
    let keep_ways_out = Keep::new(move |offered| Box::pin(offer_ways_out(offered)) as _);
    let types = RwSignal::new(settings.types);
    view! {
        <section class="settings__form" aria-labelledby="required">
            <h2 id="required">{t!(i18n, settings.privacy.basis)}</h2>
            <KeptChoice
                name="consent-required"
                label=t_string!(i18n, settings.privacy.required)
                chosen=settings.required
                disabled=!may_change
                keep
            />
            <p class="settings__lead">{t!(i18n, settings.privacy.required_text)}</p>
            <KeptChoice
                name="ways-out"
                label=t_string!(i18n, settings.privacy.ways_out)
                chosen=settings.ways_out
                disabled=!may_change
                keep=keep_ways_out
            />
            <p class="settings__lead">{t!(i18n, settings.privacy.ways_out_text)}</p>
            {(!settings.is_reachable).then(|| view! {
                <p class="callout" data-tone="warn" data-testid="unreachable">{t!(i18n, settings.privacy.unreachable)}</p>
            })}
            {(!may_change).then(|| view! { <p class="settings__lead">{t!(i18n, settings.privacy.only_admins)}</p> })}
        </section>
        <section class="settings__form" aria-labelledby="types" data-testid="subscription-types">
            <h2 id="types">{t!(i18n, settings.privacy.types)}</h2>
            <p class="settings__lead">{t!(i18n, settings.privacy.types_text)}</p>
            <Show when=move || types.with(Vec::is_empty)>
                <p class="settings__lead">{t!(i18n, settings.privacy.none)}</p>
            </Show>
            <ul class="consents__list">
                <For each=move || types.get() key=|one| (one.id, one.name.clone()) let:one>
                    <TypeLine one types may_change />
                </For>
            </ul>
            {may_change.then(|| view! { <Add types /> })}
        </section>
    }
}

#[component]
fn TypeLine(
    one: SubscriptionType,
    types: RwSignal<Vec<SubscriptionType>>,
    may_change: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let renaming = RwSignal::new(false);
    let name = one.name.clone();
    let kept = StoredValue::new(one);
    let archive = move |()| {
        let one = kept.get_value();
        attempt.make(archive_subscription_type(one.id, true), move |()| {
            types.try_update(|types| types.retain(|other| other.id != one.id));
            let said = Toast::done(t_string!(i18n, settings.privacy.archived, name = one.name.clone()));
            // Pressed when this line is gone.
            toasts.push(said.with_undo(move || {
                let one = one.clone();
                attempt.make(archive_subscription_type(one.id, false), move |()| {
                    types.try_update(|types| types.push(one));
                });
            }));
        });
    };
    view! {
        <li class="consents__line" data-testid="subscription-type">
            <span class="consents__name" dir="auto" title=name.clone()>{name.clone()}</span>
            {may_change.then(|| view! {
                <Menu label=name.clone()>
                    <MenuItem icon=IconName::Pencil on_select=move |()| renaming.set(true)>{t!(i18n, settings.privacy.rename)}</MenuItem>
                    <MenuItem icon=IconName::Trash2 danger=true on_select=archive>{t!(i18n, settings.privacy.archive)}</MenuItem>
                </Menu>
            })}
            <Dialog open=renaming title=t_string!(i18n, settings.privacy.rename_title) size="s">
                <Rename one=kept.get_value() types open=renaming />
            </Dialog>
        </li>
    }
}

#[component]
fn Rename(
    one: SubscriptionType,
    types: RwSignal<Vec<SubscriptionType>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let name = RwSignal::new(one.name);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let new = name.get_untracked();
        attempt.make(rename_subscription_type(one.id, new.clone()), move |()| {
            open.try_set(false);
            types.try_update(|types| {
                for known in types.iter_mut().filter(|known| known.id == one.id) {
                    new.clone_into(&mut known.name);
                }
            });
        });
    };
    view! {
        <form novalidate on:submit=save>
            <TextField name="rename-subscription" label=t_string!(i18n, settings.privacy.name) value=name required=true autofocus=true autocomplete="off" error=field_error(i18n, attempt.error, Field::Name) />
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending>{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}

#[component]
fn Add(types: RwSignal<Vec<SubscriptionType>>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let name = RwSignal::new(String::new());
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        attempt.make(add_subscription_type(name.get_untracked()), move |new| {
            name.try_set(String::new());
            types.try_update(|types| types.push(new));
        });
    };
    view! {
        <form class="consents__add" novalidate on:submit=add>
            <TextField name="new-subscription" label=t_string!(i18n, settings.privacy.name) value=name autocomplete="off" error=field_error(i18n, attempt.error, Field::Name) />
            <Button kind="submit" size=ButtonSize::Medium icon=IconName::Plus pending=attempt.pending testid="add-subscription">{t!(i18n, settings.privacy.add)}</Button>
        </form>
    }
}
