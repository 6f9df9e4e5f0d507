//! The mailbox is connected: its mail arrives while the person goes on.

use crate::api::Fetched;
use crate::features::inbox::api::mailboxes;
use crate::features::settings::mailbox_state::{StateBadge, StateDetails};
use crate::state::use_live;
use crate::trouble::LoadError;
use crate::ui::{ButtonLink, ButtonVariant, Icon, IconName, lasting};
use kurier_i18n::{t, use_i18n};
use kurier_model::MailboxId;
use kurier_model::mailbox::FolderRole;
use leptos::prelude::*;

/// Progress, and the way to the inbox.
#[component]
pub fn Connected(mailbox: MailboxId) -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let list = Fetched::new("mailboxes", move || live.mailboxes.get(), mailboxes);
    view! {
        <section class="connected" data-testid="connected">
            <p class="connected__title">
                <Icon name=IconName::CircleCheck />
                <strong>{t!(i18n, settings.connected.title)}</strong>
            </p>
            <p>{t!(i18n, settings.connected.text)}</p>
            <Transition>
                {move || lasting(async move {
                    match list.read().await {
                        Err(error) => {
                            view! { <LoadError error on_retry=move || list.refetch() /> }.into_any()
                        }
                        Ok(list) => {
                            let mine = list.into_iter().find(|other| other.id == mailbox);
                            let inbox = mine.as_ref().and_then(|mailbox| {
                                mailbox.folders.iter().find(|folder| folder.role == Some(FolderRole::Inbox))
                            });
                            let href = inbox.map_or_else(|| "/inbox".to_owned(), |inbox| format!("/inbox/{}", inbox.id));
                            view! {
                                {mine.map(|mailbox| view! {
                                    <div><StateBadge state=mailbox.state.clone() /></div>
                                    <StateDetails state=mailbox.state />
                                })}
                                <div class="connected__actions">
                                    <ButtonLink href variant=ButtonVariant::Primary icon=IconName::Inbox>
                                        {t!(i18n, settings.connected.to_inbox)}
                                    </ButtonLink>
                                    <ButtonLink href="/settings/accounts">{t!(i18n, settings.accounts.title)}</ButtonLink>
                                </div>
                            }.into_any()
                        }
                    }
                })}
            </Transition>
        </section>
    }
}
