//! The trial of a mailbox, step by step as the server does it.

use super::{Draft, Stage};
use crate::features::settings::api::connect_mailbox;
use crate::features::settings::trouble::{trouble_advice, trouble_detail, trouble_text};
use crate::state::event_stream::{EventStream, StreamEvent, listen};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonVariant, Icon, IconName, Spinner};
use kurier_i18n::{I18n, t, t_string};
use kurier_model::ConnectionId;
use kurier_model::mailbox::{StepState, Trouble, Verification, VerifyStep};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

const STEPS: [VerifyStep; 8] = [
    VerifyStep::ImapResolve,
    VerifyStep::ImapConnect,
    VerifyStep::ImapTls,
    VerifyStep::ImapSignIn,
    VerifyStep::ImapFolders,
    VerifyStep::SmtpConnect,
    VerifyStep::SmtpTls,
    VerifyStep::SmtpSignIn,
];

/// What was heard so far.
#[derive(Clone, Default, PartialEq)]
struct Heard {
    steps: Vec<(VerifyStep, StepState)>,
    /// The stream is over.
    ended: bool,
    /// Something outside of the steps went wrong: in the person's language.
    refused: Option<String>,
}

impl Heard {
    fn tell(&mut self, news: Verification) {
        match self.steps.iter_mut().find(|(step, _)| *step == news.step) {
            Some((_, state)) => *state = news.state,
            None => self.steps.push((news.step, news.state)),
        }
    }

    fn trouble(&self) -> Option<(VerifyStep, Trouble)> {
        self.steps.iter().find_map(|(step, state)| match state {
            StepState::Failed { trouble } => Some((*step, trouble.clone())),
            _ => None,
        })
    }

    /// Whether nothing more is to come: a step failed, or the last one is done.
    fn is_over(&self) -> bool {
        let last = |(step, state): &(VerifyStep, StepState)| {
            *step == VerifyStep::SmtpSignIn && *state == StepState::Done
        };
        self.trouble().is_some() || self.steps.iter().any(last)
    }

    fn failed(&self) -> bool {
        self.refused.is_some() || self.trouble().is_some()
    }

    /// Steps that were passed over (no TLS, for one) are not shown; those to come are.
    fn shown(&self) -> Vec<(VerifyStep, Option<StepState>)> {
        let reached = STEPS.iter().rposition(|step| self.steps.iter().any(|(heard, _)| heard == step));
        STEPS
            .iter()
            .enumerate()
            .filter_map(|(at, step)| {
                let state =
                    self.steps.iter().find(|(heard, _)| heard == step).map(|(_, state)| state.clone());
                let passed_over =
                    state.is_none() && (reached.is_some_and(|reached| at < reached) || self.ended);
                (!passed_over).then_some((*step, state))
            })
            .collect()
    }
}

/// Watches the trial; connects the mailbox when it passed, offers the way back when it did not.
#[component]
pub fn Trial(draft: Draft, connection: ConnectionId) -> impl IntoView {
    let i18n = draft.i18n;
    let heard = RwSignal::new(Heard::default());
    Effect::new(move || watch(draft, connection, heard));
    view! {
        <section class="trial" data-testid="verification" aria-busy=move || (!heard.with(|heard| heard.ended)).to_string()>
            <h2>{t!(i18n, settings.trial.title)}</h2>
            <ol class="trial__steps" aria-live="polite">
                {move || heard.with(Heard::shown).into_iter().map(|(step, state)| view! { <Line i18n step state /> }).collect_view()}
            </ol>
            {move || heard.with(Heard::failed).then(|| view! { <Failure draft heard /> })}
        </section>
    }
}

fn watch(draft: Draft, connection: ConnectionId, heard: RwSignal<Heard>) {
    let stream = Arc::new(std::sync::OnceLock::<EventStream>::new());
    let opened = stream.clone();
    // Closed by us in any case: the browser would connect again and begin the trial anew.
    let end = move || {
        if let Some(stream) = opened.get() {
            stream.close();
        }
        finish(draft, connection, heard);
    };
    let url = format!("/accounts/connections/{connection}/verify");
    let listening = listen::<Verification>(&url, move |event| match event {
        StreamEvent::Open => {}
        StreamEvent::Data(news) => {
            heard.update(|heard| heard.tell(news));
            if heard.with_untracked(Heard::is_over) {
                end();
            }
        }
        StreamEvent::Broken { .. } => end(),
    });
    let _ = stream.set(listening);
}

fn finish(draft: Draft, connection: ConnectionId, heard: RwSignal<Heard>) {
    if heard.with_untracked(|heard| heard.ended) {
        return;
    }
    heard.update(|heard| heard.ended = true);
    if heard.with_untracked(Heard::failed) {
        return;
    }
    spawn_local(async move {
        match connect_mailbox(connection).await {
            Ok(mailbox) => draft.stage.set(Stage::Connected { mailbox }),
            Err(error) => {
                let words = match error {
                    crate::api::ApiError::Conflict => {
                        t_string!(draft.i18n, settings.trial.broken_off).to_owned()
                    }
                    other => error_text(draft.i18n, &other),
                };
                heard.update(|heard| heard.refused = Some(words));
            }
        }
    });
}

