//! `/unsubscribe/{token}`: where the way out of a message leads. Nobody signs in, looking changes nothing, and its buttons are plain forms, which need no
//! script: the server answers each with this page.

use super::api::read_way_out;
use crate::api::{ApiError, Fetched};
use crate::features::sign_in::card::CardPage;
use crate::trouble::LoadError;
use crate::ui::{Button, ButtonSize, ButtonVariant, EmptyState, IconName, lasting};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::consent::{Leave, Standing, WayOut};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// How things stand and what can be done, or that the link leads nowhere.
#[component]
pub fn UnsubscribePage() -> impl IntoView {
    let i18n = use_i18n();
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let asked = StoredValue::new(token);
    let known =
        Fetched::new("read_way_out", move || asked.get_value(), move || read_way_out(asked.get_value()));
    view! {
        <CardPage title=t_string!(i18n, consents.leave.title)>
            <Transition>
                {move || lasting(async move {
                    match known.read().await {
                        Ok(known) => view! { <Stands known token=asked.get_value() /> }.into_any(),
                        Err(ApiError::NotFound) => {
                            view! {
                                <EmptyState
                                    icon=IconName::Mail
                                    title=t_string!(i18n, consents.leave.gone)
                                    text=Signal::stored(t_string!(i18n, consents.leave.gone_text).to_owned())
                                />
                            }.into_any()
                        }
                        Err(error) => view! { <LoadError error on_retry=move || known.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </CardPage>
    }
}

#[component]
fn Stands(known: WayOut, token: String) -> impl IntoView {
    let i18n = use_i18n();
    let WayOut { workspace, address, standing, goes_back } = known;
    let said = match standing {
        Standing::Subscribed | Standing::Unknown => t_string!(i18n, consents.leave.wanted),
        Standing::Unsubscribed => t_string!(i18n, consents.leave.left),
        Standing::OptedOut => t_string!(i18n, consents.leave.left_all),
    };
    let offered: &[Leave] = match (standing, goes_back) {
        (Standing::Subscribed | Standing::Unknown, _) => &[Leave::OneToOne, Leave::Everything],
        (Standing::Unsubscribed, true) => &[Leave::Everything, Leave::Back],
        (Standing::Unsubscribed, false) => &[Leave::Everything],
        (Standing::OptedOut, true) => &[Leave::Back],
        (Standing::OptedOut, false) => &[],
    };
    let action = format!("/unsubscribe/{token}");
    view! {
        <p class="sign-in__text unsubscribe__whose" dir="auto">
            {t_string!(i18n, consents.leave.whose, workspace = workspace, address = address)}
        </p>
        <p role="status" data-testid="unsubscribe-standing" data-standing=standing.as_str()>{said}</p>
        {offered
            .iter()
            .map(|step| view! {
                <form method="post" action=action.clone() class="unsubscribe__form">
                    <input type="hidden" name="leave" value=step.as_str() />
                    <Button kind="submit" size=ButtonSize::Large variant=variant(*step)>
                        {match step {
                            Leave::OneToOne => t_string!(i18n, consents.leave.one_to_one),
                            Leave::Everything => t_string!(i18n, consents.leave.everything),
                            Leave::Back => t_string!(i18n, consents.leave.back),
                        }}
                    </Button>
                </form>
            })
            .collect_view()}
    }
}

/// What the link promises comes first.
fn variant(step: Leave) -> ButtonVariant {
    match step {
        Leave::OneToOne => ButtonVariant::Primary,
        Leave::Everything | Leave::Back => ButtonVariant::Secondary,
    }
}
