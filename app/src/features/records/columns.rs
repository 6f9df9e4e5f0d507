//! Which columns one's own list has.

use super::api::choose_record_columns;
use super::words::field_name;
use crate::attempt::Attempt;
use crate::ui::{Button, ButtonVariant, Dialog};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::{FieldType, Kind};
use leptos::prelude::*;

/// The keys of the fields that stand in a list.
pub fn columns_of(kind: &Kind) -> Vec<String> {
    kind.fields.iter().filter(|field| field.in_list).map(|field| field.key.clone()).collect()
}

/// The dialog, shown while `open`. What is chosen is in `columns` once it is kept; the list around it stays, with what is open in it.
#[component]
pub fn Columns(
    open: RwSignal<bool>,
    kind: StoredValue<Kind>,
    columns: RwSignal<Vec<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, records.columns.title) size="side" testid="columns-dialog">
            <Form open kind columns />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, kind: StoredValue<Kind>, columns: RwSignal<Vec<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let chosen = RwSignal::new(columns.get_untracked());
    let save = move || {
        let (key, now) = (kind.with_value(|kind| kind.key.clone()), chosen.get_untracked());
        attempt.make(choose_record_columns(key, now.clone()), move |()| {
            open.try_set(false);
            columns.try_set(now);
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
        fields.map(|field| (field.key.clone(), field_name(i18n, field))).collect::<Vec<_>>()
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