#[component]
fn Line(i18n: I18n, step: VerifyStep, state: Option<StepState>) -> impl IntoView {
    let (kind, word) = match &state {
        None => ("waiting", t_string!(i18n, settings.trial.waiting)),
        Some(StepState::Running) => ("running", t_string!(i18n, settings.trial.running)),
        Some(StepState::Done) => ("done", t_string!(i18n, settings.trial.done)),
        Some(StepState::Failed { .. }) => ("failed", t_string!(i18n, settings.trial.failed)),
    };
    view! {
        <li class="trial__step" data-state=kind>
            {match kind {
                "running" => view! { <Spinner /> }.into_any(),
                "done" => view! { <Icon name=IconName::CircleCheck /> }.into_any(),
                "failed" => view! { <Icon name=IconName::CircleAlert /> }.into_any(),
                _ => view! { <span class="trial__dot"></span> }.into_any(),
            }}
            <span>{step_name(i18n, step)}</span>
            <span class="visually-hidden">{word}</span>
        </li>
    }
}

/// Why it failed, what to do, and the ways on. Everything typed is still there.
#[component]
fn Failure(draft: Draft, heard: RwSignal<Heard>) -> impl IntoView {
    let i18n = draft.i18n;
    let heard = heard.get_untracked();
    let wrong_password = matches!(heard.trouble(), Some((_, Trouble::WrongPassword { .. })));
    let has_address = draft.changes.is_none();
    let back = if wrong_password && has_address { Stage::Address } else { Stage::Details };
    view! {
        <div class="callout" data-tone="danger" role="alert">
            <Icon name=IconName::CircleAlert />
            <div class="callout__text">
                {heard.trouble().map(|(_, trouble)| view! {
                    <p><strong>{trouble_text(i18n, &trouble)}</strong></p>
                    <p>{trouble_advice(i18n, &trouble)}</p>
                    {trouble_detail(&trouble).map(|detail| view! {
                        <p class="mailbox-card__answer" dir="auto">{t!(i18n, settings.password.server_says)}" "<q>{detail.to_owned()}</q></p>
                    })}
                })}
                {heard.refused.map(|words| view! { <p>{words}</p> })}
                <div class="trial__actions">
                    <Button variant=ButtonVariant::Primary icon=IconName::Pencil on_click=move |_| draft.stage.set(back)>
                        {t!(i18n, settings.trial.correct)}
                    </Button>
                    <Button icon=IconName::RefreshCw on_click=move |_| draft.begin()>{t!(i18n, common.retry)}</Button>
                </div>
            </div>
        </div>
    }
}

fn step_name(i18n: I18n, step: VerifyStep) -> &'static str {
    match step {
        VerifyStep::ImapResolve => t_string!(i18n, settings.trial.imap_resolve),
        VerifyStep::ImapConnect => t_string!(i18n, settings.trial.imap_connect),
        VerifyStep::ImapTls => t_string!(i18n, settings.trial.imap_tls),
        VerifyStep::ImapSignIn => t_string!(i18n, settings.trial.imap_sign_in),
        VerifyStep::ImapFolders => t_string!(i18n, settings.trial.imap_folders),
        VerifyStep::SmtpConnect => t_string!(i18n, settings.trial.smtp_connect),
        VerifyStep::SmtpTls => t_string!(i18n, settings.trial.smtp_tls),
        VerifyStep::SmtpSignIn => t_string!(i18n, settings.trial.smtp_sign_in),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(steps: &[(VerifyStep, StepState)]) -> Heard {
        let mut heard = Heard::default();
        for (step, state) in steps {
            heard.tell(Verification { step: *step, state: state.clone() });
        }
        heard
    }

    #[test]
    fn steps_that_were_passed_over_are_not_shown() {
        let heard = heard(&[
            (VerifyStep::ImapResolve, StepState::Running),
            (VerifyStep::ImapResolve, StepState::Done),
            (VerifyStep::ImapConnect, StepState::Done),
            (VerifyStep::ImapSignIn, StepState::Running),
        ]);
        let shown: Vec<_> = heard.shown().into_iter().map(|(step, _)| step).collect();
        assert!(!shown.contains(&VerifyStep::ImapTls));
        assert!(shown.contains(&VerifyStep::SmtpSignIn));
        assert_eq!(heard.steps.len(), 3);
    }

    #[test]
    fn after_a_failure_only_what_happened_is_shown() {
        let mut heard = heard(&[
            (VerifyStep::ImapResolve, StepState::Done),
            (VerifyStep::ImapConnect, StepState::Failed { trouble: Trouble::Disconnected }),
        ]);
        heard.ended = true;
        assert_eq!(heard.shown().len(), 2);
        assert!(heard.failed());
    }
}
