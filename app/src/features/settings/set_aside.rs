//! Messages that could not be stored as mail: where they lie, why, and their raw text.

use super::api::set_aside_list;
use crate::trouble::LoadError;
use crate::ui::{Dialog, EmptyState, FileSize, IconName, Skeleton, Time, lasting};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::MailboxId;
use kurier_model::mailbox::SetAsideReason;
use leptos::prelude::*;

/// The messages of one mailbox that were set aside.
#[component]
pub fn SetAsideDialog(open: RwSignal<bool>, mailbox: MailboxId) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, settings.set_aside.title) size="l">
            <SetAsideList mailbox />
        </Dialog>
    }
}

#[component]
fn SetAsideList(mailbox: MailboxId) -> impl IntoView {
    let i18n = use_i18n();
    let list = LocalResource::new(move || set_aside_list(mailbox));
    view! {
        <Transition fallback=|| view! { <Skeleton lines=3 /> }>
            {move || lasting(async move {
                match list.await {
                    Err(error) => {
                        view! { <LoadError error on_retry=move |()| list.refetch() /> }.into_any()
                    }
                    Ok(list) if list.is_empty() => view! {
                        <EmptyState
                            icon=IconName::CircleCheck
                            title=t_string!(i18n, settings.set_aside.none)
                            text=Signal::stored(t_string!(i18n, settings.set_aside.none_text).to_owned())
                        />
                    }.into_any(),
                    Ok(list) => view! {
                        <p class="settings__lead">{t!(i18n, settings.set_aside.text)}</p>
                        <ul class="set-aside">
                            {list
                                .into_iter()
                                .map(|message| view! {
                                    <li class="set-aside__row">
                                        <div class="set-aside__what">
                                            <p><strong dir="auto">{message.folder_path}</strong>" · UID "{message.uid}</p>
                                            <p class="set-aside__reason">{reason_text(i18n, message.reason)}</p>
                                            <p><Time at=message.at long=true />" · "<FileSize bytes=message.bytes /></p>
                                        </div>
                                        <a
                                            class="button"
                                            data-variant="secondary"
                                            data-size="s"
                                            href=format!("/mail/set-aside/{}", message.id)
                                            download=format!("{}.eml", message.id)
                                            rel="external"
                                        >
                                            {t!(i18n, settings.set_aside.download)}
                                        </a>
                                    </li>
                                })
                                .collect_view()}
                        </ul>
                    }.into_any(),
                }
            })}
        </Transition>
    }
}

fn reason_text(i18n: I18n, reason: SetAsideReason) -> &'static str {
    match reason {
        SetAsideReason::Unreadable => t_string!(i18n, settings.set_aside.unreadable),
        SetAsideReason::NotHandedOut => t_string!(i18n, settings.set_aside.not_handed_out),
        SetAsideReason::NotStored => t_string!(i18n, settings.set_aside.not_stored),
    }
}
