//! "New lead", by hand.

use super::api::{create_lead, lead_board};
use super::form::{LeadChoices, LeadFields, LeadFormFields};
use crate::api::ApiError;
use crate::features::consents::{ErasedNote, ErasedQuestion};
use crate::features::people::colleagues;
use crate::state::{Toast, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{Button, ButtonVariant, Dialog, Skeleton};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::lead::LeadForm;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

/// The dialog, shown while `open`.
#[component]
pub fn CreateLeadDialog(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, leads.new_lead) testid="create-lead-dialog">
            <Content open />
        </Dialog>
    }
}

async fn choices() -> Result<LeadChoices, ApiError> {
    let board = lead_board().await?.read()?;
    let stages = board.columns.into_iter().map(|(stage, _)| (stage.id, stage.name)).collect();
    Ok(LeadChoices { salespeople: colleagues().await?, stages })
}

#[component]
fn Content(open: RwSignal<bool>) -> impl IntoView {
    let choices = LocalResource::new(choices);
    move || match choices.get() {
        None => view! { <Skeleton lines=5 kind="text" /> }.into_any(),
        Some(Err(error)) => view! { <LoadError error on_retry=move |()| choices.refetch() /> }.into_any(),
        Some(Ok(choices)) => view! { <Form choices open /> }.into_any(),
    }
}

#[component]
fn Form(choices: LeadChoices, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let navigate = StoredValue::new_local(use_navigate());
    let fields = LeadFields::of(&LeadForm::default());
    let error = RwSignal::new(None::<ApiError>);
    let pending = RwSignal::new(false);
    let erased = ErasedQuestion::begin();
    let submit = Callback::new(move |()| {
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        let form = fields.form();
        spawn_local(async move {
            let name = form.name.clone();
            let answer = match erased.is_clear(vec![form.email.clone()]).await {
                Ok(true) => create_lead(form).await.map(Some),
                other => other.map(|_| None),
            };
            pending.try_set(false);
            match answer {
                Ok(None) => {}
                Ok(Some(lead)) => {
                    open.try_set(false);
                    toasts.push(Toast::done(t_string!(i18n, leads.created, name = name)));
                    navigate
                        .try_with_value(|navigate| navigate(&format!("/leads/{lead}"), Default::default()));
                }
                Err(refused) => {
                    if refused.invalid().is_none() {
                        toasts.push(Toast::failed(error_text(i18n, &refused)));
                    }
                    error.try_set(Some(refused));
                }
            }
        });
    });
    view! {
        <LeadFormFields fields choices error on_submit=submit autofocus=true>
            <ErasedNote question=erased />
            <Button on_click=move |_| open.set(false)>{t!(i18n, leads.cancel)}</Button>
            <Button kind="submit" variant=ButtonVariant::Primary pending testid="lead-create">{t!(i18n, leads.create)}</Button>
        </LeadFormFields>
    }
}
