//! Which columns one's own list has.

use super::api::choose_record_columns;
use super::place::{GoTo, Place, Shown};
use super::words::field_name;
use crate::attempt::Attempt;
use crate::ui::{Button, ButtonVariant, Dialog};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::{FieldType, Kind, RecordFact};
use leptos::prelude::*;

/// The keys of what stands in one's own list.
pub fn columns_of(kind: &Kind) -> Vec<String> {
    let fields = kind.fields.iter().filter(|field| field.in_list).map(|field| field.key.clone());
    fields.chain(kind.facts_in_list.iter().map(|fact| fact.key().to_owned())).collect()
}

/// The columns of a list: those that it says, or else those of one's own.
#[derive(Clone, Copy)]
pub struct ListColumns {
    place: Memo<Place>,
    own: RwSignal<Vec<String>>,
}

impl ListColumns {
    pub fn begin(place: Memo<Place>, kind: &Kind) -> Self {
        Self { place, own: RwSignal::new(columns_of(kind)) }
    }

    /// Tracks.
    pub fn get(self) -> Vec<String> {
        self.place.with(|place| place.query.columns.clone()).unwrap_or_else(|| self.own.get())
    }

    /// Those of a saved list are kept with it, and until then in the address.
    fn are_said(self) -> bool {
        let is_view = |place: &Place| matches!(place.shown, Shown::View(_));
        self.place.with_untracked(|place| is_view(place) || place.query.columns.is_some())
    }
}

/// The dialog, shown while `open`. What is chosen is in `columns` once it is kept; the list around it stays, with what is open in it.
#[component]
pub fn Columns(open: RwSignal<bool>, kind: StoredValue<Kind>, columns: ListColumns) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, records.columns.title) size="side" testid="columns-dialog">
            <Form open kind columns />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, kind: StoredValue<Kind>, columns: ListColumns) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let go = GoTo::new();
    let chosen = RwSignal::new(untrack(|| columns.get()));
    let save = move || {
        let (key, now) = (kind.with_value(|kind| kind.key.clone()), chosen.get_untracked());
        if columns.are_said() {
            let here = columns.place.get_untracked();
            open.set(false);
            go.place(&here.asking(|query| query.columns = Some(now)));
            return;
        }
        attempt.make(choose_record_columns(key, now.clone()), move |()| {
            open.try_set(false);
            columns.own.try_set(now);
        });
    };
    view! {
        <form
            class="record-form"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <Boxes kind chosen />
            <div class="record-form__buttons">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="columns-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}

/// All that can be a column.
#[component]
fn Boxes(kind: StoredValue<Kind>, chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let i18n = use_i18n();
    // What a record is called is always there; what has several lines is no column.
    let can = |what: &FieldType| !matches!(what, FieldType::Name | FieldType::LongText);
    let fields = kind.with_value(|kind| {
        let fields = kind.fields.iter().filter(|field| can(&field.what));
        let facts = kind.facts().map(RecordFact::as_field);
        let all = fields.cloned().chain(facts);
        all.map(|field| (field.key.clone(), field_name(i18n, &field))).collect::<Vec<_>>()
    });
    let choose = move |key: String, is_chosen: bool| {
        chosen.update(|chosen| {
            chosen.retain(|one| *one != key);
            if is_chosen {
                chosen.push(key);
            }
        });
    };
    let line = move |(key, name): (String, String)| {
        let (own, pressed) = (key.clone(), key);
        view! {
            <label class="lead-form__choice">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&own))
                    on:change:target=move |event| choose(pressed.clone(), event.target().checked())
                />
                <span dir="auto">{name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="records__choices">
            <legend class="visually-hidden">{t!(i18n, records.columns.title)}</legend>
            {fields.into_iter().map(line).collect_view()}
        </fieldset>
    }
}
