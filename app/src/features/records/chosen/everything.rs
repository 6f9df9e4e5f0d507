//! What can be done with all records that a list has, however many: it is asked for here, and goes on by itself.

use super::Chosen;
use crate::attempt::Attempt;
use crate::features::records::api::begin_sweep;
use crate::features::records::place::Place;
use crate::features::records::sweep::begun;
use crate::ui::{Button, ButtonVariant, Dialog, mend_focus};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::{Sweep, SweepAct};
use leptos::prelude::*;

/// Which list it is, and what was asked for.
#[derive(Clone, Copy)]
pub struct Everything {
    pub place: Memo<Place>,
    pub sweep: RwSignal<Option<Sweep>>,
}

impl Everything {
    /// Begins it; `done` when it has begun.
    pub fn begin(self, attempt: Attempt, act: SweepAct, done: impl FnOnce() + 'static) {
        let Place { kind, query, .. } = self.place.get_untracked();
        let asked = async move {
            let id = begin_sweep(kind.as_str().into(), query, act).await?;
            begun(id).await
        };
        attempt.make(asked, move |sweep| {
            self.sweep.try_set(Some(sweep));
            done();
        });
    }
}

/// Asks once more before all of them go into the bin.
#[component]
pub fn RemoveEverything(open: RwSignal<bool>, everything: Everything, chosen: Chosen) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, records.chosen.remove) size="s" testid="remove-everything">
            <Confirm open everything chosen />
        </Dialog>
    }
}

#[component]
fn Confirm(open: RwSignal<bool>, everything: Everything, chosen: Chosen) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let remove = move |_| {
        everything.begin(attempt, SweepAct::Remove, move || {
            mend_focus(None, &[".sweep .button", "main"]);
            open.try_set(false);
            chosen.forget();
        });
    };
    view! {
        <p>{t!(i18n, records.sweep.remove_text)}</p>
        <div class="record-form__buttons">
            <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
            <Button variant=ButtonVariant::Primary pending=attempt.pending testid="remove-everything-sure" on_click=remove>{t!(i18n, records.chosen.remove)}</Button>
        </div>
    }
}
