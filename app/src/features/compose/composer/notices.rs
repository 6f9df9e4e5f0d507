//! What the composer says about saving and about sending that did not work.

use crate::api::ApiError;
use crate::features::compose::wording::{failure_detail, failure_text};
use crate::features::compose::writing::Writing;
use crate::features::compose::writing::saving::{SaveState, Saver};
use crate::state::{Toast, use_toasts};
use crate::trouble::{error_text, reason_text};
use crate::ui::{Button, ButtonSize, ButtonVariant};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::compose::SendFailure;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// "Saving…", "Saved", "Not saved": in the title bar.
#[component]
pub fn SavedMark(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let state = Memo::new(move |_| writing.saving.saver.with(Saver::state));
    let retry = move |_| {
        spawn_local(async move {
            writing.saved_whole().await;
        });
    };
    view! {
        <span class="composer__saved" role="status" data-testid="composer-saved" data-state=move || state_name(state.get())>
            {move || match state.get() {
                SaveState::Untouched => "",
                SaveState::Saved => t_string!(i18n, compose.saved),
                SaveState::Saving => t_string!(i18n, compose.saving),
                SaveState::NotSaved | SaveState::Conflict | SaveState::Gone => t_string!(i18n, compose.not_saved),
            }}
        </span>
        <Show when=move || state.get() == SaveState::NotSaved>
            <Button size=ButtonSize::Small on_click=retry>{t!(i18n, compose.retry)}</Button>
        </Show>
    }
}

const fn state_name(state: SaveState) -> &'static str {
    match state {
        SaveState::Untouched => "untouched",
        SaveState::Saved => "saved",
        SaveState::Saving => "saving",
        SaveState::NotSaved => "not-saved",
        SaveState::Conflict => "conflict",
        SaveState::Gone => "gone",
    }
}

/// Above the fields: what a person has to know or decide.
#[component]
pub fn Notices(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let state = Memo::new(move |_| writing.saving.saver.with(Saver::state));
    view! {
        {move || match state.get() {
            // The server said why.
            SaveState::NotSaved if writing.handover.refused.with(Option::is_some) => ().into_any(),
            SaveState::NotSaved => view! { <p class="notice" data-kind="warn" role="status">{t!(i18n, compose.not_saved_text)}</p> }.into_any(),
            SaveState::Gone => view! { <p class="notice" data-kind="danger" role="alert">{t!(i18n, compose.gone)}</p> }.into_any(),
            SaveState::Conflict => view! { <Conflict writing /> }.into_any(),
            _ => ().into_any(),
        }}
        {move || writing.handover.failure.get().map(|failure| view! { <Failure failure /> })}
        {move || writing.handover.refused.get().map(|error| match error {
            ApiError::SignedOut => view! { <SignedOut /> }.into_any(),
            error => view! {
                <p class="notice" data-kind="danger" role="alert" data-testid="composer-refused">{refusal_text(i18n, &error)}</p>
            }.into_any(),
        })}
    }
}

/// Whoever signs in beside it goes on here: saving is tried again by itself.
#[component]
fn SignedOut() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="notice" data-kind="danger" role="alert" data-testid="composer-refused">
            <p class="notice__text">{t!(i18n, compose.signed_out)}</p>
            <div class="notice__actions">
                <a class="button" data-variant="primary" data-size="s" href="/sign-in" target="_blank">
                    {t!(i18n, errors.page.to_sign_in)}
                </a>
            </div>
        </div>
    }
}

/// Why the server did not take it: each complaint about the message, or the error as it is.
fn refusal_text(i18n: I18n, error: &ApiError) -> String {
    match error.invalid() {
        Some(invalid) => {
            invalid.fields.iter().map(|(_, reason)| reason_text(i18n, reason)).collect::<Vec<_>>().join(" ")
        }
        None => error_text(i18n, error),
    }
}

/// Why the last attempt to send it did not work.
#[component]
fn Failure(failure: SendFailure) -> impl IntoView {
    let i18n = use_i18n();
    let password = matches!(failure, SendFailure::WrongPassword { .. });
    view! {
        <div class="notice" data-kind="danger" role="alert" data-testid="composer-failure">
            <p class="notice__title">{t!(i18n, compose.failed)}</p>
            <p class="notice__text">{failure_text(i18n, &failure)}</p>
            {failure_detail(i18n, &failure).map(|detail| view! { <p class="notice__detail" dir="auto">{detail}</p> })}
            {password.then(|| view! {
                <div class="notice__actions"><a class="button" data-variant="secondary" data-size="s" href="/settings/accounts">{t!(i18n, compose.to_accounts)}</a></div>
            })}
        </div>
    }
}

/// The draft was saved elsewhere meanwhile: which text stays?
#[component]
fn Conflict(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let choose = move |mine: bool| {
        busy.set(true);
        spawn_local(async move {
            let done = if mine { writing.keep_mine().await } else { writing.take_theirs().await };
            busy.try_set(false);
            if let Err(error) = done {
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
        });
    };
    view! {
        <div class="notice" data-kind="warn" role="alert" data-testid="composer-conflict">
            <p class="notice__title">{t!(i18n, compose.conflict_title)}</p>
            <p class="notice__text">{t!(i18n, compose.conflict_text)}</p>
            <div class="notice__actions">
                <Button size=ButtonSize::Small variant=ButtonVariant::Primary pending=busy on_click=move |_| choose(true)>
                    {t!(i18n, compose.keep_mine)}
                </Button>
                <Button size=ButtonSize::Small disabled=busy on_click=move |_| choose(false)>{t!(i18n, compose.take_theirs)}</Button>
            </div>
        </div>
    }
}
