//! `/password/{token}`: another password, for somebody who has forgotten theirs.

use super::api::{ResetPassword, read_reset};
use super::card::{CardPage, FormError, KnownAddress, NewPassword, follow};
use crate::api::{ApiError, Fetched};
use crate::trouble::{LoadError, field_error};
use crate::ui::{Button, ButtonLink, ButtonSize, ButtonVariant, EmptyState, IconName, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The form, or why the link leads nowhere.
#[component]
pub fn ResetPage() -> impl IntoView {
    let i18n = use_i18n();
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let asked = StoredValue::new(token);
    let reset = Fetched::new("read_reset", move || asked.get_value(), move || read_reset(asked.get_value()));
    view! {
        <CardPage title=t_string!(i18n, sign_in.reset.title)>
            <Transition>
                {move || lasting(async move {
                    match reset.read().await {
                        Ok(reset) => view! { <ResetForm email=reset.email token=asked.get_value() /> }.into_any(),
                        Err(ApiError::NotFound | ApiError::Invalid { .. }) => {
                            view! {
                                <EmptyState
                                    icon=IconName::Clock
                                    title=t_string!(i18n, sign_in.reset.gone)
                                    text=Signal::stored(t_string!(i18n, sign_in.reset.gone_text).to_owned())
                                >
                                    <ButtonLink href="/sign-in">{t!(i18n, sign_in.to_sign_in)}</ButtonLink>
                                </EmptyState>
                            }.into_any()
                        }
                        Err(error) => view! { <LoadError error on_retry=move || reset.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </CardPage>
    }
}

#[component]
fn ResetForm(email: String, token: String) -> impl IntoView {
    let i18n = use_i18n();
    let action = ServerAction::<ResetPassword>::new();
    let error = follow(action);
    let link_error = field_error(i18n, error, Field::Token);
    view! {
        <ActionForm action>
            <div class="sign-in__form">
                <p class="sign-in__text">{t!(i18n, sign_in.reset.text)}</p>
                <FormError error />
                <div role="alert">
                    {move || link_error.get().map(|_| view! {
                        <p class="callout" data-tone="danger">{t!(i18n, sign_in.reset.gone)}" "{t!(i18n, sign_in.reset.gone_text)}</p>
                    })}
                </div>
                <input type="hidden" name="token" value=token />
                <KnownAddress email />
                <NewPassword error autofocus=true />
                <Button kind="submit" variant=ButtonVariant::Primary size=ButtonSize::Large pending=action.pending()>
                    {t!(i18n, sign_in.reset.submit)}
                </Button>
            </div>
        </ActionForm>
    }
}
