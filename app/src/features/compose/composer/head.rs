//! The head of a message: From, To, Cc, Bcc, the record that it is about, and subject.

use super::about::AboutRow;
use super::recipient_field::RecipientField;
use crate::api::ApiError;
use crate::features::compose::api::{get_draft, senders, set_draft_mailbox};
use crate::features::compose::wording::stop_text;
use crate::features::compose::writing::Writing;
use crate::features::compose::writing::checks::Stop;
use crate::features::compose::writing::recipients::Recipients;
use crate::state::{Toast, use_toasts};
use crate::trouble::error_text;
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::MailboxId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The rows above the text.
#[component]
pub fn Head(writing: Writing, stop: RwSignal<Option<Stop>>, autofocus: bool) -> impl IntoView {
    let i18n = use_i18n();
    let cc_shown = RwSignal::new(writing.recipients.cc.with_untracked(|cc| !cc.is_empty()));
    let bcc_shown = RwSignal::new(writing.recipients.bcc.with_untracked(|bcc| !bcc.is_empty()));
    // Whoever is named is seen, however they came there: moved out of "To", or written at another window.
    for (field, shown) in [(writing.recipients.cc, cc_shown), (writing.recipients.bcc, bcc_shown)] {
        Effect::new(move || {
            if field.with(|field| !field.is_empty()) {
                shown.set(true);
            }
        });
    }
    let problem = Signal::derive(move || {
        stop.get().filter(|stop| *stop == Stop::NoRecipients).map(|stop| stop_text(i18n, &stop))
    });
    let nobody = writing.recipients.to.with_untracked(Recipients::is_empty);
    view! {
        <From writing />
        <RecipientField
            writing
            field=writing.recipients.to
            id="compose-to"
            label=t_string!(i18n, compose.to)
            problem
            autofocus=autofocus && nobody
        >
            <Show when=move || !cc_shown.get()>
                <button type="button" on:click=move |_| cc_shown.set(true)>{t!(i18n, compose.cc)}</button>
            </Show>
            <Show when=move || !bcc_shown.get()>
                <button type="button" on:click=move |_| bcc_shown.set(true)>{t!(i18n, compose.bcc)}</button>
            </Show>
        </RecipientField>
        <Show when=move || cc_shown.get()>
            <RecipientField
                writing
                field=writing.recipients.cc
                id="compose-cc"
                label=t_string!(i18n, compose.cc)
                autofocus=writing.recipients.cc.with_untracked(Recipients::is_empty)
            />
        </Show>
        <Show when=move || bcc_shown.get()>
            <RecipientField
                writing
                field=writing.recipients.bcc
                id="compose-bcc"
                label=t_string!(i18n, compose.bcc)
                autofocus=writing.recipients.bcc.with_untracked(Recipients::is_empty)
            />
        </Show>
        <AboutRow writing />
        <Subject writing />
    }
}

#[component]
fn Subject(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="composer__row">
            <label class="composer__label" for="compose-subject">{t!(i18n, compose.subject)}</label>
            <input
                id="compose-subject"
                class="composer__input"
                type="text"
                dir="auto"
                autocomplete="off"
                title=move || writing.text.subject.get()
                prop:value=move || writing.text.subject.get()
                on:input:target=move |event| {
                    writing.text.subject.set(event.target().value());
                    writing.touched();
                }
            />
        </div>
    }
}

/// From: a choice where there are several mailboxes.
#[component]
fn From(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let mailboxes = RwSignal::new(Vec::<(MailboxId, String)>::new());
    Effect::new(move |_| {
        spawn_local(async move {
            // Without the list the mail leaves from where it was started.
            mailboxes.try_set(senders().await.unwrap_or_default());
        });
    });
    let choose = move |id: String| {
        let Ok(mailbox) = id.parse::<MailboxId>() else { return };
        let before = writing.sender.mailbox.get_untracked();
        writing.sender.mailbox.set(mailbox);
        spawn_local(async move {
            if let Err(error) = change_mailbox(writing, mailbox).await {
                writing.sender.mailbox.set(before);
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
        });
    };
    view! {
        <div class="composer__row">
            <label class="composer__label" for="compose-from">{t!(i18n, compose.from)}</label>
            <Show
                when=move || mailboxes.with(|mailboxes| mailboxes.len() > 1)
                fallback=move || view! { <output id="compose-from" class="composer__input">{move || writing.sender.from.get().to_string()}</output> }
            >
                <select
                    id="compose-from"
                    class="composer__select"
                    prop:value=move || writing.sender.mailbox.get().to_string()
                    on:change:target=move |event| choose(event.target().value())
                >
                    {move || {
                        mailboxes
                            .get()
                            .into_iter()
                            .map(|(id, address)| {
                                let selected = move || writing.sender.mailbox.get() == id;
                                view! { <option value=id.to_string() selected=selected>{address}</option> }
                            })
                            .collect_view()
                    }}
                </select>
            </Show>
        </div>
    }
}

/// The server looks up the name and the size limit that belong to the mailbox.
async fn change_mailbox(writing: Writing, mailbox: MailboxId) -> Result<(), ApiError> {
    writing.saved_whole().await;
    set_draft_mailbox(writing.id, mailbox).await?;
    writing.take_sender(&get_draft(writing.id).await?);
    Ok(())
}
