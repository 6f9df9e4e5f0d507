//! Grounds for writing to people, filled in before a message leaves.

use crate::api::ApiError;
use crate::features::consents::{BasisFields, purpose_name, standing_text};
use crate::trouble::field_error;
use crate::ui::Select;
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::consent::{Grounds, LegalBasis, Purpose, Standing, Unclear};
use leptos::prelude::*;

/// What is filled in.
#[derive(Clone, Copy)]
pub struct Filling {
    /// About whom.
    people: StoredValue<Vec<Unclear>>,
    /// For this message alone; otherwise as a subscription, from now on.
    once: RwSignal<bool>,
    basis: RwSignal<Option<LegalBasis>>,
    purpose: RwSignal<String>,
    explanation: RwSignal<String>,
}

impl Filling {
    pub fn empty() -> Self {
        Self {
            people: StoredValue::default(),
            once: RwSignal::default(),
            basis: RwSignal::default(),
            purpose: RwSignal::default(),
            explanation: RwSignal::default(),
        }
    }

    /// Begins anew when it is about other people.
    pub(super) fn begin(self, people: &[Unclear]) {
        if self.people.with_value(|known| known == people) {
            return;
        }
        self.people.set_value(people.to_vec());
        // Nothing is proposed that somebody has once said no to.
        self.once.set(!people.iter().all(|one| one.may_be_subscribed() && one.may_be_offered()));
        let may_offer = people.iter().all(Unclear::may_be_offered);
        let purpose = if may_offer { Purpose::Commercial } else { Purpose::Transactional };
        self.purpose.set(purpose.as_str().to_owned());
        self.basis.set(None);
        self.explanation.set(String::new());
    }

    /// `None`: the basis is not chosen.
    pub(super) fn grounds(self) -> Option<Grounds> {
        let (basis, explanation) = (self.basis.get_untracked()?, self.explanation.get_untracked());
        if !self.once.get_untracked() {
            return Some(Grounds::Subscription { basis, explanation });
        }
        let is_commercial =
            self.purpose.with_untracked(|purpose| purpose.as_str() == Purpose::Commercial.as_str());
        let purpose = if is_commercial { Purpose::Commercial } else { Purpose::Transactional };
        Some(Grounds::OneTime { basis, purpose, explanation })
    }
}

/// Who they are, and what can be said of them.
#[component]
pub(super) fn GroundsForm(
    people: Vec<Unclear>,
    filling: Filling,
    error: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let may_subscribe = people.iter().all(Unclear::may_be_subscribed);
    let may_offer = people.iter().all(Unclear::may_be_offered);
    let is_against_wish = people.iter().any(|one| one.standing == Standing::Unsubscribed);
    let is_explained = Signal::derive(move || filling.once.get() || is_against_wish);
    let purposes: Vec<_> = [Purpose::Commercial, Purpose::Transactional]
        .into_iter()
        .filter(|purpose| may_offer || *purpose == Purpose::Transactional)
        .map(|purpose| (purpose.as_str().to_owned(), purpose_name(i18n, purpose).to_owned()))
        .collect();
    let purposes = Signal::stored(purposes);
    let person = |one: Unclear| {
        view! {
            <li>
                <span dir="auto">{one.address.readable_whole()}</span>
                <span class="grounds__standing">{standing_text(i18n, one.standing)}</span>
            </li>
        }
    };
    view! {
        <ul class="grounds__people">{people.into_iter().map(person).collect_view()}</ul>
        {(!may_subscribe).then(|| view! {
            <p class="grounds__why">{t!(i18n, compose.grounds_opted_out)}</p>
        })}
        {may_subscribe.then(|| view! {
            <fieldset class="grounds__ways">
                <legend>{t!(i18n, compose.grounds_way)}</legend>
                <Way filling once=false label=t_string!(i18n, compose.grounds_subscription) />
                <Way filling once=true label=t_string!(i18n, compose.grounds_once) />
            </fieldset>
        })}
        <Show when=move || filling.once.get()>
            <Select
                name="grounds-purpose"
                label=t_string!(i18n, compose.grounds_purpose)
                value=filling.purpose
                options=purposes
                error=field_error(i18n, error, Field::Purpose)
            />
        </Show>
        <BasisFields basis=filling.basis explanation=filling.explanation is_explained error />
    }
}

#[component]
fn Way(filling: Filling, once: bool, label: &'static str) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="radio"
                name="grounds-way"
                value=if once { "once" } else { "subscription" }
                prop:checked=move || filling.once.get() == once
                on:change=move |_| filling.once.set(once)
            />
            <span class="check__text">{label}</span>
        </label>
    }
}
