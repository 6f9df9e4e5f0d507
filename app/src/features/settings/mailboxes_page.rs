//! `/settings/accounts`: every mailbox that I may see, and how it is.

use super::dead_jobs::DeadJobs;
use super::mailbox_card::MailboxCard;
use super::relinking::RelinkMail;
use crate::api::Fetched;
use crate::features::inbox::api::mailboxes;
use crate::followed::followed;
use crate::state::use_live;
use crate::ui::{ButtonLink, ButtonVariant, EmptyState, IconName, PageTitle, Skeleton};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::mailbox::{Mailbox, MailboxKind};
use kurier_model::{MailboxId, UserId};
use leptos::prelude::*;

/// The list of mailboxes.
#[component]
pub fn MailboxesPage() -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let list = Fetched::new("mailboxes", move || live.mailboxes.get(), mailboxes);
    let reload = Callback::new(move |()| list.refetch());
    view! {
        <PageTitle text=t_string!(i18n, settings.accounts.title) />
        <header class="settings__head">
            <div>
                <h1>{t!(i18n, settings.accounts.title)}</h1>
                <p class="settings__lead">{t!(i18n, settings.accounts.text)}</p>
            </div>
            <ButtonLink href="/settings/accounts/new" variant=ButtonVariant::Primary icon=IconName::Plus>
                {t!(i18n, settings.accounts.add)}
            </ButtonLink>
        </header>
        {followed(
            list,
            || view! { <Skeleton lines=3 /> }.into_any(),
            Vec::is_empty,
            move |mailboxes| view! { <Cards mailboxes reload /> }.into_any(),
            || view! { <NoMailboxes /> }.into_any(),
        )}
        <DeadJobs />
        <RelinkMail />
    }
}

/// A card for each. A card stays while its mailbox does, with what is open in it.
#[component]
fn Cards(mailboxes: RwSignal<Vec<Mailbox>>, reload: Callback<()>) -> impl IntoView {
    view! {
        <ul class="mailbox-cards">
            <For each=move || mailboxes.get() key=whose let:mailbox>
                <li><MailboxCard mailbox mailboxes reload /></li>
            </For>
        </ul>
    }
}

#[component]
fn NoMailboxes() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <EmptyState
            icon=IconName::Mail
            title=t_string!(i18n, settings.accounts.none)
            text=Signal::stored(t_string!(i18n, settings.accounts.none_text).to_owned())
        >
            <ButtonLink href="/settings/accounts/new" variant=ButtonVariant::Primary icon=IconName::Plus>
                {t!(i18n, settings.accounts.add)}
            </ButtonLink>
        </EmptyState>
    }
}

/// What makes a card another one. How its mailbox is, and what is in it, the card is told.
fn whose(mailbox: &Mailbox) -> (MailboxId, UserId, bool, bool) {
    (mailbox.id, mailbox.owner, mailbox.may_manage, mailbox.kind == MailboxKind::Team)
}
