//! The sync ledger of a mailbox: the server's count against ours, folder by folder. Never green while they differ.

use super::api::mailbox_ledger;
use crate::features::inbox::names::role_name;
use crate::trouble::LoadError;
use crate::ui::{Badge, Dialog, Skeleton, Time, Tone, lasting};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::MailboxId;
use kurier_model::mailbox::FolderLedger;
use leptos::prelude::*;

/// The ledger, read when the dialog opens.
#[component]
pub fn LedgerDialog(open: RwSignal<bool>, mailbox: MailboxId) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, settings.ledger.title) size="l" testid="ledger">
            <Ledger mailbox />
        </Dialog>
    }
}

#[component]
fn Ledger(mailbox: MailboxId) -> impl IntoView {
    let i18n = use_i18n();
    let live = crate::state::use_live();
    let ledger = LocalResource::new(move || {
        live.mailboxes.track();
        mailbox_ledger(mailbox)
    });
    view! {
        <Transition fallback=|| view! { <Skeleton lines=4 /> }>
            {move || lasting(async move {
                match ledger.await {
                    Err(error) => view! { <LoadError error on_retry=move |()| ledger.refetch() /> }.into_any(),
                    Ok(folders) => view! { <p class="settings__lead">{t!(i18n, settings.ledger.text)}</p><Table folders /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Table(folders: Vec<FolderLedger>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        // What scrolls with it is scrolled by keys, too.
        <div role="region" aria-label=t_string!(i18n, settings.ledger.title) tabindex="0">
        <table class="ledger">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, settings.ledger.folder)}</th>
                    <th scope="col">{t!(i18n, settings.ledger.server)}</th>
                    <th scope="col">{t!(i18n, settings.ledger.stored)}</th>
                    <th scope="col">{t!(i18n, settings.ledger.set_aside)}</th>
                    <th scope="col">{t!(i18n, settings.ledger.state)}</th>
                    <th scope="col">{t!(i18n, settings.ledger.last)}</th>
                </tr>
            </thead>
            <tbody>{folders.into_iter().map(|folder| line(i18n, folder)).collect_view()}</tbody>
        </table>
        </div>
    }
}

/// Of one folder. Where there is no room for a table each figure says what it is.
fn line(i18n: I18n, folder: FolderLedger) -> impl IntoView {
    let even = folder.is_even();
    let said = if folder.trouble.is_some() {
        t_string!(i18n, settings.ledger.unopened)
    } else if even && folder.wishes == 0 {
        t_string!(i18n, settings.ledger.even)
    } else if even || folder.waiting > 0 {
        t_string!(i18n, settings.ledger.waiting)
    } else {
        t_string!(i18n, settings.ledger.behind)
    };
    let name = folder.role.map_or(folder.path.clone(), |role| role_name(i18n, role).to_owned());
    view! {
        <tr>
            <th scope="row" dir="auto" title=folder.path>{name}</th>
            <td data-label=t_string!(i18n, settings.ledger.server)>{i18n.number(folder.server_count)}</td>
            <td data-label=t_string!(i18n, settings.ledger.stored)>{i18n.number(folder.stored_count)}</td>
            <td data-label=t_string!(i18n, settings.ledger.set_aside)>{i18n.number(folder.set_aside)}</td>
            <td data-label=t_string!(i18n, settings.ledger.state)>
                <Badge tone=if even { Tone::Ok } else { Tone::Warn }>{said}</Badge>
            </td>
            <td data-label=t_string!(i18n, settings.ledger.last)>{folder.last_synced_at.map(|at| view! { <Time at /> })}</td>
        </tr>
    }
}
