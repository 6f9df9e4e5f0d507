//! The timeline of a record, in the words of its kind.

use super::api::record_timeline;
use super::words::{field_name, stage_name};
use crate::features::timeline::{Timeline, event_text};
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::record::Kind;
use kurier_model::timeline::RecordEvent;
use kurier_model::{Field, RecordId};
use leptos::prelude::*;

/// The entries.
#[component]
pub fn RecordHistory(
    record: RecordId,
    kind: Kind,
    /// It is in the bin: nothing is added to it.
    #[prop(into)]
    is_gone: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let kind = StoredValue::new(kind);
    let words = Callback::new(move |what: RecordEvent| {
        let created = t_string!(i18n, records.event_created);
        let changed = |fields: &[Field]| kind.with_value(|kind| changed(i18n, kind, fields));
        event_text(i18n, &what, created, changed, |stage| stage_name(i18n, stage))
    });
    let read = move |filter, after, limit| record_timeline(record, filter, after, limit);
    let takes_files = Signal::derive(move || !is_gone.get());
    view! { <Timeline record read words takes_files /> }
}

/// Which fields were changed.
fn changed(i18n: I18n, kind: &Kind, fields: &[Field]) -> String {
    let known = fields.iter().filter_map(|field| match field {
        Field::OfKind(id) => kind.field(*id),
        _ => None,
    });
    let names: Vec<_> = known.map(|field| field_name(i18n, field)).collect();
    t_string!(i18n, records.event_changed, fields = names.join(", "))
}
