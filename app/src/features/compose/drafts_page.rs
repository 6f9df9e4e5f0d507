//! `/drafts`: what is being written and what is on its way.

use super::api::{cancel_sending, drafts_and_outgoing, note_outgoing};
use super::context::use_compose;
use super::draft_line::DraftLine;
use super::sending_bar::state_name;
use super::wording::{aftermath_text, failure_detail, failure_text, recipients_text, refusal, subject_text};
use super::writing::kept_here;
use crate::api::{ApiError, Fetched};
use crate::state::{Toast, use_live, use_toasts};
use crate::trouble::LoadError;
use crate::ui::{
    Badge, Button, ButtonSize, ButtonVariant, EmptyState, IconName, PageTitle, Skeleton, Tone, lasting,
};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::compose::{DraftRow, DraftStart, Outgoing, SendFailure, SendState};
use kurier_model::{DraftId, OutboxId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The page.
#[component]
pub fn DraftsPage() -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let compose = use_compose();
    let lists = Fetched::new("drafts_and_outgoing", move || live.outbox.get(), drafts_and_outgoing);
    Effect::watch(move || compose.put_away.get(), move |_, _, _| lists.refetch(), false);
    let again = Callback::new(move |()| lists.refetch());
    view! {
        <PageTitle text=t_string!(i18n, compose.drafts) />
        <div class="drafts">
            <h1>{t!(i18n, compose.drafts)}</h1>
            <Transition fallback=|| view! { <Skeleton /> }>
                {move || lasting(async move {
                    match lists.read().await {
                        Ok((drafts, outgoing)) => view! { <Lists drafts outgoing again /> }.into_any(),
                        Err(error) => view! { <LoadError error on_retry=again /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Lists(drafts: Vec<DraftRow>, outgoing: Vec<Outgoing>, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let listed: Vec<DraftId> =
        drafts.iter().map(|row| row.id).chain(outgoing.iter().map(|one| one.draft)).collect();
    // One that failed stands above, with the reason and what can be done about it.
    let drafts = drafts
        .into_iter()
        .filter(|row| !outgoing.iter().any(|one| one.draft == row.id && is_failed(&one.state)))
        .collect::<Vec<_>>();
    let drafts = RwSignal::new(drafts);
    add_kept(drafts, listed);
    let left = move || {
        drafts.with(|drafts| {
            drafts.iter().filter(|row| !compose.is_discarded(row.id)).cloned().collect::<Vec<_>>()
        })
    };
    let nothing_outgoing = outgoing.is_empty();
    view! {
        {(!nothing_outgoing).then(|| view! {
            <section aria-labelledby="outgoing">
                <h2 id="outgoing">{t!(i18n, compose.outgoing)}</h2>
                <ul class="drafts__list">
                    {outgoing.into_iter().map(|outgoing| view! { <OutgoingRow outgoing again /> }).collect_view()}
                </ul>
            </section>
        })}
        <Show
            when=move || !left().is_empty()
            fallback=move || nothing_outgoing.then(|| view! {
                <EmptyState
                    icon=IconName::FilePen
                    title=t_string!(i18n, compose.no_drafts)
                    text=Signal::stored(t_string!(i18n, compose.no_drafts_text).to_owned())
                >
                    <Button
                        variant=ButtonVariant::Primary
                        icon=IconName::Pencil
                        on_click=move |_| compose.start(DraftStart::EMPTY)
                    >
                        {t!(i18n, compose.new_email)}
                    </Button>
                </EmptyState>
            })
        >
            <ul class="drafts__list" aria-label=t_string!(i18n, compose.drafts)>
                <For each=left key=|row| row.id let:row>
                    <DraftLine row />
                </For>
            </ul>
        </Show>
    }
}

/// Behind them those that only this browser has.
fn add_kept(drafts: RwSignal<Vec<DraftRow>>, listed: Vec<DraftId>) {
    Effect::new(move |_| {
        let listed = listed.clone();
        spawn_local(async move {
            let kept = kept_here(&listed).await;
            if !kept.is_empty() {
                drafts.try_update(|drafts| drafts.extend(kept));
            }
        });
    });
}

#[component]
fn OutgoingRow(outgoing: Outgoing, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let explanation = explanation(i18n, &outgoing);
    let detail = failure(&outgoing.state).and_then(|failure| failure_detail(i18n, failure));
    let state = state_name(&outgoing.state);
    let (tone, words) = state_words(i18n, &outgoing.state);
    let (to, subject) = (recipients_text(i18n, &outgoing.to), subject_text(i18n, &outgoing.subject));
    view! {
        <li class="drafts__row" data-testid="outgoing-row" data-state=state>
            <div class="drafts__open">
                <span class="drafts__to" dir="auto" title=to.clone()>{to.clone()}</span>
                <span class="drafts__subject" dir="auto" title=subject.clone()>{subject.clone()}</span>
            </div>
            <span class="drafts__side"><Badge tone>{words}</Badge></span>
            {explanation.map(|text| view! { <p class="drafts__actions">{text}</p> })}
            {detail.map(|detail| view! { <p class="drafts__actions drafts__snippet" dir="auto">{detail}</p> })}
            <div class="drafts__actions"><OutgoingButtons outgoing again /></div>
        </li>
    }
}

/// What can be done about it.
#[component]
fn OutgoingButtons(outgoing: Outgoing, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let (id, draft) = (outgoing.id, outgoing.draft);
    match outgoing.state {
        SendState::Scheduled { .. } => view! {
            <Button size=ButtonSize::Small icon=IconName::Undo2 on_click=move |_| compose.take_back(id)>
                {t!(i18n, compose.undo)}
            </Button>
        }
        .into_any(),
        SendState::Failed { .. } => view! {
            <Button size=ButtonSize::Small on_click=move |_| compose.open(draft)>{t!(i18n, compose.open_draft)}</Button>
            <RetryButton outgoing=id again />
        }
        .into_any(),
        SendState::Retrying { .. } if outgoing.is_rest => {
            let ask = move || async move { cancel_sending(id).await.map(drop) };
            view! {
                <RetryButton outgoing=id again />
                <AskButton icon=IconName::X label=t_string!(i18n, compose.stop_trying) ask again />
            }
            .into_any()
        }
        SendState::Retrying { .. } => view! {
            <RetryButton outgoing=id again />
            <Button size=ButtonSize::Small icon=IconName::Pencil on_click=move |_| compose.take_back(id)>
                {t!(i18n, compose.stop_and_edit)}
            </Button>
        }
        .into_any(),
        SendState::Unknown { .. } => view! {
            <Button size=ButtonSize::Small on_click=move |_| compose.resolve(id, false)>
                {t!(i18n, compose.send_again)}
            </Button>
            <Button size=ButtonSize::Small on_click=move |_| compose.resolve(id, true)>
                {t!(i18n, compose.it_was_sent)}
            </Button>
        }
        .into_any(),
        SendState::Sent { no_copy, .. } => view! {
            {no_copy.is_some().then(|| view! { <RetryButton outgoing=id again /> })}
            <AskButton icon=IconName::Check label=t_string!(i18n, compose.noted) ask=move || note_outgoing(id) again />
        }
        .into_any(),
        SendState::Sending { .. } | SendState::Cancelled => ().into_any(),
    }
}

/// What became of it, where the badge does not say all.
fn explanation(i18n: I18n, outgoing: &Outgoing) -> Option<String> {
    match &outgoing.state {
        SendState::Retrying { .. } if outgoing.is_rest => {
            Some(t_string!(i18n, compose.rest_text, recipients = recipients_text(i18n, &outgoing.to)))
        }
        SendState::Unknown { .. } => Some(t_string!(i18n, compose.unknown_text, subject = outgoing.subject)),
        SendState::Sent { refused, no_copy, .. } => Some(aftermath_text(i18n, refused, no_copy.as_ref())),
        state => failure(state).map(|failure| failure_text(i18n, failure)),
    }
}

const fn failure(state: &SendState) -> Option<&SendFailure> {
    match state {
        SendState::Failed { failure } | SendState::Retrying { failure, .. } => Some(failure),
        _ => None,
    }
}

/// Asks for something about an outgoing message, and reads the list again.
#[component]
fn AskButton<A, F>(icon: IconName, label: &'static str, ask: A, again: Callback<()>) -> impl IntoView
where
    A: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), ApiError>> + 'static,
{
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let press = move |_| {
        pending.set(true);
        let asking = ask();
        spawn_local(async move {
            if let Err(error) = asking.await {
                toasts.push(Toast::failed(refusal(i18n, &error)));
            }
            pending.try_set(false);
            again.try_run(());
        });
    };
    view! { <Button size=ButtonSize::Small icon pending on_click=press>{label}</Button> }
}

#[component]
fn RetryButton(outgoing: OutboxId, again: Callback<()>) -> impl IntoView {
    let compose = use_compose();
    let ask = move || async move { compose.send_again(outgoing).await.map(drop) };
    view! { <AskButton icon=IconName::RefreshCw label=t_string!(use_i18n(), compose.retry) ask again /> }
}

fn state_words(i18n: I18n, state: &SendState) -> (Tone, &'static str) {
    match state {
        SendState::Scheduled { .. } | SendState::Sending { .. } | SendState::Cancelled => {
            (Tone::Accent, t_string!(i18n, compose.sending))
        }
        SendState::Retrying { .. } => (Tone::Warn, t_string!(i18n, compose.waiting_to_retry)),
        // Sent and all is well does not stand here.
        SendState::Sent { refused, .. } if refused.is_empty() => {
            (Tone::Warn, t_string!(i18n, compose.no_copy_title))
        }
        SendState::Sent { .. } => (Tone::Warn, t_string!(i18n, compose.partly_title)),
        SendState::Failed { .. } => (Tone::Danger, t_string!(i18n, compose.failed)),
        SendState::Unknown { .. } => (Tone::Warn, t_string!(i18n, compose.unknown_title)),
    }
}

const fn is_failed(state: &SendState) -> bool {
    matches!(state, SendState::Failed { .. })
}
