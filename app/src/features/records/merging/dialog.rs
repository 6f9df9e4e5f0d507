//! The dialog in which records become one: from a record's page it asks first which.

use super::candidates::Candidates;
use super::preview::Preview;
use crate::ui::Dialog;
use kurier_i18n::{t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::record::KindKey;
use leptos::prelude::*;

/// Shown while `open`. `records` are those that somebody has chosen: of one alone it is asked with which. `on_merged` is told which stayed.
#[component]
pub fn MergeDialog(
    open: RwSignal<bool>,
    kind: KindKey,
    records: Callback<(), Vec<RecordId>>,
    on_merged: Callback<RecordId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let kind = StoredValue::new(kind);
    view! {
        <Dialog open title=t_string!(i18n, records.merging.title) testid="merge-dialog">
            <Steps open kind=kind.get_value() first=records.run(()) on_merged />
        </Dialog>
    }
}

#[component]
fn Steps(
    open: RwSignal<bool>,
    kind: KindKey,
    first: Vec<RecordId>,
    on_merged: Callback<RecordId>,
) -> impl IntoView {
    let one = (first.len() == 1).then(|| first.first().copied()).flatten();
    let chosen = RwSignal::new((first.len() > 1).then_some(first));
    let go_on = Callback::new(move |records| chosen.set(Some(records)));
    let back = one.map(|_| Callback::new(move |()| chosen.set(None)));
    let kind = StoredValue::new(kind);
    move || match (chosen.get(), one) {
        (Some(records), _) => view! { <Preview open records back on_merged /> }.into_any(),
        (None, Some(record)) => {
            view! { <Candidates record kind=kind.get_value() open on_chosen=go_on /> }.into_any()
        }
        (None, None) => ().into_any(),
    }
}
