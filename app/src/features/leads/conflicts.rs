//! Fields that somebody else has changed while this person wrote: both values, and a choice for each.

use super::form::LeadChoices;
use super::history::field_name;
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::record::Conflict;
use leptos::prelude::*;

/// Nothing, until a save is refused. `choose` hears of every choice: the field, the value, and whether it is the other's.
#[component]
pub fn Conflicts(
    conflicts: RwSignal<Vec<Conflict>>,
    choices: LeadChoices,
    choose: Callback<(Field, String, bool)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let choices = StoredValue::new(choices);
    view! {
        <Show when=move || !conflicts.with(Vec::is_empty)>
            <div class="callout lead-form__conflicts" data-tone="warn" data-wide="true" role="alert" data-testid="lead-conflicts">
                <div class="callout__text">
                    <p>{t!(i18n, leads.conflicts)}</p>
                    <For each=move || conflicts.get() key=|conflict| format!("{conflict:?}") let:conflict>
                        {choices.with_value(|choices| view! { <Choice conflict choices=choices.clone() choose /> })}
                    </For>
                    <p>{t!(i18n, leads.conflicts_then)}</p>
                </div>
            </div>
        </Show>
    }
}

#[component]
fn Choice(
    conflict: Conflict,
    choices: LeadChoices,
    choose: Callback<(Field, String, bool)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Conflict { field, theirs, yours } = conflict;
    let name = format!("conflict-{}", field_name(i18n, field).unwrap_or_default());
    let option = |label: &'static str, value: String, is_theirs: bool| {
        let words = choices.words(i18n, field, &value);
        view! {
            <label class="lead-form__choice">
                <input
                    type="radio"
                    name=name.clone()
                    checked=!is_theirs
                    data-testid=if is_theirs { "conflict-theirs" } else { "conflict-yours" }
                    on:change=move |_| choose.run((field, value.clone(), is_theirs))
                />
                <span>{label}": " <strong dir="auto">{words}</strong></span>
            </label>
        }
    };
    let yours = option(t_string!(i18n, leads.conflict_yours), yours, false);
    let theirs = option(t_string!(i18n, leads.conflict_theirs), theirs, true);
    view! {
        <fieldset class="lead-form__conflict">
            <legend>{field_name(i18n, field)}</legend>
            {yours}
            {theirs}
        </fieldset>
    }
}
