//! `/settings/profile`: my name, language and password.

use super::api::{change_password, set_language, set_name};
use super::notification_choices::NotificationChoices;
use crate::api::ApiError;
use crate::state::{Appearance, Notifications, Toast, language, use_session, use_toasts};
use crate::trouble::{LoadError, error_text, field_error};
use crate::ui::{Button, ButtonVariant, PageTitle, PasswordField, Select, Skeleton, TextField, lasting};
use kurier_i18n::{Language, t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::member::Me;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// My profile.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    view! {
        <PageTitle text=t_string!(i18n, settings.profile.title) />
        <header class="settings__head"><h1>{t!(i18n, settings.profile.title)}</h1></header>
        <Transition fallback=|| view! { <Skeleton lines=4 /> }>
            {move || lasting(async move {
                match session.read().await {
                    Ok(me) => view! { <NameForm me=me.clone() /><ViewForm /><NotificationChoices /><PasswordForm email=me.email /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move |()| session.reload() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn NameForm(me: Me) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let session = use_session();
    let name = RwSignal::new(me.name);
    let error = RwSignal::new(None::<ApiError>);
    let pending = RwSignal::new(false);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        pending.set(true);
        spawn_local(async move {
            match set_name(name.get_untracked()).await {
                Ok(()) => {
                    error.set(None);
                    toasts.push(Toast::done(t_string!(i18n, common.saved)));
                    session.reload();
                }
                Err(refused) => {
                    if refused.invalid().is_none() {
                        toasts.push(Toast::failed(error_text(i18n, &refused)));
                    }
                    error.set(Some(refused));
                }
            }
            pending.set(false);
        });
    };
    view! {
        <form class="settings__form" on:submit=save>
            <TextField
                name="name"
                label=t_string!(i18n, settings.profile.name)
                hint=Signal::stored(t_string!(i18n, settings.profile.name_hint).to_owned())
                value=name
                autocomplete="name"
                required=true
                error=field_error(i18n, error, Field::Name)
            />
            <div class="field">
                <label class="field__label" for="profile-email">{t!(i18n, settings.profile.email)}</label>
                <input class="input" id="profile-email" type="email" dir="ltr" readonly value=me.email />
            </div>
            <div><Button kind="submit" variant=ButtonVariant::Primary pending>{t!(i18n, common.save)}</Button></div>
        </form>
    }
}

/// How pages look: at once, without a button.
#[component]
fn ViewForm() -> impl IntoView {
    view! {
        <section class="settings__form">
            <LanguageChoice />
            <AppearanceChoice />
            <NotifyChoice />
        </section>
    }
}

#[component]
fn AppearanceChoice() -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(Appearance::of_page().word().to_owned());
    let name = |appearance| match appearance {
        Appearance::System => t_string!(i18n, settings.profile.as_system),
        Appearance::Light => t_string!(i18n, settings.profile.light),
        Appearance::Dark => t_string!(i18n, settings.profile.dark),
    };
    let options =
        Appearance::ALL.map(|appearance| (appearance.word().to_owned(), name(appearance).to_owned()));
    view! {
        <Select
            name="appearance"
            label=t_string!(i18n, settings.profile.appearance)
            hint=Signal::stored(t_string!(i18n, settings.profile.appearance_hint).to_owned())
            value=chosen
            options=Signal::stored(options.to_vec())
            on_change=|word: String| {
                if let Some(appearance) = Appearance::of_word(&word) {
                    appearance.choose();
                }
            }
        />
    }
}

/// Whether this device tells of new mail.
#[component]
fn NotifyChoice() -> impl IntoView {
    let i18n = use_i18n();
    // Only the browser knows.
    let state = RwSignal::new(None::<Notifications>);
    let discreet = RwSignal::new(false);
    Effect::new(move || {
        state.set(Some(Notifications::now()));
        discreet.set(Notifications::are_discreet());
    });
    let say_who = move |wanted: bool| {
        Notifications::be_discreet(!wanted);
        discreet.set(Notifications::are_discreet());
    };
    let change = move |wanted: bool| {
        if !wanted {
            Notifications::turn_off();
            state.set(Some(Notifications::now()));
            return;
        }
        spawn_local(async move {
            let now = Notifications::turn_on().await;
            state.try_set(Some(now));
        });
    };
    let hint = move || match state.get() {
        Some(Notifications::Forbidden) => t_string!(i18n, settings.profile.notify_forbidden),
        Some(Notifications::Missing) => t_string!(i18n, settings.profile.notify_missing),
        _ => t_string!(i18n, settings.profile.notify_hint),
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                name="notify"
                prop:checked=move || state.get() == Some(Notifications::On)
                disabled=move || !matches!(state.get(), Some(Notifications::On | Notifications::Off))
                on:change:target=move |event| change(event.target().checked())
            />
            <span class="check__text">
                {t!(i18n, settings.profile.notify)}
                <span class="check__hint">{hint}</span>
            </span>
        </label>
        <Show when=move || state.get() == Some(Notifications::On)>
            <label class="check">
                <input
                    type="checkbox"
                    name="notify-who"
                    prop:checked=move || !discreet.get()
                    on:change:target=move |event| say_who(event.target().checked())
                />
                <span class="check__text">
                    {t!(i18n, settings.profile.notify_who)}
                    <span class="check__hint">{t!(i18n, settings.profile.notify_who_hint)}</span>
                </span>
            </label>
        </Show>
    }
}

#[component]
fn LanguageChoice() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let chosen = RwSignal::new(i18n.language().tag().to_owned());
    let options =
        Signal::stored(vec![("pl".to_owned(), "Polski".to_owned()), ("en".to_owned(), "English".to_owned())]);
    let change = move |tag: String| {
        let Some(wanted) = Language::from_tag(&tag) else { return };
        spawn_local(async move {
            match set_language(wanted).await {
                Ok(()) => language::change_language(wanted),
                Err(error) => {
                    chosen.set(i18n.language().tag().to_owned());
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <Select name="language" label=t_string!(i18n, common.nav.language) value=chosen options on_change=change />
    }
}

#[component]
fn PasswordForm(email: String) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let old = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let error = RwSignal::new(None::<ApiError>);
    let pending = RwSignal::new(false);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        pending.set(true);
        spawn_local(async move {
            match change_password(old.get_untracked(), new.get_untracked()).await {
                Ok(()) => {
                    error.set(None);
                    old.set(String::new());
                    new.set(String::new());
                    toasts.push(Toast::done(t_string!(i18n, settings.profile.password_changed)));
                }
                Err(refused) => {
                    if refused.invalid().is_none() {
                        toasts.push(Toast::failed(error_text(i18n, &refused)));
                    }
                    error.set(Some(refused));
                }
            }
            pending.set(false);
        });
    };
    view! {
        <form class="settings__form" on:submit=save>
            <h2>{t!(i18n, settings.profile.password)}</h2>
            // Password managers keep the password under this name.
            <input type="email" name="username" autocomplete="username" value=email hidden readonly />
            <p class="settings__lead">{t!(i18n, settings.profile.password_text)}</p>
            <PasswordField
                name="old-password"
                label=t_string!(i18n, settings.profile.old_password)
                value=old
                autocomplete="current-password"
                required=true
                error=field_error(i18n, error, Field::Password)
            />
            <PasswordField
                name="new-password"
                label=t_string!(i18n, settings.profile.new_password)
                hint=Signal::stored(t_string!(i18n, sign_in.password_hint).to_owned())
                value=new
                autocomplete="new-password"
                required=true
                error=field_error(i18n, error, Field::NewPassword)
            />
            <div><Button kind="submit" pending>{t!(i18n, settings.profile.change_password)}</Button></div>
        </form>
    }
}
