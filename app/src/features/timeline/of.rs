//! Whose a line of a timeline is.

use super::record_url;
use kurier_i18n::{t_string, use_i18n};
use kurier_model::timeline::OtherRecord;
use leptos::prelude::*;

/// Whose a line is, where it is not the record's own.
#[component]
pub fn Of(of: Option<OtherRecord>) -> impl IntoView {
    let i18n = use_i18n();
    of.map(|OtherRecord { record, kind, name }| {
        view! {
            <span class="timeline__of" data-testid="timeline-of">
                {t_string!(i18n, records.timeline.of).to_owned()}
                " "
                <a href=record_url(&kind, record) dir="auto" title=name.clone()>{name.clone()}</a>
            </span>
        }
    })
}
