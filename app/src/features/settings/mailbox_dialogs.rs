//! What can be changed about a mailbox: its password, who sees it, whether it is here.

use super::api::{get_mailbox_settings, remove_mailbox, set_mailbox_members, update_password};
use super::member_choice::MemberChoice;
use crate::api::ApiError;
use crate::state::{Toast, use_toasts};
use crate::trouble::{LoadError, error_text, field_error};
use crate::ui::{Button, ButtonVariant, Dialog, Icon, IconName, PasswordField, Skeleton, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::{Field, MailboxId, UserId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Shown when the server refused the password: what it said, and a field for the new one.
#[component]
pub fn PasswordForm(
    mailbox: MailboxId,
    answer: String,
    may_manage: bool,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let password = RwSignal::new(String::new());
    let error = RwSignal::new(None::<ApiError>);
    let pending = RwSignal::new(false);
    let save = move || {
        pending.set(true);
        spawn_local(async move {
            match update_password(mailbox, password.get_untracked()).await {
                Ok(()) => {
                    toasts.push(Toast::done(t_string!(i18n, settings.password.saved)));
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
        <div class="callout" data-tone="danger">
            <Icon name=IconName::KeyRound />
            <div class="callout__text">
                <p><strong>{t!(i18n, settings.password.refused)}</strong>" "{t!(i18n, settings.password.text)}</p>
                {(!answer.trim().is_empty()).then(|| view! {
                    <p class="mailbox-card__answer" dir="auto">{t!(i18n, settings.password.server_says)}" "<q>{answer}</q></p>
                })}
                {if may_manage {
                    view! {
                        <form class="mailbox-card__password" data-testid="password-form" on:submit=move |event| {
                            event.prevent_default();
                            if !pending.get_untracked() {
                                save();
                            }
                        }>
                            <PasswordField
                                name="mailbox-password"
                                label=t_string!(i18n, settings.password.label)
                                value=password
                                autocomplete="off"
                                required=true
                                error=field_error(i18n, error, Field::Password)
                            />
                            <Button kind="submit" variant=ButtonVariant::Primary pending>{t!(i18n, common.save)}</Button>
                        </form>
                    }.into_any()
                } else {
                    view! { <p>{t!(i18n, settings.password.ask_owner)}</p> }.into_any()
                }}
            </div>
        </div>
    }
}

/// Who sees a team mailbox.
#[component]
pub fn MembersDialog(open: RwSignal<bool>, mailbox: MailboxId, owner: UserId) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, settings.accounts.members)>
            <MembersForm open mailbox owner />
        </Dialog>
    }
}

#[component]
fn MembersForm(open: RwSignal<bool>, mailbox: MailboxId, owner: UserId) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let chosen = RwSignal::new(Vec::<UserId>::new());
    let pending = RwSignal::new(false);
    let settings =
        LocalResource::new(
            move || async move { Ok::<_, ApiError>(get_mailbox_settings(mailbox).await?.read()?) },
        );
    let save = move |_| {
        pending.set(true);
        spawn_local(async move {
            match set_mailbox_members(mailbox, chosen.get_untracked()).await {
                Ok(()) => {
                    toasts.push(Toast::done(t_string!(i18n, common.saved)));
                    open.set(false);
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
            pending.set(false);
        });
    };
    view! {
        <Transition fallback=|| view! { <Skeleton lines=3 kind="text" /> }>
            {move || lasting(async move {
                match settings.await {
                    Err(error) => {
                        view! { <LoadError error on_retry=move |()| settings.refetch() /> }.into_any()
                    }
                    Ok(settings) => {
                        chosen.set(settings.members);
                        view! {
                            <p class="settings__lead">{t!(i18n, settings.accounts.members_text)}</p>
                            <MemberChoice chosen owner=Some(owner) />
                            <div class="dialog__actions">
                                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                                <Button variant=ButtonVariant::Primary pending on_click=save>{t!(i18n, common.save)}</Button>
                            </div>
                        }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// Asks before a mailbox leaves Kurier.
#[component]
pub fn RemoveDialog(
    open: RwSignal<bool>,
    mailbox: MailboxId,
    address: String,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let address = StoredValue::new(address);
    let remove = move |_| {
        pending.set(true);
        spawn_local(async move {
            match remove_mailbox(mailbox).await {
                Ok(()) => {
                    toasts.push(Toast::done(t_string!(
                        i18n,
                        settings.remove.done,
                        address = address.get_value()
                    )));
                    open.set(false);
                    reload.try_run(());
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
            pending.set(false);
        });
    };
    view! {
        <Dialog open title=t_string!(i18n, settings.remove.title) size="s">
            <p><strong dir="ltr">{address.get_value()}</strong></p>
            <p>{t!(i18n, settings.remove.text)}</p>
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button variant=ButtonVariant::Danger pending on_click=remove>{t!(i18n, settings.accounts.remove)}</Button>
            </div>
        </Dialog>
    }
}
