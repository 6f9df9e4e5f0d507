//! How a mailbox is doing: a dot that says it in one look, words and progress where they are needed.

use crate::features::inbox::state::Inbox;
use crate::lazy::{drawn, split};
use crate::ui::ButtonLink;
use kurier_i18n::{I18n, t, t_string};
use kurier_model::mailbox::{MailboxState, SyncProgress, Trouble};
use leptos::prelude::*;

/// The dot beside the mailbox's address.
#[component]
pub fn StateDot(inbox: Inbox, state: Memo<MailboxState>) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <span class="state-dot" data-state=move || state.with(key) title=move || state.with(|state| in_a_word(i18n, state))>
            <span class="visually-hidden">{move || state.with(|state| in_a_word(i18n, state))}</span>
        </span>
    }
}

/// Under the mailbox's address, when there is something to say.
#[component]
pub fn StateLine(inbox: Inbox, state: Memo<MailboxState>) -> impl IntoView {
    // Rebuilt when the kind of state changes, not with every message of a synchronisation.
    let kind = Memo::new(move |_| state.with(key));
    move || {
        matches!(kind.get(), "syncing" | "needs_password" | "retrying" | "incomplete")
            .then(|| drawn(move || state_note(inbox, state)))
    }
}

split! {
    mail, fetched by fetch_state_note: pub fn state_note(inbox: Inbox, state: Memo<MailboxState>) -> AnyView {
        view! { <StateNote inbox state /> }.into_any()
    }
}

