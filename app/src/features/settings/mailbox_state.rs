//! The state of a mailbox: a word, and while it synchronises how far it is.

use super::trouble::{trouble_advice, trouble_text};
use crate::ui::{Badge, Icon, IconName, Time, Tone};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::mailbox::{MailboxState, SyncProgress};
use leptos::prelude::*;

/// One word for the state.
#[component]
pub fn StateBadge(state: MailboxState) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, words) = match state {
        MailboxState::Waiting => (Tone::Neutral, t_string!(i18n, settings.state.waiting)),
        MailboxState::Syncing { .. } => (Tone::Accent, t_string!(i18n, settings.state.syncing)),
        MailboxState::Idle => (Tone::Ok, t_string!(i18n, settings.state.idle)),
        MailboxState::Incomplete { .. } => (Tone::Warn, t_string!(i18n, settings.state.incomplete)),
        MailboxState::NeedsPassword { .. } => (Tone::Danger, t_string!(i18n, settings.state.needs_password)),
        MailboxState::Retrying { .. } => (Tone::Warn, t_string!(i18n, settings.state.retrying)),
        MailboxState::Paused => (Tone::Neutral, t_string!(i18n, settings.state.paused)),
        MailboxState::Unwatched { .. } => (Tone::Warn, t_string!(i18n, settings.state.unwatched)),
    };
    view! { <Badge tone testid="mailbox-state">{words}</Badge> }
}

/// What the state means, where one word is not enough.
#[component]
pub fn StateDetails(state: MailboxState) -> impl IntoView {
    let i18n = use_i18n();
    match state {
        MailboxState::Syncing { progress } => view! { <Progress progress /> }.into_any(),
        MailboxState::Retrying { trouble, retry_at, .. } => view! {
            <div class="callout" data-tone="warn">
                <Icon name=IconName::TriangleAlert />
                <div class="callout__text">
                    <p>{trouble_text(i18n, &trouble)}</p>
                    <p>{trouble_advice(i18n, &trouble)}</p>
                    <p>{t!(i18n, settings.state.again_at)}" "<Time at=retry_at long=true /></p>
                </div>
            </div>
        }
        .into_any(),
        MailboxState::Unwatched { since } => view! {
            <div class="callout" data-tone="warn">
                <Icon name=IconName::TriangleAlert />
                <div class="callout__text">
                    <p>{t!(i18n, settings.state.unwatched_since)}" "<Time at=since long=true /></p>
                    <p>{t!(i18n, settings.state.unwatched_advice)}</p>
                </div>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// How far a synchronisation is: a bar, n of N, messages a second, time left.
#[component]
pub fn Progress(progress: SyncProgress) -> impl IntoView {
    let i18n = use_i18n();
    let SyncProgress { done, total, per_second, seconds_left } = progress;
    view! {
        <div class="progress" data-testid="sync-progress">
            <progress class="progress__bar" max=total.max(1).to_string() value=done.min(total.max(1)).to_string()>
                {format!("{done} / {total}")}
            </progress>
            <p class="progress__words">
                <span>
                    {t_string!(i18n, settings.progress.done_of, done = i18n.number(done), total = i18n.number(total))}
                </span>
                {(per_second > 0).then(|| view! {
                    <span>{t_string!(i18n, settings.progress.per_second, count = per_second)}</span>
                })}
                {seconds_left.map(|seconds| view! { <span>{time_left(i18n, seconds)}</span> })}
            </p>
        </div>
    }
}

/// `12 seconds left`, `3 minutes left`: as coarse as the guess is.
fn time_left(i18n: I18n, seconds: u32) -> String {
    match seconds {
        0..90 => t_string!(i18n, common.left.seconds, count = seconds.max(1)),
        90..5400 => t_string!(i18n, common.left.minutes, count = seconds.div_ceil(60)),
        _ => t_string!(i18n, common.left.hours, count = seconds.div_ceil(3600)),
    }
}
