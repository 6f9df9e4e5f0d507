//! `/drafts`: what is being written and what is on its way.

use super::api::{list_drafts, list_outgoing, note_outgoing, retry_sending};
use super::context::use_compose;
use super::sending_bar::state_name;
use super::wording::{aftermath_text, failure_detail, failure_text, recipients_text, subject_text};
use crate::api::ApiError;
use crate::state::{Toast, use_live, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{
    Badge, Button, ButtonSize, ButtonVariant, EmptyState, IconButton, IconName, PageTitle, Skeleton, Time,
    Tone, lasting,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::compose::{DraftRow, DraftStart, Outgoing, SendState};
use leptos::prelude::*;
use leptos::task::spawn_local;

type Lists = Result<(Vec<DraftRow>, Vec<Outgoing>), ApiError>;

async fn read() -> Lists {
    Ok((list_drafts().await?, list_outgoing().await?))
}

/// The page.
#[component]
pub fn DraftsPage() -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let compose = use_compose();
    let lists = Resource::new_blocking(move || live.outbox.get(), |_| read());
    // A composer that closes has saved something.
    Effect::new(move |before: Option<bool>| {
        let open = compose.is_open();
        if before == Some(true) && !open {
            lists.refetch();
        }
        open
    });
    let again = Callback::new(move |()| lists.refetch());
    view! {
        <PageTitle text=t_string!(i18n, compose.drafts) />
        <div class="drafts">
            <h1>{t!(i18n, compose.drafts)}</h1>
            <Transition fallback=|| view! { <Skeleton /> }>
                {move || lasting(async move {
                    match lists.await {
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
    // One that failed stands above, with the reason and what can be done about it.
    let drafts = drafts
        .into_iter()
        .filter(|row| !outgoing.iter().any(|one| one.draft == row.id && is_failed(&one.state)))
        .collect::<Vec<_>>();
    let drafts = StoredValue::new(drafts);
    let left = move || {
        drafts.with_value(|drafts| {
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
                        on_click=move |_| compose.start(DraftStart::New { mailbox: None })
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

#[component]
fn DraftLine(row: DraftRow) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let id = row.id;
    view! {
        <li class="drafts__row" data-testid="draft-row">
            <button type="button" class="drafts__open" on:click=move |_| compose.open(id)>
                <span class="drafts__to" dir="auto">{recipients_text(i18n, &row.to)}</span>
                <span class="drafts__subject" dir="auto">{subject_text(i18n, &row.subject)}</span>
                <span class="drafts__snippet" dir="auto">{row.snippet}</span>
            </button>
            <span class="drafts__side">
                {row.failed.then(|| view! { <Badge tone=Tone::Danger>{t!(i18n, compose.failed)}</Badge> })}
                <Time at=row.updated_at />
                <IconButton icon=IconName::Trash2 label=t_string!(i18n, compose.discard) on_click=move |_| compose.discard(id) />
            </span>
        </li>
    }
}

#[component]
fn OutgoingRow(outgoing: Outgoing, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let (id, draft) = (outgoing.id, outgoing.draft);
    let failure = match &outgoing.state {
        SendState::Failed { failure } | SendState::Retrying { failure, .. } => Some(failure.clone()),
        _ => None,
    };
    let explanation = match &outgoing.state {
        SendState::Unknown { .. } => Some(t_string!(i18n, compose.unknown_text, subject = outgoing.subject)),
        SendState::Sent { refused, no_copy, .. } => Some(aftermath_text(i18n, refused, no_copy.as_ref())),
        _ => failure.as_ref().map(|failure| failure_text(i18n, failure)),
    };
    let buttons = match outgoing.state {
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
        SendState::Sent { ref no_copy, .. } => view! {
            {no_copy.is_some().then(|| view! { <RetryButton outgoing=id again /> })}
            <NoteButton outgoing=id again />
        }
        .into_any(),
        SendState::Sending { .. } | SendState::Cancelled => ().into_any(),
    };
    let (tone, words) = state_words(i18n, &outgoing.state);
    view! {
        <li class="drafts__row" data-testid="outgoing-row" data-state=state_name(&outgoing.state)>
            <div class="drafts__open">
                <span class="drafts__to" dir="auto">{recipients_text(i18n, &outgoing.to)}</span>
                <span class="drafts__subject" dir="auto">{subject_text(i18n, &outgoing.subject)}</span>
            </div>
            <span class="drafts__side"><Badge tone>{words}</Badge></span>
            {explanation.map(|text| view! { <p class="drafts__actions">{text}</p> })}
            {failure
                .and_then(|failure| failure_detail(i18n, &failure))
                .map(|detail| view! { <p class="drafts__actions drafts__snippet" dir="auto">{detail}</p> })}
            <div class="drafts__actions">{buttons}</div>
        </li>
    }
}

#[component]
fn NoteButton(outgoing: kurier_model::OutboxId, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let note = move |_| {
        pending.set(true);
        spawn_local(async move {
            if let Err(error) = note_outgoing(outgoing).await {
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
            pending.try_set(false);
            again.try_run(());
        });
    };
    view! { <Button size=ButtonSize::Small icon=IconName::Check pending on_click=note>{t!(i18n, compose.noted)}</Button> }
}

#[component]
fn RetryButton(outgoing: kurier_model::OutboxId, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let retry = move |_| {
        pending.set(true);
        spawn_local(async move {
            if let Err(error) = retry_sending(outgoing).await {
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
            pending.try_set(false);
            again.try_run(());
        });
    };
    view! { <Button size=ButtonSize::Small icon=IconName::RefreshCw pending on_click=retry>{t!(i18n, compose.retry)}</Button> }
}

fn state_words(i18n: kurier_i18n::I18n, state: &SendState) -> (Tone, &'static str) {
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