/// Progress of the synchronisation, or what has to be done.
#[component]
fn StateNote(inbox: Inbox, state: Memo<MailboxState>) -> impl IntoView {
    let i18n = inbox.i18n;
    let progress = Memo::new(move |_| {
        state.with(|state| match state {
            MailboxState::Syncing { progress } => *progress,
            _ => SyncProgress::default(),
        })
    });
    match state.with_untracked(key) {
        "syncing" => view! { <Progress inbox progress /> }.into_any(),
        "needs_password" => view! {
            <p class="mailbox-state" data-tone="danger">
                {t!(i18n, inbox.state.needs_password)} ". "
                <ButtonLink href="/settings/accounts">{t!(i18n, inbox.state.give_password)}</ButtonLink>
            </p>
        }
        .into_any(),
        "retrying" => {
            let said = move || {
                state.with(|state| match state {
                    MailboxState::Retrying { trouble, .. } => trouble_words(i18n, trouble),
                    other => in_a_word(i18n, other),
                })
            };
            view! { <p class="mailbox-state" data-tone="warn">{said} "."</p> }.into_any()
        }
        "unwatched" => view! {
            <p class="mailbox-state" data-tone="warn">
                {t!(i18n, inbox.state.unwatched)} ". "
                <ButtonLink href="/settings/accounts">{t!(i18n, inbox.state.see_more)}</ButtonLink>
            </p>
        }
        .into_any(),
        "incomplete" => view! {
            <p class="mailbox-state" data-tone="warn">
                {move || {
                    let folders = state.with(|state| match state {
                        MailboxState::Incomplete { folders } => *folders,
                        _ => 0,
                    });
                    t_string!(i18n, inbox.state.incomplete, count = folders)
                }} ". "
                <ButtonLink href="/settings/accounts">{t!(i18n, inbox.state.see_ledger)}</ButtonLink>
            </p>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn Progress(inbox: Inbox, progress: Memo<SyncProgress>) -> impl IntoView {
    let i18n = inbox.i18n;
    let text = move || {
        let progress = progress.get();
        let (done, total) = (i18n.number(progress.done), i18n.number(progress.total));
        t_string!(i18n, inbox.state.syncing, done = done, total = total)
    };
    let speed = move || {
        let progress = progress.get();
        let rate = (progress.per_second > 0)
            .then(|| t_string!(i18n, inbox.state.speed, rate = i18n.number(progress.per_second.into())));
        let left = progress
            .seconds_left
            .filter(|_| progress.done < progress.total)
            .map(|seconds| time_left(i18n, seconds));
        [rate, left].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    view! {
        <div class="mailbox-state" data-testid="sync-progress">
            <span>{text}</span>
            <progress
                class="mailbox-state__bar"
                aria-label=text
                max=move || progress.get().total.max(1).to_string()
                value=move || progress.get().done.to_string()
            ></progress>
            <span class="mailbox-state__speed">{speed}</span>
        </div>
    }
}

fn time_left(i18n: I18n, seconds: u32) -> String {
    match seconds {
        0..60 => t_string!(i18n, common.left.seconds, count = seconds),
        60..3600 => t_string!(i18n, common.left.minutes, count = seconds.div_ceil(60)),
        _ => t_string!(i18n, common.left.hours, count = seconds.div_ceil(3600)),
    }
}

const fn key(state: &MailboxState) -> &'static str {
    match state {
        MailboxState::Waiting => "waiting",
        MailboxState::Syncing { .. } => "syncing",
        MailboxState::Idle => "idle",
        MailboxState::Incomplete { .. } => "incomplete",
        MailboxState::NeedsPassword { .. } => "needs_password",
        MailboxState::Retrying { .. } => "retrying",
        MailboxState::Paused => "paused",
        MailboxState::Unwatched { .. } => "unwatched",
    }
}

/// What is in the way, in a line; the settings say more.
fn trouble_words(i18n: I18n, trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Protocol { .. } => t_string!(i18n, inbox.state.retrying_protocol),
        Trouble::Tls { .. } => t_string!(i18n, inbox.state.retrying_tls),
        Trouble::Throttled => t_string!(i18n, inbox.state.retrying_throttled),
        Trouble::WrongPassword { .. } => t_string!(i18n, inbox.state.needs_password),
        Trouble::Other { .. } => t_string!(i18n, inbox.state.retrying_failed),
        Trouble::HostNotFound { .. }
        | Trouble::PrivateNetwork { .. }
        | Trouble::Refused { .. }
        | Trouble::TimedOut { .. }
        | Trouble::Disconnected => t_string!(i18n, inbox.state.retrying),
    }
}

/// What the line below says whole.
fn in_a_word(i18n: I18n, state: &MailboxState) -> &'static str {
    match state {
        MailboxState::Waiting => t_string!(i18n, inbox.state.waiting),
        MailboxState::Syncing { .. } => t_string!(i18n, inbox.state.syncing_now),
        MailboxState::Idle => t_string!(i18n, inbox.state.idle),
        MailboxState::Incomplete { .. } => t_string!(i18n, inbox.state.incomplete_now),
        MailboxState::NeedsPassword { .. } => t_string!(i18n, inbox.state.needs_password),
        MailboxState::Retrying { .. } => t_string!(i18n, inbox.state.retrying_now),
        MailboxState::Paused => t_string!(i18n, inbox.state.paused),
        MailboxState::Unwatched { .. } => t_string!(i18n, inbox.state.unwatched),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_model::member::Language;

    /// Each kind of trouble is told from a server that is out of reach, in both languages.
    #[test]
    fn a_server_that_answers_is_not_called_unreachable() {
        let detail = String::from("BAD what?");
        let kinds = [
            Trouble::Protocol { detail: detail.clone() },
            Trouble::Tls { detail: detail.clone() },
            Trouble::Throttled,
            Trouble::WrongPassword { answer: detail.clone() },
            Trouble::Other { detail },
        ];
        for language in [Language::Pl, Language::En] {
            let i18n = I18n::new(language);
            let out_of_reach = trouble_words(i18n, &Trouble::Disconnected);
            let mut all: Vec<_> = kinds.iter().map(|kind| trouble_words(i18n, kind)).collect();
            assert!(!all.contains(&out_of_reach), "{all:?}");
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), kinds.len(), "{all:?}");
        }
    }
}
