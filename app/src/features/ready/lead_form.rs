//! The form of a lead that is made of a mail.

use crate::api::ApiError;
use crate::features::records::words::stage_name;
use crate::trouble::field_error;
use crate::ui::{Select, TextArea, TextField, sends};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::lead::LeadForm;
use kurier_model::pipeline::StageName;
use kurier_model::{Field, StageId, UserId};
use leptos::prelude::*;

/// What is in the fields.
#[derive(Clone, Copy)]
pub struct LeadFields {
    name: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    company: RwSignal<String>,
    /// The id, or nothing for nobody.
    owner: RwSignal<String>,
    stage: RwSignal<String>,
    description: RwSignal<String>,
    /// A company that was proposed, and by which domain.
    known: StoredValue<Option<(String, String)>>,
}

/// What the two choices of the form offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadChoices {
    pub salespeople: Vec<(UserId, String)>,
    pub stages: Vec<(StageId, StageName)>,
}

impl LeadFields {
    /// Fields filled with a form.
    #[must_use]
    pub fn of(form: &LeadForm, company_by: Option<String>) -> Self {
        Self {
            known: StoredValue::new(company_by.map(|domain| (form.company.clone(), domain))),
            name: RwSignal::new(form.name.clone()),
            email: RwSignal::new(form.email.clone()),
            phone: RwSignal::new(form.phone.clone()),
            company: RwSignal::new(form.company.clone()),
            owner: RwSignal::new(form.owner.map(|owner| owner.to_string()).unwrap_or_default()),
            stage: RwSignal::new(form.stage.map(|stage| stage.to_string()).unwrap_or_default()),
            description: RwSignal::new(form.description.clone()),
        }
    }

    /// What the person filled in.
    #[must_use]
    pub fn form(self) -> LeadForm {
        LeadForm {
            name: self.name.get_untracked(),
            email: self.email.get_untracked(),
            phone: self.phone.get_untracked(),
            company: self.company.get_untracked(),
            owner: self.owner.with_untracked(|owner| owner.parse().ok()),
            stage: self.stage.with_untracked(|stage| stage.parse().ok()),
            description: self.description.get_untracked(),
        }
    }
}

/// The fields, with the complaints of `error` in their places, and the form's buttons.
#[component]
pub fn LeadFormFields(
    fields: LeadFields,
    choices: LeadChoices,
    #[prop(into)] error: Signal<Option<ApiError>>,
    on_submit: Callback<()>,
    /// Put the cursor into the name.
    #[prop(optional)]
    autofocus: bool,
    /// The buttons, one of them of kind `submit`, and what is told beside them.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <form
            class="lead-form"
            data-testid="lead-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                on_submit.run(());
            }
            on:keydown=move |event| {
                if sends(&event) {
                    event.prevent_default();
                    on_submit.run(());
                }
            }
        >
            <ContactFields fields error autofocus />
            <PipelineFields fields choices error />
            <div data-wide="true">
                <TextArea
                    name="lead-description"
                    label=t_string!(i18n, leads.description)
                    value=fields.description
                    hint=Signal::stored(t_string!(i18n, leads.description_hint).to_owned())
                    error=field_error(i18n, error, Field::Description)
                />
            </div>
            <div class="lead-form__buttons">{children()}</div>
        </form>
    }
}

/// Who the lead is, and how to reach them.
#[component]
fn ContactFields(fields: LeadFields, error: Signal<Option<ApiError>>, autofocus: bool) -> impl IntoView {
    let i18n = use_i18n();
    // As long as it stands there.
    let company_hint = Signal::derive(move || {
        let known = fields.known.get_value().filter(|(name, _)| fields.company.with(|now| now == name));
        known.map_or_else(String::new, |(_, domain)| t_string!(i18n, leads.company_by, domain = domain))
    });
    view! {
        <div data-wide="true">
            <TextField
                name="lead-name"
                label=t_string!(i18n, leads.name)
                value=fields.name
                hint=Signal::stored(t_string!(i18n, leads.name_hint).to_owned())
                error=field_error(i18n, error, Field::LeadName)
                required=true
                autofocus
            />
        </div>
        <TextField
            name="lead-email"
            kind="email"
            label=t_string!(i18n, leads.email)
            value=fields.email
            error=field_error(i18n, error, Field::Email)
            autocomplete="off"
        />
        <TextField
            name="lead-phone"
            kind="tel"
            label=t_string!(i18n, leads.phone)
            value=fields.phone
            error=field_error(i18n, error, Field::Phone)
            autocomplete="off"
        />
        <div data-wide="true">
            <TextField
                name="lead-company"
                label=t_string!(i18n, leads.company)
                value=fields.company
                hint=company_hint
                error=field_error(i18n, error, Field::Company)
                autocomplete="off"
            />
        </div>
    }
}

/// Whose lead it is, and how far; a new one is in the first stage.
#[component]
fn PipelineFields(
    fields: LeadFields,
    choices: LeadChoices,
    error: Signal<Option<ApiError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let mut owners = vec![(String::new(), t_string!(i18n, leads.no_owner).to_owned())];
    owners.extend(choices.salespeople.into_iter().map(|(id, name)| (id.to_string(), name)));
    let stages: Vec<_> =
        choices.stages.iter().map(|(id, name)| (id.to_string(), stage_name(i18n, name))).collect();
    if fields.stage.with_untracked(String::is_empty)
        && let Some((first, _)) = stages.first()
    {
        fields.stage.set(first.clone());
    }
    view! {
        <Select
            name="lead-owner"
            label=t_string!(i18n, leads.owner)
            value=fields.owner
            options=Signal::stored(owners)
            error=field_error(i18n, error, Field::Owner)
        />
        <Select
            name="lead-stage"
            label=t_string!(i18n, leads.stage)
            value=fields.stage
            options=Signal::stored(stages)
            error=field_error(i18n, error, Field::Stage)
        />
    }
}
