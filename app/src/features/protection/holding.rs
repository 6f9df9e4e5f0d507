//! Keeping a record from rules.

use super::api::hold_record;
use crate::attempt::Attempt;
use crate::trouble::field_error;
use crate::ui::{Button, TextField, Time};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::protection::{Hold, PersonalData};
use leptos::prelude::*;

/// Whether a record is held, and why.
#[component]
pub(super) fn Holding(data: RwSignal<PersonalData>, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let id = data.with_untracked(|data| data.record.id);
    let hold = Memo::new(move |_| data.with(|data| data.hold.clone()));
    let reason = RwSignal::new(String::new());
    let set = move |reason: Option<String>| {
        attempt.make(hold_record(id, reason), move |()| {
            again.try_run(());
        });
    };
    let held = move |hold: Hold| {
        view! {
            <p data-testid="held">
                <strong dir="auto">{t_string!(i18n, protection.hold_is, reason = hold.reason.clone())}</strong>
                " " <span class="protection__hint"><Time at=hold.at long=true />{hold.by.map(|by| view! { " · " <span dir="auto">{by}</span> })}</span>
            </p>
            <div class="protection__actions">
                <Button pending=attempt.pending testid="release" on_click=move |_| set(None)>{t!(i18n, protection.hold_release)}</Button>
            </div>
        }
    };
    let free = move || {
        view! {
            <form
                class="protection__form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    set(Some(reason.get_untracked()));
                }
            >
                <TextField name="hold-reason" label=t_string!(i18n, protection.hold_why) value=reason autocomplete="off" error=field_error(i18n, attempt.error, Field::Explanation) />
                <Button kind="submit" pending=attempt.pending testid="hold">{t!(i18n, protection.hold_set)}</Button>
            </form>
        }
    };
    view! {
        <section class="protection__part" aria-labelledby="holding">
            <h2 class="protection__subtitle" id="holding">{t!(i18n, protection.hold)}</h2>
            <p class="protection__hint">{t!(i18n, protection.hold_text)}</p>
            {move || match hold.get() {
                Some(hold) => held(hold).into_any(),
                None => free().into_any(),
            }}
        </section>
    }
}
