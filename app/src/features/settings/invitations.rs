//! Inviting people: the link is shown once, to be sent by whatever way the admin trusts.

use super::api::{invitations, invite, revoke_invitation};
use super::one_time_link::{OneTimeLink, link_to};
use super::role::{role_name, roles_to_give};
use crate::api::{ApiError, Fetched};
use crate::state::{Toast, use_toasts};
use crate::trouble::{LoadError, error_text, field_error};
use crate::ui::{Button, ButtonVariant, Icon, IconName, Select, Skeleton, TextField, Time, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::member::{Invitation, Role};
use kurier_model::{Field, InvitationId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The form, the link of the latest invitation, and those that wait.
#[component]
pub fn Invitations(mine: Role) -> impl IntoView {
    let i18n = use_i18n();
    let list = Fetched::new("invitations", || 0, invitations);
    let link = RwSignal::new(None::<String>);
    let reload = Callback::new(move |()| list.refetch());
    view! {
        <section class="settings__section">
            <h2>{t!(i18n, settings.invite.title)}</h2>
            <InviteForm mine link reload />
            {move || link.get().map(|link| view! { <OneTimeLink link text=t_string!(i18n, settings.invite.link).to_owned() label=t_string!(i18n, settings.invite.link_label) testid="invitation-link" /> })}
            <Transition fallback=|| view! { <Skeleton lines=2 kind="text" /> }>
                {move || lasting(async move {
                    match list.read().await {
                        Err(error) => view! { <LoadError error on_retry=reload /> }.into_any(),
                        Ok(list) if list.is_empty() => ().into_any(),
                        Ok(list) => view! {
                            <h3 class="settings__subhead">{t!(i18n, settings.invite.waiting)}</h3>
                            <ul class="members">
                                {list
                                    .into_iter()
                                    .map(|invitation| view! { <InvitationRow invitation reload /> })
                                    .collect_view()}
                            </ul>
                        }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn InviteForm(mine: Role, link: RwSignal<Option<String>>, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(Role::Member.as_str().to_owned());
    let error = RwSignal::new(None::<ApiError>);
    let pending = RwSignal::new(false);
    let roles: Vec<_> = roles_to_give(mine)
        .map(|role| (role.as_str().to_owned(), role_name(i18n, role).to_owned()))
        .collect();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let role = role.get_untracked().parse().unwrap_or(Role::Member);
            match invite(email.get_untracked(), role).await {
                Ok(token) => {
                    link.set(Some(link_to("invitation", &token)));
                    email.set(String::new());
                    error.set(None);
                    reload.try_run(());
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
        <form class="invite" on:submit=send>
            <TextField
                name="invite-email"
                kind="email"
                label=t_string!(i18n, settings.invite.email)
                value=email
                required=true
                autocomplete="off"
                error=field_error(i18n, error, Field::Email)
            />
            <Select
                name="invite-role"
                label=t_string!(i18n, settings.invite.role)
                value=role
                options=Signal::stored(roles)
                error=field_error(i18n, error, Field::Role)
            />
            <Button kind="submit" variant=ButtonVariant::Primary icon=IconName::UserPlus pending>
                {t!(i18n, settings.invite.submit)}
            </Button>
        </form>
    }
}

#[component]
fn InvitationRow(invitation: Invitation, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let Invitation { id, email, role, expires_at } = invitation;
    let revoke = move |id: InvitationId| {
        spawn_local(async move {
            toasts.push(match revoke_invitation(id).await {
                Ok(()) => Toast::done(t_string!(i18n, settings.invite.revoked)),
                Err(error) => Toast::failed(error_text(i18n, &error)),
            });
            reload.try_run(());
        });
    };
    view! {
        <li class="member">
            <Icon name=IconName::Mail />
            <div class="member__who">
                <p class="member__name" dir="ltr">{email}</p>
                <p class="member__email">
                    {role_name(i18n, role)}" · "{t!(i18n, settings.invite.expires)}" "<Time at=expires_at />
                </p>
            </div>
            <Button on_click=move |_| revoke(id)>{t!(i18n, settings.invite.revoke)}</Button>
        </li>
    }
}
