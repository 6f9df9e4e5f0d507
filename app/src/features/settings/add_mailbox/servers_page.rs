//! `/settings/accounts/{mailbox}/servers`: other servers for a mailbox, tried before they are believed.

use super::details::Servers;
use super::trial::Trial;
use super::{Draft, Stage};
use crate::api::ApiError;
use crate::features::settings::api::get_mailbox_settings;
use crate::state::Toast;
use crate::trouble::{LoadError, field_error};
use crate::ui::{
    Button, ButtonLink, ButtonVariant, IconName, NotFoundPage, PageTitle, PasswordField, Skeleton, lasting,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::mailbox::MailboxSettings;
use kurier_model::{Field, MailboxId};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

/// The servers as they are, to be changed.
#[component]
pub fn ServersPage() -> impl IntoView {
    let i18n = use_i18n();
    let mailbox = use_params_map().with_untracked(|params| params.get("mailbox")).unwrap_or_default();
    let Ok(mailbox) = mailbox.parse::<MailboxId>() else { return NotFoundPage().into_any() };
    let settings = crate::api::Fetched::new(
        "get_mailbox_settings",
        move || mailbox,
        move || get_mailbox_settings(mailbox),
    );
    view! {
        <PageTitle text=t_string!(i18n, settings.servers.title) />
        <header class="settings__head">
            <div>
                <h1>{t!(i18n, settings.servers.title)}</h1>
                <p class="settings__lead">{t!(i18n, settings.servers.text)}</p>
            </div>
            <ButtonLink href="/settings/accounts" icon=IconName::ArrowLeft variant=ButtonVariant::Quiet>
                {t!(i18n, settings.accounts.title)}
            </ButtonLink>
        </header>
        <Transition fallback=|| view! { <Skeleton lines=6 /> }>
            {move || lasting(async move {
                match settings.read().await {
                    Ok(settings) => view! { <Change settings /> }.into_any(),
                    Err(ApiError::NotFound) => NotFoundPage().into_any(),
                    Err(error) => view! { <LoadError error on_retry=move || settings.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Change(settings: MailboxSettings) -> impl IntoView {
    let draft = Draft { changes: Some(settings.id), ..Draft::new() };
    draft.stage.set(Stage::Details);
    draft.address.set(settings.address);
    draft.imap.fill(&settings.imap);
    draft.smtp.fill(&settings.smtp);
    draft.username.set(settings.username.clone());
    let was = StoredValue::new((settings.imap.host, settings.username));
    let navigate = use_navigate();
    Effect::new(move || {
        if matches!(draft.stage.get(), Stage::Connected { .. }) {
            draft.toasts.push(Toast::done(t_string!(draft.i18n, settings.servers.done)));
            navigate("/settings/accounts", NavigateOptions::default());
        }
    });
    view! {
        <div class="add-mailbox" data-testid="servers">
            {move || match draft.stage.get() {
                Stage::Trial { connection } => view! { <Trial draft connection /> }.into_any(),
                Stage::Connected { .. } => ().into_any(),
                Stage::Address | Stage::Details => view! { <ServersForm draft was /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn ServersForm(
    draft: Draft,
    /// Host and user name as they are.
    was: StoredValue<(String, String)>,
) -> impl IntoView {
    let i18n = draft.i18n;
    let is_elsewhere = move || {
        let (host, name) = was.get_value();
        draft.imap.host() != host || draft.username.get().trim() != name
    };
    view! {
        <form class="settings__form" data-testid="servers-form" on:submit=move |event| {
            event.prevent_default();
            if !draft.pending.get_untracked() {
                draft.begin();
            }
        }>
            <p class="add-mailbox__address"><strong dir="ltr">{move || draft.address.get()}</strong></p>
            <Servers draft />
            <PasswordField
                name="account-password"
                label=t_string!(i18n, settings.servers.password)
                hint=Signal::stored(t_string!(i18n, settings.servers.password_hint).to_owned())
                value=draft.password
                autocomplete="off"
                error=field_error(i18n, draft.error, Field::Password)
            />
            <div role="status">
                {move || is_elsewhere().then(|| view! {
                    <p class="callout" data-tone="warn">{t!(i18n, settings.servers.elsewhere)}</p>
                })}
            </div>
            <div>
                <Button kind="submit" variant=ButtonVariant::Primary pending=draft.pending>
                    {t!(i18n, settings.servers.check)}
                </Button>
            </div>
        </form>
    }
}
