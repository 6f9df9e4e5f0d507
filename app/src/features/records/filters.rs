//! Filters of a list: those that are set, and the drawer in which they are.

use super::asked::{Asked, asked_words};
use super::filter_control::FilterControl;
use super::place::{GoTo, Place};
use super::words::field_name;
use crate::ui::{Button, ButtonVariant, Dialog, Icon, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::{FieldDefinition, Filter, Kind, Moment};
use leptos::prelude::*;

/// Opens the drawer; says how many filters are set.
#[component]
pub fn FilterButton(place: Memo<Place>, kind: StoredValue<Kind>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let count = move || place.with(|place| place.query.filters.len());
    view! {
        <Button icon=IconName::Filter testid="filters" on_click=move |_| open.set(true)>
            {t!(i18n, records.filter.title)}
            {move || (count() > 0).then(|| format!(" ({})", count()))}
        </Button>
        <Dialog open title=t_string!(i18n, records.filter.title) size="side" testid="filter-drawer">
            <Form open place kind />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, place: Memo<Place>, kind: StoredValue<Kind>) -> impl IntoView {
    let i18n = use_i18n();
    let go = GoTo::new();
    let set = place.with_untracked(|place| place.query.filters.clone());
    let controls: Vec<(FieldDefinition, Asked)> = kind.with_value(|kind| {
        let fields = kind.fields.iter().filter(|field| field.what.filters()).cloned();
        let has_stages = !kind.stages.is_empty();
        let moments = Moment::ALL.into_iter().filter(|moment| has_stages || *moment != Moment::InStage);
        let all = fields.chain(moments.map(Moment::as_field));
        let asking = |field: FieldDefinition| {
            let asked = Asked::of(&field, &set);
            (field, asked)
        };
        all.map(asking).collect()
    });
    let controls = StoredValue::new(controls);
    let apply = move || {
        let wrong = controls
            .with_value(|controls| controls.iter().map(|(_, asked)| asked.complains()).collect::<Vec<_>>());
        if wrong.contains(&true) {
            return;
        }
        let filters: Vec<Filter> = controls.with_value(|controls| {
            controls.iter().filter_map(|(field, asked)| asked.filter(field)).collect()
        });
        go.place(&place.with_untracked(|place| place.asking(|query| query.filters = filters)));
        open.set(false);
    };
    let clear = move |_| {
        go.place(&place.with_untracked(|place| place.asking(|query| query.filters.clear())));
        open.set(false);
    };
    view! {
        <form
            class="record-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                apply();
            }
        >
            {controls
                .get_value()
                .into_iter()
                .map(|(field, asked)| view! { <FilterControl field asked kind /> })
                .collect_view()}
            <div class="record-form__buttons">
                <Button on_click=clear>{t!(i18n, records.filter.clear)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary testid="filter-apply">{t!(i18n, records.filter.apply)}</Button>
            </div>
        </form>
    }
}

/// The filters that are set, each with a way to take it away.
#[component]
pub fn FilterChips(place: Memo<Place>, kind: StoredValue<Kind>) -> impl IntoView {
    let i18n = use_i18n();
    let go = GoTo::new();
    let filters = Memo::new(move |_| place.with(|place| place.query.filters.clone()));
    let chip = move |filter: Filter| {
        let (name, asked) = kind.with_value(|kind| {
            let field = kind.asked(&filter.field);
            let gone = || t_string!(i18n, records.gone).to_owned();
            let name = field.map_or_else(gone, |field| field_name(i18n, &field));
            (name, asked_words(i18n, kind, &filter))
        });
        let label = t_string!(i18n, records.filter.remove, field = name.clone());
        let own = filter.field.clone();
        let remove = move |_| {
            let here = place.get_untracked();
            go.place(&here.asking(|query| query.filters.retain(|filter| filter.field != own)));
        };
        view! {
            <li class="filter-chip" data-testid="filter-chip">
                <span dir="auto">{name}": "{asked}</span>
                <button type="button" class="button button--icon" data-variant="quiet" data-size="s" aria-label=label.clone() title=label on:click=remove>
                    <Icon name=IconName::X />
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || !filters.with(Vec::is_empty)>
            <ul class="filter-chips" aria-label=t_string!(i18n, records.filter.set)>
                <For each=move || filters.get() key=|filter| (filter.field.clone(), filter.written()) let:filter>
                    {chip(filter)}
                </For>
            </ul>
        </Show>
    }
}
