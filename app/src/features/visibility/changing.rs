//! Changing who sees a record: what would come of it is said by name before it is done.

use super::api::{preview_sight, show_record_to};
use super::words::{names, visibility_hint, visibility_name, who_sees};
use crate::attempt::Attempt;
use crate::features::taking_back::{Besides, offer_besides};
use crate::state::{use_session, use_toasts};
use crate::trouble::LoadError;
use crate::ui::{Button, ButtonVariant, Dialog, Skeleton};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::record::Back;
use kurier_model::visibility::{Sight, SightPreview, Visibility};
use leptos::prelude::*;
use std::sync::Arc;

/// The dialog.
#[component]
pub fn SightDialog(
    record: RecordId,
    sight: RwSignal<Sight>,
    open: RwSignal<bool>,
    done: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, visibility.title) size="s" testid="sight-dialog">
            <Form record sight open done />
        </Dialog>
    }
}

#[component]
fn Form(record: RecordId, sight: RwSignal<Sight>, open: RwSignal<bool>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let (revision, owner) = sight.with_untracked(|sight| (sight.revision, sight.owner.clone()));
    let chosen = RwSignal::new(sight.with_untracked(|sight| sight.visibility));
    let preview = LocalResource::new(move || {
        let chosen = chosen.get();
        async move {
            let preview = preview_sight(record, chosen, None).await.and_then(|preview| Ok(preview.read()?));
            (chosen, preview)
        }
    });
    let owner = StoredValue::new(owner);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let to = chosen.get_untracked();
        let asked = async move { Ok(show_record_to(record, revision, to).await?.read()?) };
        attempt.make(asked, move |back: Back| {
            open.try_set(false);
            done.try_run(());
            if back.is_empty() {
                return;
            }
            let who = who_sees(i18n, to, owner.try_get_value().flatten().as_ref());
            let after = Besides {
                after: Some(Arc::new(move |_| {
                    done.try_run(());
                })),
                ..Besides::default()
            };
            offer_besides(i18n, toasts, t_string!(i18n, visibility.changed, who = who), vec![back], after);
        });
    };
    view! {
        <form class="sight__form" novalidate on:submit=save>
            <fieldset class="sight__choices">
                <legend class="visually-hidden">{t!(i18n, visibility.title)}</legend>
                {Visibility::ALL.map(|one| view! { <Choice one chosen /> }).into_iter().collect_view()}
            </fieldset>
            <div class="sight__preview" aria-live="polite" data-testid="sight-preview">
                // What was said of another choice is not true of this one.
                {move || match preview.get().filter(|(of, _)| *of == chosen.get()).map(|(_, preview)| preview) {
                    None => view! { <Skeleton lines=2 kind="text" /> }.into_any(),
                    Some(Err(error)) => view! { <LoadError error on_retry=move |()| preview.refetch() /> }.into_any(),
                    Some(Ok(preview)) => view! { <Preview preview /> }.into_any(),
                }}
            </div>
            <p class="timeline__dim">{t!(i18n, visibility.admins)}</p>
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="sight-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}

#[component]
fn Choice(one: Visibility, chosen: RwSignal<Visibility>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="check">
            <input
                type="radio"
                name="visibility"
                value=one.as_str()
                prop:checked=move || chosen.get() == one
                on:change=move |_| chosen.set(one)
            />
            <span class="check__text">
                <span>{visibility_name(i18n, one)}</span>
                <span class="check__hint">{visibility_hint(i18n, one)}</span>
            </span>
        </label>
    }
}

/// Who gains and who loses access, and who sees it then.
#[component]
fn Preview(preview: SightPreview) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let SightPreview { sees, gains, loses, ownerless } = preview;
    let is_me = {
        let loses = loses.clone();
        move || session.me().is_some_and(|me| loses.iter().any(|one| one.id == me.user))
    };
    let line = |words: String| view! { <p dir="auto">{words}</p> };
    let nothing = gains.is_empty() && loses.is_empty();
    view! {
        {ownerless.then(|| view! { <p class="field__error" role="alert">{t!(i18n, visibility.ownerless)}</p> })}
        {(!gains.is_empty()).then(|| line(t_string!(i18n, visibility.gains, names = names(&gains))))}
        {(!loses.is_empty()).then(|| line(t_string!(i18n, visibility.loses, names = names(&loses))))}
        {nothing.then(|| line(t_string!(i18n, visibility.nobody_changes).to_owned()))}
        <Show when=is_me>
            <p class="field__error">{t!(i18n, visibility.you_too)}</p>
        </Show>
        {line(t_string!(i18n, visibility.would_see, names = names(&sees)))}
    }
}
