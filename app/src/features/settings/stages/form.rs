//! A stage as somebody fills it in.

use super::api::{add_stage, change_stage};
use super::{BACK, outcome_name};
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::records::words::stage_name;
use crate::state::{Toast, use_toasts};
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Dialog, Select, TextField, mend_focus};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::pipeline::{Outcome, PipelineStage};
use kurier_model::record::StageForm;
use kurier_model::{Field, Reason};
use leptos::prelude::*;

/// What is being filled in: a new stage, or one that is there.
#[derive(Clone, Copy, PartialEq)]
pub struct Filling {
    before: StoredValue<Option<PipelineStage>>,
    name: RwSignal<String>,
    outcome: RwSignal<String>,
    probability: RwSignal<String>,
}

impl Filling {
    pub fn new(before: Option<PipelineStage>) -> Self {
        let own = before.as_ref().filter(|stage| stage.name.key().is_none());
        let outcome = before.as_ref().map(|stage| stage.outcome).unwrap_or_default();
        let likely = before.as_ref().map(|stage| stage.probability).filter(|likely| *likely > 0);
        Self {
            name: RwSignal::new(own.map(|stage| stage.name.as_stored().to_owned()).unwrap_or_default()),
            outcome: RwSignal::new(outcome.as_str().to_owned()),
            probability: RwSignal::new(likely.map(|likely| likely.to_string()).unwrap_or_default()),
            before: StoredValue::new(before),
        }
    }

    fn outcome(self) -> Outcome {
        Outcome::from_stored(&self.outcome.get())
    }

    /// Per cent that are no number are said here.
    fn form(self) -> Result<StageForm, ApiError> {
        let outcome = untrack(|| self.outcome());
        let probability = match self.probability.get_untracked().trim().trim_end_matches('%').trim() {
            "" => Ok(0),
            text => text.parse::<u8>().ok().filter(|likely| *likely <= 100).ok_or(Reason::NotANumber),
        };
        let probability = match outcome {
            Outcome::Open => probability,
            Outcome::Won => Ok(100),
            Outcome::Lost => Ok(0),
        };
        let probability = probability.map_err(|reason| ApiError::refused(Field::Probability, reason))?;
        Ok(StageForm { name: self.name.get_untracked(), outcome, probability })
    }
}

/// The dialog, for what is being filled in.
#[component]
pub fn StageDialog(
    filling: RwSignal<Option<Filling>>,
    key: Memo<String>,
    done: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(filling.with(Option::is_some)));
    let title = Signal::derive(move || {
        let before = filling.with(|filling| filling.and_then(|filling| filling.before.get_value()));
        match before {
            Some(stage) => t_string!(i18n, settings.stages.edit_title, name = stage_name(i18n, &stage.name)),
            None => t_string!(i18n, settings.stages.add_title).to_owned(),
        }
    });
    view! {
        <Dialog open title size="s" testid="stage-dialog" on_close=Callback::new(move |()| filling.set(None))>
            {move || filling.get().map(|now| view! { <StageFields now key open done /> })}
        </Dialog>
    }
}

#[component]
fn StageFields(now: Filling, key: Memo<String>, open: RwSignal<bool>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let saved = move || {
        mend_focus(None, BACK);
        open.try_set(false);
        toasts.push(Toast::done(t_string!(i18n, common.saved)));
        done.try_run(());
    };
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let form = match now.form() {
            Ok(form) => form,
            Err(error) => return attempt.error.set(Some(error)),
        };
        match now.before.with_value(|before| before.as_ref().map(|before| before.id)) {
            Some(stage) => attempt.make(change_stage(stage, form), move |()| saved()),
            None => {
                let kind = key.get_untracked().as_str().into();
                attempt.make(add_stage(kind, form), move |_| saved());
            }
        }
    };
    let before = now.before.get_value();
    let built_in = before.as_ref().filter(|stage| stage.name.key().is_some());
    let placeholder = built_in.map(|stage| stage_name(i18n, &stage.name)).unwrap_or_default();
    let outcomes = [Outcome::Open, Outcome::Won, Outcome::Lost]
        .map(|outcome| (outcome.as_str().to_owned(), outcome_name(i18n, outcome).to_owned()));
    view! {
        <form class="fields__form" novalidate on:submit=save data-testid="stage-form">
            <TextField name="stage-name" label=t_string!(i18n, settings.stages.name) value=now.name placeholder=placeholder autofocus=true autocomplete="off" error=field_error(i18n, attempt.error, Field::Name) />
            {match before {
                None => view! { <Select name="stage-outcome" label=t_string!(i18n, settings.stages.outcome) value=now.outcome options=Signal::stored(outcomes.to_vec()) /> }
                    .into_any(),
                Some(stage) => {
                    let outcome = outcome_name(i18n, stage.outcome);
                    view! { <p class="settings__lead">{t_string!(i18n, settings.stages.outcome_stays, outcome = outcome)}</p> }.into_any()
                }
            }}
            <Show when=move || now.outcome() == Outcome::Open>
                <TextField name="stage-likely" label=t_string!(i18n, settings.stages.probability) value=now.probability inputmode="numeric" autocomplete="off" ltr=true error=field_error(i18n, attempt.error, Field::Probability) />
            </Show>
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="stage-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}
