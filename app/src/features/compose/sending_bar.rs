//! Mail on its way out, at the edge of the page: the seconds to undo, then what became of it.

use super::context::use_compose;
use super::wording::{failure_text, partly_text};
use crate::ui::{Icon, IconName, Spinner};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::OutboxId;
use kurier_model::compose::{SendFailure, SendState};
use leptos::prelude::*;

/// One line for each message that was sent from this page.
#[component]
pub fn SendingBar() -> impl IntoView {
    let compose = use_compose();
    let any = Memo::new(move |_| !compose.sending.list().is_empty());
    view! {
        <div class="sending" role="status" aria-live="polite">
            <Show when=move || any.get()><SendingLines /></Show>
        </div>
    }
}

/// Its lines.
#[component]
fn SendingLines() -> impl IntoView {
    let compose = use_compose();
    view! {
        <For each=move || compose.sending.list() key=|outgoing| outgoing.id let:outgoing>
            <Line id=outgoing.id />
        </For>
    }
}

#[component]
fn Line(id: OutboxId) -> impl IntoView {
    let compose = use_compose();
    let sending = compose.sending;
    let state = Memo::new(move |_| sending.of(id).map(|outgoing| outgoing.state));
    view! {
        <div class="sending__item" data-testid="sending" data-state=move || state.get().as_ref().map(state_name)>
            {move || state.get().map(|state| view! { <Words id state /> })}
        </div>
    }
}

#[component]
fn Words(id: OutboxId, state: SendState) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let sending = compose.sending;
    let dismiss = move |_| sending.dismiss(id);
    match state {
        SendState::Scheduled { until } => view! {
            <Spinner />
            // The seconds are for the eye; a screen reader hears "Sending…" once.
            <span class="sending__text" aria-hidden="true">
                {move || t_string!(i18n, compose.sending_in, seconds = sending.seconds_left(until))}
            </span>
            <span class="visually-hidden">{t!(i18n, compose.sending)}</span>
            <button type="button" data-testid="sending-undo" on:click=move |_| compose.take_back(id)>{t!(i18n, compose.undo)}</button>
            <button type="button" data-testid="send-now" on:click=move |_| compose.send_now(id)>{t!(i18n, compose.send_now)}</button>
        }
        .into_any(),
        SendState::Sending { .. } => view! {
            <Spinner />
            <span class="sending__text">{t!(i18n, compose.sending)}</span>
        }
        .into_any(),
        SendState::Retrying { failure, .. } => view! {
            <Icon name=IconName::RefreshCw />
            <span class="sending__text">{t!(i18n, compose.retrying)} " " {failure_text(i18n, &failure)}</span>
            <button type="button" on:click=move |_| compose.take_back(id)>{t!(i18n, compose.stop_and_edit)}</button>
            <button type="button" on:click=dismiss>{t!(i18n, compose.dismiss)}</button>
        }
        .into_any(),
        SendState::Sent { refused, awaited, .. } if refused.is_empty() && awaited.is_empty() => view! {
            <Icon name=IconName::Check />
            <span class="sending__text">{t!(i18n, compose.sent)}</span>
        }
        .into_any(),
        SendState::Sent { refused, awaited, .. } => view! {
            <Icon name=IconName::TriangleAlert />
            <span class="sending__text">{partly_text(i18n, &refused, &awaited)}</span>
            <button type="button" on:click=dismiss>{t!(i18n, compose.dismiss)}</button>
        }
        .into_any(),
        SendState::Failed { failure } => view! { <Failed id failure /> }.into_any(),
        SendState::Unknown { .. } => view! { <Unknown id /> }.into_any(),
        SendState::Cancelled => ().into_any(),
    }
}

/// Why it was not sent, and the way back to its draft.
#[component]
fn Failed(id: OutboxId, failure: SendFailure) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let sending = compose.sending;
    let draft = sending.of(id).map(|outgoing| outgoing.draft);
    let open = move |_| {
        sending.dismiss(id);
        if let Some(draft) = draft {
            compose.open(draft);
        }
    };
    view! {
        <Icon name=IconName::CircleAlert />
        <span class="sending__text">{t!(i18n, compose.failed)} ": " {failure_text(i18n, &failure)}</span>
        <button type="button" on:click=open>{t!(i18n, compose.open_draft)}</button>
        <button type="button" on:click=move |_| sending.dismiss(id)>{t!(i18n, compose.dismiss)}</button>
    }
}

/// Nobody knows whether it was sent, so the person says.
#[component]
fn Unknown(id: OutboxId) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let subject = compose.sending.of(id).map(|outgoing| outgoing.subject).unwrap_or_default();
    view! {
        <Icon name=IconName::TriangleAlert />
        <span class="sending__text">
            <strong>{t!(i18n, compose.unknown_title)}</strong>
            " "
            {t_string!(i18n, compose.unknown_text, subject = subject)}
        </span>
        <button type="button" on:click=move |_| compose.resolve(id, false)>{t!(i18n, compose.send_again)}</button>
        <button type="button" on:click=move |_| compose.resolve(id, true)>{t!(i18n, compose.it_was_sent)}</button>
    }
}

/// For the stylesheet and for tests.
pub(super) const fn state_name(state: &SendState) -> &'static str {
    match state {
        SendState::Scheduled { .. } => "scheduled",
        SendState::Sending { .. } => "sending",
        SendState::Retrying { .. } => "retrying",
        SendState::Sent { .. } => "sent",
        SendState::Failed { .. } => "failed",
        SendState::Unknown { .. } => "unknown",
        SendState::Cancelled => "cancelled",
    }
}
