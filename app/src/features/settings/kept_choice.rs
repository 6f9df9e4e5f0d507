//! A box that keeps what is chosen at once.

use crate::api::ApiError;
use crate::attempt::Attempt;
use leptos::prelude::*;
use std::pin::Pin;

/// Tells the server.
pub(super) type Keep = Callback<bool, Pin<Box<dyn Future<Output = Result<(), ApiError>>>>>;

/// Asks, and once more when it was pressed again meanwhile.
fn ask(keep: Keep, wanted: bool, attempt: Attempt, kept: StoredValue<bool>, shown: RwSignal<bool>) {
    attempt.make(keep.run(wanted), move |()| {
        kept.try_set_value(wanted);
        if let Some(now) = shown.try_get_untracked().filter(|now| *now != wanted) {
            ask(keep, now, attempt, kept, shown);
        }
    });
}

/// As the server has it, and as it was pressed until the server has answered.
#[component]
pub(super) fn KeptChoice(
    name: &'static str,
    label: &'static str,
    chosen: bool,
    #[prop(optional)] disabled: bool,
    keep: Keep,
) -> impl IntoView {
    let attempt = Attempt::begin();
    let kept = StoredValue::new(chosen);
    let shown = RwSignal::new(chosen);
    let change = move |wanted: bool| {
        shown.set(wanted);
        if !attempt.pending.get_untracked() {
            ask(keep, wanted, attempt, kept, shown);
        }
    };
    Effect::new(move || {
        if attempt.error.with(Option::is_some) {
            shown.set(kept.get_value());
        }
    });
    view! {
        <label class="check">
            <input
                type="checkbox"
                name=name
                disabled=disabled
                prop:checked=move || shown.get()
                aria-busy=move || attempt.pending.get().to_string()
                on:change:target=move |event| change(event.target().checked())
            />
            <span class="check__text">{label}</span>
        </label>
    }
}
