//! What is known about a lead, and changing it in its place.

use super::api::update_lead;
use super::conflicts::Conflicts;
use super::form::{LeadChoices, LeadFields, LeadFormFields};
use crate::api::ApiError;
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonSize, ButtonVariant, IconName};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::lead::{Lead, LeadForm};
use kurier_model::record::{Changes, Conflict};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The panel.
#[component]
pub fn Details(
    lead: Lead,
    /// Whether the form is open; while it is, the page does not read the lead anew.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let lead = RwSignal::new(lead);
    view! {
        <section class="panel" aria-labelledby="details">
            <div class="panel__head">
                <h2 class="panel__title" id="details">{t!(i18n, leads.details)}</h2>
                <Show when=move || !editing.get()>
                    <Button size=ButtonSize::Small icon=IconName::Pencil testid="lead-edit" on_click=move |_| editing.set(true)>
                        {t!(i18n, leads.edit)}
                    </Button>
                </Show>
            </div>
            {move || if editing.get() {
                view! { <EditForm lead editing /> }.into_any()
            } else {
                view! { <Facts lead=lead.get() /> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Facts(lead: Lead) -> impl IntoView {
    let i18n = use_i18n();
    let emails = if lead.emails.is_empty() { one(&lead.form.email) } else { lead.emails.clone() };
    let phones = if lead.phones.is_empty() { one(&lead.form.phone) } else { lead.phones.clone() };
    view! {
        <dl class="facts">
            <Fact label=t_string!(i18n, leads.emails) values=emails />
            <div>
                <dt>{t!(i18n, leads.phones)}</dt>
                <dd>
                    {if phones.is_empty() {
                        view! { <span class="lead-list__dim">{t!(i18n, leads.not_filled)}</span> }.into_any()
                    } else {
                        phones
                            .into_iter()
                            .map(|phone| {
                                let href = format!("tel:{}", phone.replace(' ', ""));
                                view! { <div><a href=href rel="external">{phone}</a></div> }
                            })
                            .collect_view()
                            .into_any()
                    }}
                </dd>
            </div>
            <Fact label=t_string!(i18n, leads.company) values=one(&lead.form.company) />
            <Fact label=t_string!(i18n, leads.owner) values=lead.row.owner_name.clone().into_iter().collect() />
            <Fact label=t_string!(i18n, leads.description) values=one(&lead.form.description) />
        </dl>
    }
}

fn one(text: &str) -> Vec<String> {
    if text.trim().is_empty() { Vec::new() } else { vec![text.to_owned()] }
}

#[component]
fn Fact(label: &'static str, values: Vec<String>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div>
            <dt>{label}</dt>
            <dd dir="auto">
                {if values.is_empty() {
                    view! { <span class="lead-list__dim">{t!(i18n, leads.not_filled)}</span> }.into_any()
                } else {
                    values.into_iter().map(|value| view! { <div dir="auto">{value}</div> }).collect_view().into_any()
                }}
            </dd>
        </div>
    }
}

/// The lead while it is being changed.
#[derive(Clone, Copy)]
struct Edit {
    lead: RwSignal<Lead>,
    editing: RwSignal<bool>,
    fields: LeadFields,
    /// What the changes are counted from, and the revision that the person has seen.
    seen: StoredValue<(LeadForm, u32)>,
    error: RwSignal<Option<ApiError>>,
    conflicts: RwSignal<Vec<Conflict>>,
    pending: RwSignal<bool>,
    i18n: I18n,
    toasts: Toasts,
}

impl Edit {
    fn new(lead: RwSignal<Lead>, editing: RwSignal<bool>) -> Self {
        let (form, revision) = lead.with_untracked(|lead| (lead.form.clone(), lead.revision));
        Self {
            lead,
            editing,
            fields: LeadFields::of(&form),
            seen: StoredValue::new((form, revision)),
            error: RwSignal::new(None),
            conflicts: RwSignal::new(Vec::new()),
            pending: RwSignal::new(false),
            i18n: use_i18n(),
            toasts: use_toasts(),
        }
    }

    fn save(self) {
        if self.pending.get_untracked() {
            return;
        }
        let form = self.fields.form();
        let changes = self
            .seen
            .with_value(|(base, revision)| Changes { revision: *revision, fields: base.changes(&form) });
        if changes.fields.is_empty() {
            self.editing.set(false);
            return;
        }
        let id = self.lead.with_untracked(|lead| lead.row.id);
        self.pending.set(true);
        spawn_local(async move {
            let answer = update_lead(id, changes).await;
            self.pending.try_set(false);
            match answer {
                Ok(()) => self.saved(form),
                Err(error) => self.refused(error),
            }
        });
    }

    /// The whole page is read again with the news; until then this shows what was saved.
    fn saved(self, form: LeadForm) {
        self.lead.try_update(|lead| {
            lead.emails.clear();
            lead.phones.clear();
            lead.row.owner_name = form.owner.and_then(|owner| {
                lead.salespeople.iter().find(|(id, _)| *id == owner).map(|(_, name)| name.clone())
            });
            lead.form = form;
        });
        self.editing.try_set(false);
        self.toasts.push(Toast::done(t_string!(self.i18n, leads.saved)));
    }

    fn refused(self, error: ApiError) {
        let i18n = self.i18n;
        if let Some(found) = error.conflicts() {
            self.seen.try_update_value(|(_, revision)| *revision = found.revision);
            self.conflicts.try_set(found.fields);
        } else if error.invalid().is_none() {
            let text = format!("{} {}", t_string!(i18n, leads.save_failed), error_text(i18n, &error));
            self.toasts.push(Toast::failed(text));
        }
        self.error.try_set(Some(error));
    }

    /// Settles one conflict.
    fn choose(self, field: Field, value: &str, theirs: bool) {
        if theirs {
            // What somebody else wrote is no change of this person's.
            self.seen.update_value(|(base, _)| {
                base.put(field, value);
            });
        }
        self.fields.put(field, value);
    }
}

#[component]
fn EditForm(lead: RwSignal<Lead>, editing: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let edit = Edit::new(lead, editing);
    let Edit { fields, error, conflicts, pending, .. } = edit;
    let choices = lead.with_untracked(|lead| LeadChoices {
        salespeople: lead.salespeople.clone(),
        stages: lead.stages.iter().map(|stage| (stage.id, stage.name.clone())).collect(),
    });
    let save = Callback::new(move |()| edit.save());
    let choose = Callback::new(move |(field, value, theirs): (Field, String, bool)| {
        edit.choose(field, &value, theirs);
    });
    let told = view! { <Conflicts conflicts choices=choices.clone() choose /> }.into_any();
    view! {
        <LeadFormFields fields choices error on_submit=save autofocus=true before_buttons=told>
            <Button on_click=move |_| editing.set(false)>{t!(i18n, leads.cancel)}</Button>
            <Button kind="submit" variant=ButtonVariant::Primary pending testid="lead-save">{t!(i18n, leads.save)}</Button>
        </LeadFormFields>
    }
}
