//! `/set-up/{token}`: the first page that anybody sees, from the link that the first start printed.

use super::api::{SetUp, is_set_up};
use super::card::{CardPage, FormError, NewPassword, follow};
use crate::api::Fetched;
use crate::trouble::field_error;
use crate::ui::{Button, ButtonLink, ButtonSize, ButtonVariant, EmptyState, IconName, TextField, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Creates the workspace and its owner.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let i18n = use_i18n();
    let set_up = Fetched::new("is_set_up", || 0, is_set_up);
    view! {
        <CardPage title=t_string!(i18n, sign_in.set_up.title) text=t_string!(i18n, sign_in.set_up.text)>
            <Transition>
                {move || lasting(async move {
                    if set_up.read().await == Ok(true) {
                        view! {
                            <EmptyState icon=IconName::CircleCheck title=t_string!(i18n, sign_in.set_up.done)>
                                <ButtonLink href="/sign-in" variant=ButtonVariant::Primary>
                                    {t!(i18n, sign_in.to_sign_in)}
                                </ButtonLink>
                            </EmptyState>
                        }.into_any()
                    } else {
                        view! { <SetUpForm /> }.into_any()
                    }
                })}
            </Transition>
        </CardPage>
    }
}

#[component]
fn SetUpForm() -> impl IntoView {
    let i18n = use_i18n();
    let action = ServerAction::<SetUp>::new();
    let error = follow(action);
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let link_error = field_error(i18n, error, Field::Token);
    view! {
        <ActionForm action>
            <div class="sign-in__form">
                <FormError error />
                <div role="alert">
                    {move || link_error.get().map(|_| view! {
                        <p class="callout" data-tone="danger">{t!(i18n, sign_in.set_up.wrong_link)}</p>
                    })}
                </div>
                <input type="hidden" name="token" value=token />
                <TextField
                    name="workspace_name"
                    label=t_string!(i18n, sign_in.set_up.workspace)
                    hint=Signal::stored(t_string!(i18n, sign_in.set_up.workspace_hint).to_owned())
                    autocomplete="organization"
                    required=true
                    autofocus=true
                    error=field_error(i18n, error, Field::WorkspaceName)
                />
                <TextField
                    name="name"
                    label=t_string!(i18n, sign_in.name)
                    autocomplete="name"
                    required=true
                    error=field_error(i18n, error, Field::Name)
                />
                <TextField
                    name="email"
                    kind="email"
                    label=t_string!(i18n, sign_in.email)
                    hint=Signal::stored(t_string!(i18n, sign_in.set_up.email_hint).to_owned())
                    autocomplete="username"
                    required=true
                    error=field_error(i18n, error, Field::Email)
                />
                <NewPassword error />
                <Button kind="submit" variant=ButtonVariant::Primary size=ButtonSize::Large pending=action.pending()>
                    {t!(i18n, sign_in.set_up.submit)}
                </Button>
            </div>
        </ActionForm>
    }
}
