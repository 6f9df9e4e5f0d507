//! The timeline of a lead, in its words.

use super::api::lead_timeline;
use super::stage::stage_label;
use crate::features::consents::step_text;
use crate::features::message::subject_or;
use crate::features::timeline::Timeline;
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::timeline::RecordEvent;
use kurier_model::{Field, LeadId};
use leptos::prelude::*;

/// The entries.
#[component]
pub fn LeadHistory(lead: LeadId) -> impl IntoView {
    let i18n = use_i18n();
    let words = Callback::new(move |what: RecordEvent| event_text(i18n, &what));
    let read = move |filter, after, limit| lead_timeline(lead, filter, after, limit);
    view! { <Timeline record=lead name="lead_timeline" read words /> }
}

fn event_text(i18n: I18n, what: &RecordEvent) -> String {
    match what {
        RecordEvent::Created => t_string!(i18n, leads.event_created).to_owned(),
        RecordEvent::Removed => t_string!(i18n, records.event_removed).to_owned(),
        RecordEvent::Restored => t_string!(i18n, records.event_restored).to_owned(),
        RecordEvent::Changed { fields } => {
            let mut names: Vec<_> = fields.iter().filter_map(|field| field_name(i18n, *field)).collect();
            names.dedup();
            t_string!(i18n, leads.event_changed, fields = names.join(", "))
        }
        RecordEvent::TaskAdded { title } => t_string!(i18n, tasks.event_added, title = title),
        RecordEvent::Consent { what } => step_text(i18n, *what).to_owned(),
        RecordEvent::TaskDone { title } => t_string!(i18n, tasks.event_done, title = title),
        RecordEvent::StageChanged { from, to } => {
            t_string!(i18n, leads.event_stage, from = stage_label(i18n, from), to = stage_label(i18n, to))
        }
        RecordEvent::ThreadAttached { subject: Some(subject) } => {
            t_string!(i18n, leads.event_attached, subject = subject_or(i18n, subject))
        }
        RecordEvent::ThreadDetached { subject: Some(subject) } => {
            t_string!(i18n, leads.event_detached, subject = subject_or(i18n, subject))
        }
        RecordEvent::ThreadAttached { subject: None } => {
            t_string!(i18n, leads.event_attached_hidden).to_owned()
        }
        RecordEvent::ThreadDetached { subject: None } => {
            t_string!(i18n, leads.event_detached_hidden).to_owned()
        }
    }
}

/// A field's name as its form has it.
pub fn field_name(i18n: I18n, field: Field) -> Option<&'static str> {
    Some(match field {
        Field::LeadName | Field::Name => t_string!(i18n, leads.name),
        Field::Email => t_string!(i18n, leads.email),
        Field::Phone => t_string!(i18n, leads.phone),
        Field::Company => t_string!(i18n, leads.company),
        Field::Owner => t_string!(i18n, leads.owner),
        Field::Stage => t_string!(i18n, leads.stage),
        Field::Description => t_string!(i18n, leads.description),
        _ => return None,
    })
}
