//! The timeline of a lead, in its words.

use super::api::lead_timeline;
use super::stage::stage_label;
use crate::features::timeline::{Timeline, event_text};
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::timeline::RecordEvent;
use kurier_model::{Field, LeadId};
use leptos::prelude::*;

/// The entries.
#[component]
pub fn LeadHistory(lead: LeadId) -> impl IntoView {
    let i18n = use_i18n();
    let words = Callback::new(move |what: RecordEvent| {
        let created = t_string!(i18n, leads.event_created);
        let changed = |fields: &[Field]| changed(i18n, fields);
        event_text(i18n, &what, created, changed, |stage| stage_label(i18n, stage))
    });
    let read = move |filter, after, limit| lead_timeline(lead, filter, after, limit);
    view! { <Timeline record=lead read words /> }
}

/// Which fields were changed.
fn changed(i18n: I18n, fields: &[Field]) -> String {
    let mut names: Vec<_> = fields.iter().filter_map(|field| field_name(i18n, *field)).collect();
    names.dedup();
    t_string!(i18n, leads.event_changed, fields = names.join(", "))
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
