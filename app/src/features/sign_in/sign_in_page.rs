//! `/sign-in`.

use super::api::{SignIn, is_set_up};
use super::card::{CardPage, FormError, follow};
use crate::api::Fetched;
use crate::trouble::field_error;
use crate::ui::{Button, ButtonSize, ButtonVariant, Icon, IconName, PasswordField, TextField, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// E-mail and password.
#[component]
pub fn SignInPage() -> impl IntoView {
    let i18n = use_i18n();
    let action = ServerAction::<SignIn>::new();
    let error = follow(action);
    let next = use_query_map().with_untracked(|query| query.get("next"));
    let set_up = Fetched::new("is_set_up", || 0, is_set_up);
    view! {
        <CardPage title=t_string!(i18n, sign_in.title)>
            <Transition>
                {move || lasting(async move {
                    // When it is not known, the form itself will say what is the matter.
                    (set_up.read().await == Ok(false)).then(|| view! {
                        <div class="callout" data-tone="warn">
                            <Icon name=IconName::Info />
                            <p class="callout__text">{t!(i18n, sign_in.not_set_up)}</p>
                        </div>
                    })
                })}
            </Transition>
            <ActionForm action>
                <div class="sign-in__form">
                    <FormError error />
                    {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
                    <TextField
                        name="email"
                        kind="email"
                        label=t_string!(i18n, sign_in.email)
                        autocomplete="username"
                        required=true
                        autofocus=true
                        error=field_error(i18n, error, Field::Email)
                    />
                    <PasswordField
                        name="password"
                        label=t_string!(i18n, sign_in.password)
                        autocomplete="current-password"
                        required=true
                        error=field_error(i18n, error, Field::Password)
                    />
                    <Button kind="submit" variant=ButtonVariant::Primary size=ButtonSize::Large pending=action.pending()>
                        {t!(i18n, sign_in.submit)}
                    </Button>
                </div>
            </ActionForm>
            <details class="sign-in__forgotten">
                <summary>{t!(i18n, sign_in.forgotten)}</summary>
                <p>{t!(i18n, sign_in.forgotten_text)}</p>
            </details>
        </CardPage>
    }
}
