//! The company of somebody who is being written down, by the domain of their address: proposed where it is known, offered to be made where it is
//! not.

use super::api::company_of_address;
use super::draft::Draft;
use crate::ui::{Button, ButtonSize, Icon, IconName, TextField};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::FieldId;
use kurier_model::record::{COMPANY, CompanyOffer, FieldDefinition, FieldType, Named, NewCompany};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long the typing of an address rests before its company is looked for.
const PAUSE: Duration = Duration::from_millis(400);

/// Whether a field names one company.
pub fn is_company(what: &FieldType) -> bool {
    matches!(what, FieldType::Link { to, several: None } if to.0 == COMPANY)
}

/// What is proposed for the address in a form, and what somebody says to it.
#[derive(Clone, Copy)]
pub struct Offering {
    field: FieldId,
    /// Of the field that links to the company.
    draft: Draft,
    address: Signal<String>,
    offer: RwSignal<Option<CompanyOffer>>,
    /// What was asked last, and whether an answer is on its way.
    asked: StoredValue<String>,
    is_asking: StoredValue<bool>,
    /// The domain of a company that somebody took away: it is not put there again.
    declined: StoredValue<Option<String>>,
    /// A new company is made along.
    is_made: RwSignal<bool>,
    name: RwSignal<String>,
}

impl Offering {
    /// For a form with a field for addresses and one that links to a company.
    pub fn of(fields: &[(FieldDefinition, Draft)]) -> Option<Self> {
        // By which one writes to them; others may stand in fields of the workspace's own.
        let of_addresses = fields.iter().filter(|(field, _)| field.what == FieldType::Email);
        let emails = of_addresses.min_by_key(|(field, _)| field.is_own())?.1.value;
        let (field, draft) = fields.iter().find(|(field, _)| is_company(&field.what))?;
        // The first one that is whole.
        let address = Signal::derive(move || {
            let typed = emails.get();
            let whole = |part: &&str| part.split_once('@').is_some_and(|(_, host)| host.contains('.'));
            let mut parts = typed.split([',', ';', ' ', '\n']).map(str::trim);
            parts.find(whole).unwrap_or_default().to_lowercase()
        });
        Some(Self {
            field: field.id,
            draft: *draft,
            address,
            offer: RwSignal::new(None),
            asked: StoredValue::new(String::new()),
            is_asking: StoredValue::new(false),
            declined: StoredValue::new(None),
            is_made: RwSignal::new(false),
            name: RwSignal::new(String::new()),
        })
    }

    /// The company that is to be made along, if it is.
    pub fn new_company(self) -> Option<NewCompany> {
        let offer = self.offer.get_untracked().filter(|offer| offer.company.is_none())?;
        let is_wanted = self.is_made.get_untracked() && self.draft.value.with_untracked(String::is_empty);
        let (field, name, domain) = (self.field, self.name.get_untracked(), offer.domain);
        is_wanted.then_some(NewCompany { field, name, domain })
    }

    fn look(self) {
        let Some(address) = self.address.try_get_untracked() else { return };
        if self.is_asking.try_get_value() != Some(false)
            || self.asked.try_with_value(|asked| *asked == address) != Some(false)
        {
            return;
        }
        self.asked.set_value(address.clone());
        if address.is_empty() {
            self.take(None);
            return;
        }
        self.is_asking.set_value(true);
        spawn_local(async move {
            // A hint: without an answer there is none.
            let answer = company_of_address(address).await.unwrap_or_default();
            if self.is_asking.try_set_value(false).is_none() {
                self.take(answer);
                self.look();
            }
        });
    }

    /// Another answer: what was put there for the last one goes, unless somebody has chosen otherwise.
    fn take(self, offer: Option<CompanyOffer>) {
        let domain = offer.as_ref().map(|offer| offer.domain.clone());
        let before = self.offer.get_untracked();
        if before == offer {
            return;
        }
        if before.and_then(|before| before.company).is_some_and(|company| self.is_chosen(&company)) {
            self.clear();
        }
        let is_declined = domain.is_some() && self.declined.get_value() == domain;
        if let Some(offer) = &offer {
            self.name.set(offer.name.clone());
            if let Some(company) = offer.company.as_ref().filter(|_| !is_declined)
                && self.draft.value.with_untracked(String::is_empty)
            {
                self.choose(company);
            }
        }
        self.is_made.set(false);
        self.offer.set(offer);
    }

