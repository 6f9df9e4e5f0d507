//! The card in the middle of the page, and what its forms share.

use crate::api::ApiError;
use crate::state::language::change_language;
use crate::trouble::{error_text, field_error};
use crate::ui::{Icon, IconName, PageTitle, PasswordField};
use kurier_i18n::{Language, t, t_string, use_i18n};
use kurier_model::Field;
use leptos::prelude::*;

/// A page with one card: brand, heading, content, choice of language.
#[component]
pub fn CardPage(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: Option<String>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let heading = title.clone();
    view! {
        <PageTitle text=title />
        <main class="sign-in" id="content">
            <div class="sign-in__card">
                <img class="sign-in__brand" src="/favicon.svg" alt="Kurier" width="44" height="44" />
                <h1>{heading}</h1>
                {text.map(|text| view! { <p class="sign-in__text">{text}</p> })}
                {children()}
            </div>
            <div class="sign-in__languages">
                {[(Language::Pl, "Polski"), (Language::En, "English")]
                    .into_iter()
                    .map(|(language, name)| view! {
                        <button
                            type="button"
                            class="sign-in__language"
                            lang=language.tag()
                            aria-pressed=(language == i18n.language()).to_string()
                            on:click=move |_| change_language(language)
                        >
                            {name}
                        </button>
                    })
                    .collect_view()}
            </div>
        </main>
    }
}

/// What is wrong with the form as a whole: everything that no field says.
#[component]
pub fn FormError(#[prop(into)] error: Signal<Option<ApiError>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div role="alert">
            {move || error.get().filter(|error| error.invalid().is_none()).map(|error| view! {
                <div class="callout" data-tone="danger">
                    <Icon name=IconName::CircleAlert />
                    <p class="callout__text">{error_text(i18n, &error)}</p>
                </div>
            })}
        </div>
    }
}

/// With which somebody signs in who is known already: password managers keep the password under this name.
#[component]
pub fn KnownAddress(email: String) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="field">
            <label class="field__label" for="email">{t!(i18n, sign_in.email)}</label>
            <input class="input" type="email" id="email" autocomplete="username" readonly title=email.clone() value=email />
        </div>
    }
}

/// The password that somebody chooses.
#[component]
pub fn NewPassword(error: Signal<Option<ApiError>>, #[prop(optional)] autofocus: bool) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <PasswordField
            name="password"
            label=t_string!(i18n, sign_in.new_password)
            hint=Signal::stored(t_string!(i18n, sign_in.password_hint).to_owned())
            autocomplete="new-password"
            required=true
            autofocus
            error=field_error(i18n, error, Field::Password)
        />
    }
}

/// The error of a form's action, and the way on when it succeeded.
pub fn follow<F>(action: ServerAction<F>) -> Signal<Option<ApiError>>
where
    F: leptos::server_fn::ServerFn<Output = String, Error = ApiError> + Clone + Send + Sync + 'static,
{
    Effect::new(move || {
        if let Some(Ok(to)) = action.value().get() {
            // The whole page anew: another person, perhaps another language.
            let _ = window().location().assign(&to);
        }
    });
    Signal::derive(move || action.value().get().and_then(Result::err))
}
