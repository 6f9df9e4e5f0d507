//! `/settings/members`: the people of the workspace.

use super::api::{members, offer_reset, set_disabled, set_role};
use super::invitations::Invitations;
use super::one_time_link::{OneTimeLink, link_to};
use super::role::{role_name, roles_to_give};
use super::teams::Teams;
use crate::api::Fetched;
use crate::state::{Toast, use_session, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{Avatar, Badge, IconName, Menu, MenuItem, PageTitle, Skeleton, Tone, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::UserId;
use kurier_model::member::{Me, Member, Role};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Members; for admins also invitations and roles.
#[component]
pub fn MembersPage() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let list = Fetched::new("members", || 0, members);
    let reload = Callback::new(move |()| list.refetch());
    view! {
        <PageTitle text=t_string!(i18n, settings.members.title) />
        <header class="settings__head">
            <div>
                <h1>{t!(i18n, settings.members.title)}</h1>
                <p class="settings__lead">{t!(i18n, settings.members.text)}</p>
            </div>
        </header>
        <Transition fallback=|| view! { <Skeleton lines=4 /> }>
            {move || lasting(async move {
                let me = session.read().await;
                match (list.read().await, me) {
                    (Ok(list), Ok(me)) => {
                        let admin = me.role >= Role::Admin;
                        view! {
                            <ul class="members">
                                {list
                                    .into_iter()
                                    .map(|member| view! { <MemberRow member me=me.clone() reload /> })
                                    .collect_view()}
                            </ul>
                            {admin.then(|| view! { <Invitations mine=me.role /> })}
                            <Teams may_change=admin />
                        }
                        .into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <LoadError error on_retry=reload /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn MemberRow(member: Member, me: Me, reload: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let Member { id, name, email, role, disabled } = member;
    // Nobody changes themselves here, and only owners change owners.
    let may_change =
        me.role >= Role::Admin && id != me.user && (role < Role::Owner || me.role == Role::Owner);
    let label = t_string!(i18n, settings.members.actions_of, name = name);
    let link = RwSignal::new(None::<String>);
    let link_text = t_string!(i18n, settings.members.reset_link, name = name);
    let offer = Callback::new(move |()| {
        spawn_local(async move {
            match offer_reset(id).await {
                Ok(token) => {
                    link.try_set(Some(link_to("password", &token)));
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    });
    view! {
        <li class="member" data-disabled=disabled.then_some("true")>
            <Avatar name=name.clone() address=email.clone() />
            <div class="member__who">
                <p class="member__name" dir="auto">
                    {name}
                    {(id == me.user).then(|| view! { <span class="member__me">{t!(i18n, settings.members.you)}</span> })}
                </p>
                <p class="member__email" dir="ltr">{email}</p>
            </div>
            {disabled.then(|| view! { <Badge tone=Tone::Danger>{t!(i18n, settings.members.disabled)}</Badge> })}
            <Badge tone=if role == Role::Member { Tone::Neutral } else { Tone::Accent }>{role_name(i18n, role)}</Badge>
            {may_change.then(|| view! {
                <Menu label>
                    <MemberActions id role disabled mine=me.role reload offer />
                </Menu>
            })}
        </li>
        {move || link.get().map(|link| view! {
            <li>
                <OneTimeLink link text=link_text.clone() label=t_string!(i18n, settings.members.reset_label) testid="reset-link" />
            </li>
        })}
    }
}

#[component]
fn MemberActions(
    id: UserId,
    role: Role,
    disabled: bool,
    mine: Role,
    reload: Callback<()>,
    /// Makes a link for whoever has forgotten their password.
    offer: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let told = move |answer: Result<(), crate::api::ApiError>| {
        toasts.push(match answer {
            Ok(()) => Toast::done(t_string!(i18n, common.saved)),
            Err(error) => Toast::failed(error_text(i18n, &error)),
        });
        reload.try_run(());
    };
    view! {
        {roles_to_give(mine)
            .filter(move |other| *other != role)
            .map(|other| view! {
                <MenuItem
                    icon=IconName::ShieldCheck
                    on_select=move |()| spawn_local(async move { told(set_role(id, other).await) })
                >
                    {t_string!(i18n, settings.members.make, role = role_name(i18n, other))}
                </MenuItem>
            })
            .collect_view()}
        {(!disabled).then(|| view! {
            <MenuItem icon=IconName::KeyRound on_select=offer>{t!(i18n, settings.members.reset)}</MenuItem>
        })}
        <MenuItem
            icon=if disabled { IconName::Undo2 } else { IconName::Ban }
            danger=!disabled
            on_select=move |()| spawn_local(async move { told(set_disabled(id, !disabled).await) })
        >
            {if disabled { t!(i18n, settings.members.enable) } else { t!(i18n, settings.members.disable) }}
        </MenuItem>
    }
}
