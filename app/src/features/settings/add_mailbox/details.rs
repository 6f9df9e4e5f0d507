//! The two forms: address and password, then servers and audience.

use super::server_fields::Side;
use super::{Draft, Stage};
use crate::features::settings::member_choice::MemberChoice;
use crate::state::use_session;
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, IconName, PasswordField, TextField};
use kurier_i18n::{t, t_string};
use kurier_model::Field;
use leptos::prelude::*;

/// The first step.
#[component]
pub fn AddressForm(draft: Draft) -> impl IntoView {
    let i18n = draft.i18n;
    view! {
        <form class="settings__form" data-testid="mailbox-address" on:submit=move |event| {
            event.prevent_default();
            if !draft.pending.get_untracked() {
                draft.guess();
            }
        }>
            <TextField
                name="address"
                kind="email"
                label=t_string!(i18n, settings.add.address)
                value=draft.address
                autocomplete="email"
                required=true
                autofocus=true
                error=field_error(i18n, draft.error, Field::Email)
            />
            <PasswordField
                name="account-password"
                label=t_string!(i18n, settings.add.password)
                hint=Signal::stored(t_string!(i18n, settings.add.password_hint).to_owned())
                value=draft.password
                autocomplete="off"
                required=true
                error=field_error(i18n, draft.error, Field::Password)
            />
            <div>
                <Button kind="submit" variant=ButtonVariant::Primary pending=draft.pending>
                    {t!(i18n, settings.add.next)}
                </Button>
            </div>
        </form>
    }
}

/// The second step.
#[component]
pub fn Details(draft: Draft) -> impl IntoView {
    let i18n = draft.i18n;
    view! {
        <form class="settings__form" data-testid="mailbox-details" on:submit=move |event| {
            event.prevent_default();
            if !draft.pending.get_untracked() {
                draft.begin();
            }
        }>
            <p class="add-mailbox__address">
                <strong dir="ltr">{move || draft.address.get()}</strong>
                <Button variant=ButtonVariant::Quiet icon=IconName::Pencil on_click=move |_| draft.stage.set(Stage::Address)>
                    {t!(i18n, settings.add.change)}
                </Button>
            </p>
            <p class="settings__lead">
                {move || match draft.provider.get() {
                    Some(provider) => t_string!(i18n, settings.add.known, provider = provider),
                    None => t_string!(i18n, settings.add.guessed).to_owned(),
                }}
            </p>
            <Servers draft />
            <Audience draft />
            <div>
                <Button kind="submit" variant=ButtonVariant::Primary pending=draft.pending>
                    {t!(i18n, settings.add.connect)}
                </Button>
            </div>
        </form>
    }
}

/// Both servers, and who signs in there.
#[component]
pub fn Servers(draft: Draft) -> impl IntoView {
    let i18n = draft.i18n;
    view! {
        <div class="add-mailbox__servers">
            {draft.imap.view(i18n, Side::Imap, t_string!(i18n, settings.add.incoming), draft.error)}
            {draft.smtp.view(i18n, Side::Smtp, t_string!(i18n, settings.add.outgoing), draft.error)}
        </div>
        <TextField
            name="username"
            label=t_string!(i18n, settings.add.username)
            hint=Signal::stored(t_string!(i18n, settings.add.username_hint).to_owned())
            value=draft.username
            autocomplete="off"
            error=field_error(i18n, draft.error, Field::Username)
        />
    }
}

/// Who will see the mailbox: its owner alone, or a team.
#[component]
fn Audience(draft: Draft) -> impl IntoView {
    let i18n = draft.i18n;
    let session = use_session();
    view! {
        <fieldset class="add-mailbox__kind">
            <legend class="field__label">{t!(i18n, settings.add.who)}</legend>
            <label class="check">
                <input type="radio" name="kind" value="private" prop:checked=move || !draft.team.get() on:change=move |_| draft.team.set(false) />
                <span class="check__text">
                    {t!(i18n, settings.accounts.private)}
                    <span class="check__hint">{t!(i18n, settings.add.private_hint)}</span>
                </span>
            </label>
            <label class="check">
                <input
                    type="radio"
                    name="kind"
                    value="team"
                    prop:checked=move || draft.team.get()
                    on:change=move |_| draft.team.set(true)
                    disabled=move || !session.is_admin()
                />
                <span class="check__text">
                    {t!(i18n, settings.accounts.team)}
                    <span class="check__hint">
                        {move || if session.is_admin() {
                            t_string!(i18n, settings.add.team_hint)
                        } else {
                            t_string!(i18n, settings.add.team_admins)
                        }}
                    </span>
                </span>
            </label>
        </fieldset>
        <Show when=move || draft.team.get()>
            <MemberChoice chosen=draft.members owner=None />
        </Show>
    }
}
