//! The timeline of a record, in the words of its kind.

use super::api::record_timeline;
use super::words::{field_name, stage_name};
use crate::features::consents::step_text;
use crate::features::message::subject_or;
use crate::features::timeline::Timeline;
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::record::Kind;
use kurier_model::timeline::RecordEvent;
use kurier_model::{Field, RecordId};
use leptos::prelude::*;

/// The entries.
#[component]
pub fn RecordHistory(record: RecordId, kind: Kind) -> impl IntoView {
    let i18n = use_i18n();
    let kind = StoredValue::new(kind);
    let words = Callback::new(move |what| kind.with_value(|kind| event_text(i18n, kind, &what)));
    let read = move |filter, after, limit| record_timeline(record, filter, after, limit);
    view! { <Timeline record name="record_timeline" read words /> }
}

/// What happened, in words.
fn event_text(i18n: I18n, kind: &Kind, what: &RecordEvent) -> String {
    match what {
        RecordEvent::Created => t_string!(i18n, records.event_created).to_owned(),
        RecordEvent::Removed => t_string!(i18n, records.event_removed).to_owned(),
        RecordEvent::Restored => t_string!(i18n, records.event_restored).to_owned(),
        RecordEvent::Changed { fields } => {
            let known = fields.iter().filter_map(|field| match field {
                Field::OfKind(id) => kind.field(*id),
                _ => None,
            });
            let names: Vec<_> = known.map(|field| field_name(i18n, field)).collect();
            t_string!(i18n, records.event_changed, fields = names.join(", "))
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
        RecordEvent::TaskAdded { title } => t_string!(i18n, tasks.event_added, title = title),
        RecordEvent::Consent { what } => step_text(i18n, *what).to_owned(),
        RecordEvent::TaskDone { title } => t_string!(i18n, tasks.event_done, title = title),
        RecordEvent::StageChanged { from, to } => {
            t_string!(i18n, leads.event_stage, from = stage_name(i18n, from), to = stage_name(i18n, to))
        }
    }
}
