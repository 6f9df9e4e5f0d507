//! Errors in the person's language.

use crate::api::ApiError;
use crate::ui::{Button, Icon, IconName, file_size};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::{Field, Reason};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Url;

/// What happened, what it means and what to do.
#[must_use]
pub fn error_text(i18n: I18n, error: &ApiError) -> String {
    match error {
        ApiError::NotFound => t_string!(i18n, errors.not_found).to_owned(),
        ApiError::Forbidden => t_string!(i18n, errors.forbidden).to_owned(),
        ApiError::Invalid { .. } => t_string!(i18n, errors.invalid).to_owned(),
        ApiError::Conflict => t_string!(i18n, errors.conflict).to_owned(),
        ApiError::FolderGone => t_string!(i18n, errors.folder_gone).to_owned(),
        ApiError::LeadGone => t_string!(i18n, errors.lead_gone).to_owned(),
        ApiError::MailboxPaused => t_string!(i18n, errors.mailbox_paused).to_owned(),
        ApiError::Changed { .. } => t_string!(i18n, errors.changed).to_owned(),
        ApiError::SignedOut => t_string!(i18n, errors.signed_out).to_owned(),
        ApiError::TooManyAttempts { retry_after_seconds } => {
            t_string!(i18n, errors.too_many, count = retry_after_seconds)
        }
        ApiError::Unavailable => t_string!(i18n, errors.unavailable).to_owned(),
        ApiError::Internal { incident } => t_string!(i18n, errors.internal, incident = incident),
        ApiError::Malformed { .. } => t_string!(i18n, errors.malformed).to_owned(),
        ApiError::Offline { .. } => t_string!(i18n, errors.offline).to_owned(),
    }
}

/// Why a field was refused.
#[must_use]
pub fn reason_text(i18n: I18n, reason: &Reason) -> String {
    match reason {
        Reason::Required => t_string!(i18n, errors.reason.required).to_owned(),
        Reason::TooLong { max } => t_string!(i18n, errors.reason.too_long, count = max),
        Reason::TooShort { min } => t_string!(i18n, errors.reason.too_short, count = min),
        Reason::NotAnAddress { text } if text.trim().is_empty() => {
            t_string!(i18n, errors.reason.not_an_address_empty).to_owned()
        }
        Reason::NotAnAddress { text } => t_string!(i18n, errors.reason.not_an_address, text = text),
        Reason::Taken => t_string!(i18n, errors.reason.taken).to_owned(),
        Reason::Expired => t_string!(i18n, errors.reason.expired).to_owned(),
        Reason::Wrong => t_string!(i18n, errors.reason.wrong).to_owned(),
        Reason::Unknown => t_string!(i18n, errors.reason.unknown).to_owned(),
        Reason::BadCharacters => t_string!(i18n, errors.reason.bad_characters).to_owned(),
        Reason::TheseCharacters { characters } => {
            t_string!(i18n, errors.reason.these_characters, characters = characters)
        }
        Reason::PrivateNetwork => t_string!(i18n, errors.reason.private_network).to_owned(),
        Reason::TooLarge { bytes, most } => {
            t_string!(
                i18n,
                errors.reason.too_large,
                size = file_size(i18n, *bytes),
                max = file_size(i18n, *most)
            )
        }
        Reason::NotAllowed => t_string!(i18n, errors.reason.not_allowed).to_owned(),
        Reason::NotANumber => t_string!(i18n, errors.reason.not_a_number).to_owned(),
        Reason::NotMoney => t_string!(i18n, errors.reason.not_money).to_owned(),
        Reason::NotADay => t_string!(i18n, errors.reason.not_a_day).to_owned(),
        Reason::NotATime => t_string!(i18n, errors.reason.not_a_time).to_owned(),
        Reason::PastDay => t_string!(i18n, errors.reason.past_day).to_owned(),
        Reason::NotAWebAddress => t_string!(i18n, errors.reason.not_a_web_address).to_owned(),
        Reason::NotAPhone => t_string!(i18n, errors.reason.not_a_phone).to_owned(),
        Reason::NotATaxId => t_string!(i18n, errors.reason.not_a_tax_id).to_owned(),
        Reason::NotADomain => t_string!(i18n, errors.reason.not_a_domain).to_owned(),
        Reason::Ambiguous => t_string!(i18n, errors.reason.ambiguous).to_owned(),
        Reason::Erased => t_string!(i18n, errors.reason.erased).to_owned(),
        Reason::Twice => t_string!(i18n, errors.reason.twice).to_owned(),
    }
}

/// The complaint about one field of a form, for its `error`: `field_error(i18n, error, Field::Email)`.
pub fn field_error(
    i18n: I18n,
    error: impl Into<Signal<Option<ApiError>>>,
    field: Field,
) -> Signal<Option<String>> {
    let error = error.into();
    Signal::derive(move || {
        error.with(|error| {
            let invalid = error.as_ref()?.invalid()?;
            let reason = invalid.about(field)?;
            let is_password = matches!(field, Field::Password | Field::NewPassword);
            Some(match reason {
                Reason::Wrong if is_password => t_string!(i18n, errors.reason.wrong_password).to_owned(),
                other => reason_text(i18n, other),
            })
        })
    })
}

/// Where one signs in, and comes back from to the page that is open.
#[must_use]
pub fn sign_in_path(path: &str, query: &str) -> String {
    let query = query.trim_start_matches('?');
    let next = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    if next == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={}", Url::escape(&next)) }
}

/// In place of what could not be loaded: why, and a button that tries again.
#[component]
pub fn LoadError(error: ApiError, #[prop(optional, into)] on_retry: Option<Callback<()>>) -> impl IntoView {
    let i18n = use_i18n();
    let location = use_location();
    let signed_out = (error == ApiError::SignedOut)
        .then(|| sign_in_path(&location.pathname.get_untracked(), &location.search.get_untracked()));
    view! {
        <div class="load-error" role="alert">
            <Icon name=IconName::CircleAlert />
            <p class="load-error__text">{error_text(i18n, &error)}</p>
            {on_retry.filter(|_| signed_out.is_none()).map(|on_retry| view! {
                <Button icon=IconName::RefreshCw on_click=move |_| on_retry.run(())>{t!(i18n, common.retry)}</Button>
            })}
            {signed_out.map(|path| view! {
                <a class="button" data-variant="primary" data-size="m" href=path rel="external">{t!(i18n, errors.page.to_sign_in)}</a>
            })}
        </div>
    }
}
