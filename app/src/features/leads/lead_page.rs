//! `/leads/{id}`: a lead on a page of its own.

use super::lead::{AskedLead, FollowedLead, LeadParts};
use crate::ui::{ButtonLink, EmptyState, Icon, IconName, PageTitle};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::LeadId;
use kurier_model::lead::Lead;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn LeadPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get_str("id").and_then(|id| id.parse::<LeadId>().ok()))
    });
    let asked = AskedLead::new(id);
    let draw = move |lead: RwSignal<Lead>| {
        let name = Memo::new(move |_| lead.with(|lead| lead.row.name.clone()));
        view! {
            {move || view! { <PageTitle text=name.get() /> }}
            <LeadParts lead asked is_page=true />
        }
        .into_any()
    };
    view! {
        <div class="lead">
            <div class="lead__inner">
                <a class="lead__back" href="/leads">
                    <Icon name=IconName::ArrowLeft />
                    {t!(i18n, leads.back)}
                </a>
                <FollowedLead asked draw nothing=|| NotFound().into_any() />
            </div>
        </div>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    let i18n = use_i18n();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <PageTitle text=t_string!(i18n, leads.not_found) />
        <EmptyState
            icon=IconName::Target
            title=t_string!(i18n, leads.not_found)
            text=Signal::stored(t_string!(i18n, leads.not_found_text).to_owned())
        >
            <ButtonLink href="/leads">{t!(i18n, leads.back)}</ButtonLink>
        </EmptyState>
    }
}
