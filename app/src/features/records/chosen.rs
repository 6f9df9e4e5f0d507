//! Records that somebody has chosen in a list, and what can be done with all of them.

mod bar;
mod change;
mod everything;

pub use bar::ChosenBar;
pub use everything::Everything;

use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::RecordId;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// So many are changed at once (`domain`: `records/each.rs`).
const MOST: usize = 200;

/// Which records are chosen, of those that are shown.
#[derive(Clone, Copy)]
pub struct Chosen {
    ids: RwSignal<BTreeSet<RecordId>>,
    shown: RwSignal<Vec<RecordId>>,
    /// The one that was pressed last: with Shift everything up to the next one follows.
    last: StoredValue<Option<RecordId>>,
    /// The list goes on behind what is shown.
    goes_on: RwSignal<bool>,
    /// All that the list has, also what is not shown.
    everything: RwSignal<bool>,
}

impl Chosen {
    pub fn none() -> Self {
        Self {
            ids: RwSignal::default(),
            shown: RwSignal::default(),
            last: StoredValue::new(None),
            goes_on: RwSignal::new(false),
            everything: RwSignal::new(false),
        }
    }

    /// Whether this one is. Tracks.
    pub fn has(self, record: RecordId) -> bool {
        self.is_everything() || self.ids.with(|ids| ids.contains(&record))
    }

    fn count(self) -> usize {
        self.ids.with(BTreeSet::len)
    }

    /// How many these are, in words. Tracks.
    fn words(self, i18n: I18n) -> String {
        if self.is_everything() {
            t_string!(i18n, records.sweep.everything).to_owned()
        } else {
            t_string!(i18n, records.chosen.count, count = self.count())
        }
    }

    fn list(self) -> Vec<RecordId> {
        self.ids.with_untracked(|ids| ids.iter().copied().collect())
    }

    /// Whether there is nothing shown that is not chosen. Tracks.
    fn has_all(self) -> bool {
        self.shown.with(|shown| !shown.is_empty() && shown.iter().take(MOST).all(|record| self.has(*record)))
    }

    fn has_some(self) -> bool {
        self.count() > 0 && !self.has_all()
    }

    /// Whether the list has more than is, or can be, chosen one by one. Tracks.
    fn can_be_everything(self) -> bool {
        self.has_all() && (self.goes_on.get() || self.shown.with(Vec::len) > MOST)
    }

    fn is_everything(self) -> bool {
        self.everything.get()
    }

    /// Whether the list goes on behind what it shows.
    pub fn goes_on(self, goes_on: bool) {
        self.goes_on.try_set(goes_on);
    }

    fn press(self, record: RecordId, to: bool, up_to_here: bool) {
        self.everything.set(false);
        let from = self.last.get_value().filter(|_| up_to_here).unwrap_or(record);
        self.last.set_value(Some(record));
        let pressed = self.shown.with_untracked(|shown| between(shown, from, record));
        self.ids.update(|ids| {
            for record in pressed {
                if to && ids.len() < MOST {
                    ids.insert(record);
                } else if !to {
                    ids.remove(&record);
                }
            }
        });
    }

    fn all(self) {
        self.ids.set(self.shown.with_untracked(|shown| shown.iter().take(MOST).copied().collect()));
    }

    fn all_or_none(self, all: bool) {
        if all {
            self.all();
        } else {
            self.forget();
        }
    }

    /// None is chosen any more.
    pub fn forget(self) {
        self.only(&[]);
    }

    fn only(self, records: &[RecordId]) {
        self.everything.try_set(false);
        self.last.try_set_value(None);
        self.ids.try_set(records.iter().copied().collect());
    }

    /// What the list shows from now on; what is not shown is not chosen.
    pub fn shows(self, records: Vec<RecordId>) {
        let gone = self.ids.with_untracked(|ids| ids.iter().any(|record| !records.contains(record)));
        if gone {
            self.ids.update(|ids| ids.retain(|record| records.contains(record)));
        }
        self.shown.set(records);
    }
}

/// From one to the other, both included.
fn between(shown: &[RecordId], one: RecordId, other: RecordId) -> Vec<RecordId> {
    let at = |record: RecordId| shown.iter().position(|known| *known == record);
    match (at(one), at(other)) {
        (Some(one), Some(other)) => {
            let (first, last) = (one.min(other), one.max(other));
            shown.iter().skip(first).take(last - first + 1).copied().collect()
        }
        _ => vec![other],
    }
}

/// The box of a row.
#[component]
pub fn Choose(id: RecordId, name: String, chosen: Chosen) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="record-list__box">
            <input
                type="checkbox"
                data-testid="choose"
                aria-label=t_string!(i18n, records.chosen.one, name = name)
                prop:checked=move || chosen.has(id)
                on:click:target=move |event| chosen.press(id, event.target().checked(), event.shift_key())
            />
        </label>
    }
}

/// The box of all rows.
#[component]
pub fn ChooseAll(chosen: Chosen) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="record-list__box">
            <input
                type="checkbox"
                data-testid="choose-all"
                aria-label=t_string!(i18n, records.chosen.all)
                prop:checked=move || chosen.has_all()
                prop:indeterminate=move || chosen.has_some()
                on:change:target=move |event| chosen.all_or_none(event.target().checked())
            />
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_shift_everything_between_follows() {
        let all: Vec<RecordId> = (0..5).map(|_| RecordId::new()).collect();
        let [a, b, c, d, _] = all.as_slice() else { panic!("five") };
        assert_eq!(between(&all, *b, *d), [*b, *c, *d]);
        assert_eq!(between(&all, *d, *b), [*b, *c, *d], "in either direction");
        assert_eq!(between(&all, *a, *a), [*a]);
        assert_eq!(between(&all, RecordId::new(), *c), [*c], "the first is gone");
    }
}
