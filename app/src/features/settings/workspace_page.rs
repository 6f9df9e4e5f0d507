//! `/settings/workspace`: where the workspace is at home, by which numbers and amounts are read.

use super::api::{set_workspace_home, workspace_home};
use super::countries::country_name;
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::features::message::words::fold;
use crate::state::{Toast, use_session, use_toasts};
use crate::trouble::{LoadError, field_error};
use crate::ui::{Button, ButtonVariant, PageTitle, Select, Skeleton, lasting};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::home::{COUNTRIES, CURRENCIES, Home};
use kurier_model::member::Role;
use leptos::prelude::*;

/// The page.
#[component]
pub fn WorkspacePage() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let home = Fetched::new("workspace_home", || 0, workspace_home);
    view! {
        <PageTitle text=t_string!(i18n, settings.workspace.title) />
        <header class="settings__head">
            <div>
                <h1>{t!(i18n, settings.workspace.title)}</h1>
                <p class="settings__lead">{t!(i18n, settings.workspace.text)}</p>
            </div>
        </header>
        <Transition fallback=|| view! { <Skeleton lines=4 /> }>
            {move || lasting(async move {
                match (home.read().await, session.read().await) {
                    (Ok(home), Ok(me)) if me.role >= Role::Admin => view! { <Form home /> }.into_any(),
                    (Ok(home), Ok(_)) => view! { <Said home /> }.into_any(),
                    (Err(error), _) | (_, Err(error)) => {
                        view! { <LoadError error on_retry=move || home.refetch() /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// The countries by their names.
fn countries(i18n: I18n) -> Vec<(String, String)> {
    let mut all: Vec<_> =
        COUNTRIES.iter().map(|code| ((*code).to_owned(), country_name(i18n, code).to_owned())).collect();
    all.sort_by_key(|(_, name)| fold(name));
    all
}

#[component]
fn Form(home: Home) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let (country, currency) = (RwSignal::new(home.country), RwSignal::new(home.currency));
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let home = Home { country: country.get_untracked(), currency: currency.get_untracked() };
        attempt.make(set_workspace_home(home), move |()| {
            toasts.push(Toast::done(t_string!(i18n, common.saved)));
        });
    };
    let currencies =
        CURRENCIES.iter().map(|code| ((*code).to_owned(), (*code).to_owned())).collect::<Vec<_>>();
    view! {
        <form class="settings__form" novalidate on:submit=save data-testid="workspace-form">
            <Select
                name="workspace-country"
                label=t_string!(i18n, settings.workspace.country)
                value=country
                options=Signal::stored(countries(i18n))
                hint=Signal::stored(t_string!(i18n, settings.workspace.country_text).to_owned())
                error=field_error(i18n, attempt.error, Field::Country)
            />
            <Select
                name="workspace-currency"
                label=t_string!(i18n, settings.workspace.currency)
                value=currency
                options=Signal::stored(currencies)
                hint=Signal::stored(t_string!(i18n, settings.workspace.currency_text).to_owned())
                error=field_error(i18n, attempt.error, Field::Currency)
            />
            <div>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="workspace-save">
                    {t!(i18n, common.save)}
                </Button>
            </div>
        </form>
    }
}

/// The same for whoever may not change it.
#[component]
fn Said(home: Home) -> impl IntoView {
    let i18n = use_i18n();
    let country = country_name(i18n, &home.country).to_owned();
    view! {
        <section class="settings__form" data-testid="workspace-home">
            <p>{t!(i18n, settings.workspace.country)} ": " <strong>{country}</strong></p>
            <p>{t!(i18n, settings.workspace.currency)} ": " <strong>{home.currency}</strong></p>
            <p class="settings__lead">{t!(i18n, settings.privacy.only_admins)}</p>
        </section>
    }
}