    fn is_chosen(self, company: &Named) -> bool {
        self.draft.value.with_untracked(|value| *value == company.id.to_string())
    }

    fn choose(self, company: &Named) {
        self.draft.label.set(Some(company.name.clone()));
        self.draft.value.set(company.id.to_string());
    }

    fn clear(self) {
        self.draft.label.set(None);
        self.draft.value.set(String::new());
    }

    /// Takes the proposal away, or puts it back.
    fn toggle(self, domain: &str, company: &Named) {
        if self.is_chosen(company) {
            self.declined.set_value(Some(domain.to_owned()));
            self.clear();
        } else {
            self.declined.set_value(None);
            self.choose(company);
        }
    }
}

/// Below the field: why a company stands in it, and a way to take it out; or a new one.
#[component]
pub fn OfferedCompany(offering: Offering) -> impl IntoView {
    let address = offering.address;
    Effect::new(move |pause: Option<Option<TimeoutHandle>>| {
        address.track();
        match pause {
            // What stands in the form from the beginning waits for nothing.
            None => offering.look(),
            Some(Some(pause)) => pause.clear(),
            Some(None) => {}
        }
        set_timeout_with_handle(move || offering.look(), PAUSE).ok()
    });
    let offer = offering.offer;
    view! {
        <div role="status">
            {move || offer.get().map(|offer| match offer.company {
                Some(company) => view! { <Proposed offering domain=offer.domain company /> }.into_any(),
                None => view! { <NewOne offering domain=offer.domain /> }.into_any(),
            })}
        </div>
    }
}

#[component]
fn Proposed(offering: Offering, domain: String, company: Named) -> impl IntoView {
    let i18n = use_i18n();
    let value = offering.draft.value;
    let id = company.id.to_string();
    let is_chosen = Memo::new(move |_| value.with(|value| *value == id));
    // Another one was chosen.
    let is_hidden = move || !is_chosen.get() && !value.with(String::is_empty);
    let (why, offered) = (
        t_string!(i18n, records.house.proposed, domain = domain.as_str()),
        t_string!(i18n, records.house.known, name = company.name.as_str(), domain = domain.as_str()),
    );
    let toggle = move |_| offering.toggle(&domain, &company);
    view! {
        <div class="callout" data-testid="proposed-company" hidden=is_hidden>
            <Icon name=IconName::Building2 />
            <div class="callout__text">
                <p dir="auto">{move || if is_chosen.get() { why.clone() } else { offered.clone() }}</p>
            </div>
            <Button size=ButtonSize::Small testid="toggle-company" on_click=toggle>
                {move || if is_chosen.get() { t_string!(i18n, records.house.take_out) } else { t_string!(i18n, records.house.put_in) }}
            </Button>
        </div>
    }
}

#[component]
fn NewOne(offering: Offering, domain: String) -> impl IntoView {
    let i18n = use_i18n();
    let Offering { draft, is_made, name, .. } = offering;
    view! {
        <div class="callout" data-testid="new-company" hidden=move || !draft.value.with(String::is_empty)>
            <Icon name=IconName::Building2 />
            <div class="callout__text">
                <label class="lead-form__choice">
                    <input
                        type="checkbox"
                        prop:checked=move || is_made.get()
                        on:change:target=move |event| is_made.set(event.target().checked())
                    />
                    <span dir="auto">{move || t_string!(i18n, records.house.make, name = name.get())}</span>
                </label>
                <Show when=move || is_made.get()>
                    <TextField name="new-company" label=t_string!(i18n, records.house.name) value=name autocomplete="off" />
                </Show>
                <p>{t_string!(i18n, records.house.domain, domain = domain)}</p>
            </div>
        </div>
    }
}
