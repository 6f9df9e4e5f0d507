//! How many are chosen, and what can be done with them.

use super::Chosen;
use super::change::ChangeDialog;
use super::everything::{Everything, RemoveEverything};
use crate::attempt::Attempt;
use crate::features::records::api::remove_each_record;
use crate::features::records::merging::{MOST, MergeDialog};
use crate::state::{Toast, use_toasts};
use crate::ui::{Button, ButtonSize, ButtonVariant, IconButton, IconName, mend_focus};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::Kind;
use leptos::prelude::*;

/// Nothing while nothing is chosen.
#[component]
pub fn ChosenBar(chosen: Chosen, kind: StoredValue<Kind>, everything: Everything) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let (changing, merging) = (RwSignal::new(false), RwSignal::new(false));
    let is_any = Memo::new(move |_| chosen.count() > 0);
    // The bar goes, and with it whatever had the focus.
    let forget = move || {
        mend_focus(None, &["[data-testid=choose]", "main"]);
        chosen.forget();
    };
    let removing = RwSignal::new(false);
    let remove = move |_| {
        if chosen.everything.get_untracked() {
            removing.set(true);
            return;
        }
        attempt.make(remove_each_record(chosen.list(), true), move |done| {
            forget();
            let said = Toast::done(t_string!(i18n, records.chosen.removed, count = done.len()));
            toasts.push(said.with_undo(move || {
                attempt.make(remove_each_record(done.clone(), false), |_| {});
            }));
        });
    };
    view! {
        <Show when=move || is_any.get()>
            <div class="chosen-bar" role="region" aria-label=t_string!(i18n, records.chosen.bar) data-testid="chosen-bar">
                <p role="status">{move || chosen.words(i18n)}</p>
                <IconButton icon=IconName::X label=t_string!(i18n, records.chosen.forget) testid="chosen-forget" on_click=move |_| forget() />
                <Show when=move || !chosen.has_all()>
                    <Button size=ButtonSize::Small variant=ButtonVariant::Quiet on_click=move |_| chosen.all()>{t!(i18n, records.chosen.all)}</Button>
                </Show>
                <Show when=move || chosen.can_be_everything() && !chosen.is_everything()>
                    <Button size=ButtonSize::Small variant=ButtonVariant::Quiet testid="chosen-everything" on_click=move |_| {
                        mend_focus(None, &["[data-testid=chosen-change]"]);
                        chosen.everything.set(true);
                    }>{t!(i18n, records.sweep.choose)}</Button>
                </Show>
                <Button size=ButtonSize::Small icon=IconName::Pencil testid="chosen-change" on_click=move |_| changing.set(true)>{t!(i18n, records.chosen.change)}</Button>
                <Show when=move || can_be_one(chosen.count()) && !chosen.is_everything()>
                    <Button size=ButtonSize::Small icon=IconName::GitMerge testid="chosen-merge" on_click=move |_| merging.set(true)>{t!(i18n, records.merging.chosen)}</Button>
                </Show>
                <Button size=ButtonSize::Small icon=IconName::Trash2 pending=attempt.pending testid="chosen-remove" on_click=remove>{t!(i18n, records.chosen.remove)}</Button>
            </div>
        </Show>
        <ChangeDialog chosen kind everything open=changing />
        <RemoveEverything open=removing everything chosen />
        <MergeDialog
            open=merging
            kind=kind.with_value(|kind| kind.key.clone())
            records=Callback::new(move |()| chosen.list())
            on_merged=Callback::new(move |_| forget())
        />
    }
}

/// Whether so many can become one.
fn can_be_one(count: usize) -> bool {
    (2..=MOST).contains(&count)
}
