//! The order of a list, chosen where its columns have no heads.

use super::columns::ListColumns;
use super::place::{GoTo, Place};
use super::words::field_name;
use crate::ui::{IconButton, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::{FieldDefinition, Kind, Moment};
use leptos::prelude::*;

/// By what, and in which direction.
#[component]
pub fn Order(place: Memo<Place>, kind: StoredValue<Kind>, columns: ListColumns, go: GoTo) -> impl IntoView {
    let i18n = use_i18n();
    let is_now = move |key: &str| place.with(|place| place.query.sort.as_deref().unwrap_or_default() == key);
    let choices = move || {
        kind.with_value(|kind| {
            let created = Moment::Created.as_field();
            let shown = columns.get();
            let is_offered = |field: &&FieldDefinition| field.what.sorts() && shown.contains(&field.key);
            let choice = |field: &FieldDefinition| {
                let (key, name) = (field.key.clone(), field_name(i18n, field));
                let own = key.clone();
                view! { <option value=key selected=move || is_now(&own)>{name}</option> }
            };
            let fields = kind.fields.iter().filter(is_offered);
            fields.chain(std::iter::once(&created)).map(choice).collect_view()
        })
    };
    let sorts = Memo::new(move |_| place.with(|place| place.query.sort.is_some()));
    let icon = Signal::derive(move || {
        let descending = place.with(|place| place.query.descending);
        if descending { IconName::ChevronDown } else { IconName::ChevronUp }
    });
    let turn = move |_| {
        let here = place.get_untracked();
        go.place(&here.asking(|query| query.descending = !query.descending));
    };
    view! {
        <div class="leads__stage records__order">
            <select
                aria-label=t_string!(i18n, records.order)
                on:change:target=move |event| {
                    let key = event.target().value();
                    go.place(&place.with_untracked(|place| place.asking(|query| {
                        query.descending = false;
                        query.sort = Some(key).filter(|key| !key.is_empty());
                    })));
                }
            >
                <option value="" selected=move || is_now("")>{t!(i18n, records.last_change)}</option>
                {choices}
            </select>
            <Show when=move || sorts.get()>
                <IconButton icon label=t_string!(i18n, records.turn_order) testid="turn-order" on_click=turn />
            </Show>
        </div>
    }
}
