//! What is known about a record.

use super::property::Property;
use kurier_i18n::{t, use_i18n};
use kurier_model::record::{FieldType, Kind, Record};
use leptos::prelude::*;

/// All fields of the kind, each changed in its place.
#[component]
pub fn Properties(kind: Kind, record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="panel" aria-labelledby="properties">
            <h2 class="panel__title" id="properties">{t!(i18n, records.properties)}</h2>
            <div class="facts properties">
                // The stage is above everything.
                {kind.fields.into_iter().filter(|field| field.what != FieldType::Stage).map(|field| view! { <Property field record /> }).collect_view()}
            </div>
        </section>
    }
}
