//! One mailbox: address, state, figures, actions.

use super::api::sync_mailbox;
use super::ledger::LedgerDialog;
use super::mailbox_dialogs::{MembersDialog, PasswordForm, RemoveDialog};
use super::mailbox_state::{StateBadge, StateDetails};
use super::set_aside::SetAsideDialog;
use crate::state::{Toast, use_session, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Avatar, Badge, Button, IconName, Menu, MenuDivider, MenuItem, MenuLink};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::MailboxId;
use kurier_model::mailbox::{Folder, Mailbox, MailboxKind, MailboxState};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Which dialogs of the mailbox are open.
#[derive(Clone, Copy, Default)]
struct Dialogs {
    ledger: RwSignal<bool>,
    set_aside: RwSignal<bool>,
    members: RwSignal<bool>,
    remove: RwSignal<bool>,
}

/// A card of the list of mailboxes. `mailboxes` says how they are now, `reload` reads them again.
#[component]
pub fn MailboxCard(
    mailbox: Mailbox,
    mailboxes: RwSignal<Vec<Mailbox>>,
    reload: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let session = use_session();
    let Mailbox { id, address, kind, owner, owner_name, may_manage, .. } = mailbox.clone();
    let now = Memo::new(move |before: Option<&Mailbox>| {
        let found = mailboxes.with(|all| all.iter().find(|one| one.id == id).cloned());
        found.or_else(|| before.cloned()).unwrap_or_else(|| mailbox.clone())
    });
    let state = Memo::new(move |_| now.with(|mailbox| mailbox.state.clone()));
    let dialogs = Dialogs::default();
    let sync = move |()| {
        spawn_local(async move {
            toasts.push(match sync_mailbox(id).await {
                Ok(()) => Toast::info(t_string!(i18n, settings.accounts.sync_started)),
                Err(error) => Toast::failed(error_text(i18n, &error)),
            });
        });
    };
    let refused = Memo::new(move |_| {
        state.with(|state| match state {
            MailboxState::NeedsPassword { answer } => Some(answer.clone()),
            _ => None,
        })
    });
    let whose = move || match (kind, session.me()) {
        (MailboxKind::Team, _) => t_string!(i18n, settings.accounts.team).to_owned(),
        (MailboxKind::Private, Some(me)) if me.user != owner => owner_name.clone(),
        (MailboxKind::Private, _) => t_string!(i18n, settings.accounts.private).to_owned(),
    };
    let name = address.clone();
    let label = t_string!(i18n, settings.accounts.actions_of, address = address);
    view! {
        <article class="mailbox-card" data-testid="mailbox-card" data-address=address.clone()>
            <header class="mailbox-card__head">
                <Avatar name="" address=address.clone() size="l" />
                <div class="mailbox-card__who">
                    <h2 class="mailbox-card__address" dir="ltr">{address.clone()}</h2>
                    <p class="mailbox-card__marks">
                        {move || view! { <StateBadge state=state.get() /> }}
                        <Badge>{whose}</Badge>
                    </p>
                </div>
                <Button icon=IconName::RefreshCw on_click=move |_| sync(())>{t!(i18n, settings.accounts.sync)}</Button>
                <AccountMenu id label may_manage is_team=kind == MailboxKind::Team dialogs />
            </header>
            {move || refused.get().map(|answer| view! { <PasswordForm mailbox=id answer may_manage reload /> })}
            {move || view! { <StateDetails state=state.get() /> }}
            {move || now.with(|mailbox| view! { <Figures folders=mailbox.folders.clone() /> })}
            <LedgerDialog open=dialogs.ledger mailbox=id />
            <SetAsideDialog open=dialogs.set_aside mailbox=id />
            <MembersDialog open=dialogs.members mailbox=id owner />
            <RemoveDialog open=dialogs.remove mailbox=id address=name reload />
        </article>
    }
}

#[component]
fn AccountMenu(
    id: MailboxId,
    label: String,
    may_manage: bool,
    is_team: bool,
    dialogs: Dialogs,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Menu label>
            <MenuItem icon=IconName::List on_select=move |()| dialogs.ledger.set(true)>
                {t!(i18n, settings.ledger.title)}
            </MenuItem>
            {may_manage.then(|| view! {
                <MenuItem icon=IconName::OctagonAlert on_select=move |()| dialogs.set_aside.set(true)>
                    {t!(i18n, settings.set_aside.title)}
                </MenuItem>
            })}
            {may_manage.then(|| view! {
                <MenuLink href=format!("/settings/accounts/{id}/servers") icon=IconName::Settings>
                    {t!(i18n, settings.servers.menu)}
                </MenuLink>
            })}
            {(may_manage && is_team).then(|| view! {
                <MenuItem icon=IconName::Users on_select=move |()| dialogs.members.set(true)>
                    {t!(i18n, settings.accounts.members)}
                </MenuItem>
            })}
            {may_manage.then(|| view! {
                <MenuDivider />
                <MenuItem icon=IconName::Trash2 danger=true on_select=move |()| dialogs.remove.set(true)>
                    {t!(i18n, settings.accounts.remove)}
                </MenuItem>
            })}
        </Menu>
    }
}

#[component]
fn Figures(folders: Vec<Folder>) -> impl IntoView {
    let i18n = use_i18n();
    let total: u64 = folders.iter().map(|folder| u64::from(folder.total)).sum();
    let unread: u64 = folders.iter().map(|folder| u64::from(folder.unread)).sum();
    let folder_count = folders.iter().filter(|folder| folder.selectable).count();
    view! {
        <dl class="mailbox-card__figures">
            <div><dt>{t!(i18n, settings.accounts.folders)}</dt><dd>{folder_count}</dd></div>
            <div><dt>{t!(i18n, settings.accounts.stored)}</dt><dd>{i18n.number(total)}</dd></div>
            <div><dt>{t!(i18n, settings.accounts.unread)}</dt><dd>{i18n.number(unread)}</dd></div>
        </dl>
    }
}
