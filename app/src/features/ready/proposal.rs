//! The lead form, prefilled from a message: in Ready and beside a thread.

use super::api::{decide, propose_lead};
use super::desk::Desk;
use super::elsewhere::say_refused;
use super::lead_form::{LeadChoices, LeadFields, LeadFormFields};
use crate::api::ApiError;
use crate::features::consents::{ErasedNote, ErasedQuestion};
use crate::state::{Afterwards, Toast, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{Button, ButtonVariant, Skeleton};
use kurier_i18n::{t, use_i18n};
use kurier_model::ThreadId;
use kurier_model::ready::{Decided, Decision, LeadProposal};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks the server what it read from the message, then shows the form.
#[component]
pub fn ProposalForm(
    thread: ThreadId,
    /// The decision and the name of the lead.
    on_created: Afterwards<(Decided, String)>,
    on_cancel: Callback<()>,
    /// The queue in which it was seen.
    #[prop(optional)]
    desk: Option<Desk>,
) -> impl IntoView {
    let proposal = LocalResource::new(move || async move {
        back(desk, thread).await;
        propose_lead(thread).await
    });
    move || match proposal.get() {
        None => view! { <Skeleton lines=5 kind="text" /> }.into_any(),
        Some(Err(error)) => view! { <LoadError error on_retry=move |()| proposal.refetch() /> }.into_any(),
        Some(Ok(proposal)) => {
            view! { <Form thread proposal on_created=on_created.clone() on_cancel desk /> }.into_any()
        }
    }
}

/// Once nothing that was decided on the thread before is being taken back any more.
async fn back(desk: Option<Desk>, thread: ThreadId) {
    if let Some(desk) = desk {
        desk.once_back(Some(thread), std::future::ready(())).await;
    }
}

#[component]
fn Form(
    thread: ThreadId,
    proposal: LeadProposal,
    on_created: Afterwards<(Decided, String)>,
    on_cancel: Callback<()>,
    desk: Option<Desk>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let fields = LeadFields::of(&proposal.form, proposal.company_by);
    let choices = LeadChoices { salespeople: proposal.salespeople, stages: proposal.stages };
    let error = RwSignal::new(None::<ApiError>);
    let pending = RwSignal::new(false);
    let erased = ErasedQuestion::begin();
    let submit = Callback::new(move |()| {
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        let lead = fields.form();
        let name = lead.name.clone();
        let on_created = on_created.clone();
        spawn_local(async move {
            let answer = match erased.is_clear(vec![lead.email.clone()]).await {
                Ok(true) => {
                    back(desk, thread).await;
                    let seen = desk.map(|desk| desk.filter);
                    decide(thread, Decision::Create { lead }, seen).await.map(Some)
                }
                told => told.map(|_| None),
            };
            pending.try_set(false);
            match answer {
                Ok(None) => {}
                Ok(Some(decided)) => on_created.act((decided, name)),
                Err(refused) => {
                    if refused == ApiError::Conflict {
                        say_refused(i18n, toasts, thread).await;
                    } else if refused.invalid().is_none() {
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
            <Button on_click=move |_| on_cancel.run(())>{t!(i18n, leads.cancel)}</Button>
            <Button kind="submit" variant=ButtonVariant::Primary pending testid="lead-create">{t!(i18n, leads.create)}</Button>
        </LeadFormFields>
    }
}
