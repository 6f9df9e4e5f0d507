//! `/invitation/{token}`.

use super::api::{AcceptInvitation, read_invitation};
use super::card::{CardPage, FormError, KnownAddress, NewPassword, follow};
use crate::api::{ApiError, Fetched};
use crate::trouble::{LoadError, field_error};
use crate::ui::{Button, ButtonLink, ButtonSize, ButtonVariant, EmptyState, IconName, TextField, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::member::Invitation;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Makes an account for somebody who was invited.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let i18n = use_i18n();
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let asked = StoredValue::new(token);
    let invited = Fetched::new(
        "read_invitation",
        move || asked.get_value(),
        move || read_invitation(asked.get_value()),
    );
    view! {
        <CardPage title=t_string!(i18n, sign_in.invitation.title)>
            <Transition>
                {move || lasting(async move {
                    match invited.read().await {
                        Ok(invitation) => {
                            view! { <AcceptForm invitation token=asked.get_value() /> }.into_any()
                        }
                        Err(ApiError::NotFound | ApiError::Invalid { .. }) => {
                            view! {
                                <EmptyState
                                    icon=IconName::Clock
                                    title=t_string!(i18n, sign_in.invitation.gone)
                                    text=Signal::stored(t_string!(i18n, sign_in.invitation.gone_text).to_owned())
                                >
                                    <ButtonLink href="/sign-in">{t!(i18n, sign_in.to_sign_in)}</ButtonLink>
                                </EmptyState>
                            }.into_any()
                        }
                        Err(error) => {
                            view! { <LoadError error on_retry=move || invited.refetch() /> }.into_any()
                        }
                    }
                })}
            </Transition>
        </CardPage>
    }
}

#[component]
fn AcceptForm(invitation: Invitation, token: String) -> impl IntoView {
    let i18n = use_i18n();
    let action = ServerAction::<AcceptInvitation>::new();
    let error = follow(action);
    view! {
        <ActionForm action>
            <div class="sign-in__form">
                <p class="sign-in__text">{t!(i18n, sign_in.invitation.text)}</p>
                <FormError error />
                <input type="hidden" name="token" value=token />
                <KnownAddress email=invitation.email />
                <TextField
                    name="name"
                    label=t_string!(i18n, sign_in.name)
                    autocomplete="name"
                    required=true
                    autofocus=true
                    error=field_error(i18n, error, Field::Name)
                />
                <NewPassword error />
                <Button kind="submit" variant=ButtonVariant::Primary size=ButtonSize::Large pending=action.pending()>
                    {t!(i18n, sign_in.invitation.submit)}
                </Button>
            </div>
        </ActionForm>
    }
}
