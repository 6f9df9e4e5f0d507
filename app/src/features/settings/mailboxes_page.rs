//! `/settings/accounts`: every mailbox that I may see, and how it is.

use super::dead_jobs::DeadJobs;
use super::mailbox_card::MailboxCard;
use crate::api::Fetched;
use crate::features::inbox::api::mailboxes;
use crate::state::use_live;
use crate::trouble::LoadError;
use crate::ui::{ButtonLink, ButtonVariant, EmptyState, IconName, PageTitle, Skeleton, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;

/// The list of mailboxes.
#[component]
pub fn MailboxesPage() -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let list = Fetched::new(move || live.mailboxes.get(), mailboxes);
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
        <Transition fallback=|| view! { <Skeleton lines=3 /> }>
            {move || lasting(async move {
                match list.read().await {
                    Err(error) => view! { <LoadError error on_retry=reload /> }.into_any(),
                    Ok(list) if list.is_empty() => view! {
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
                    .into_any(),
                    Ok(list) => view! {
                        <ul class="mailbox-cards">
                            {list
                                .into_iter()
                                .map(|mailbox| view! { <li><MailboxCard mailbox reload /></li> })
                                .collect_view()}
                        </ul>
                    }
                    .into_any(),
                }
            })}
        </Transition>
        <DeadJobs />
    }
}
