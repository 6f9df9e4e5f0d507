//! One message: a line while it is collapsed, the whole letter when it is open.

use super::printing::print;
use crate::features::inbox::actions::use_actions;
use crate::features::inbox::names;
use crate::features::inbox::state::Inbox;
use crate::features::message::{Attachments, Details, MessageBody, to_line};
use crate::features::timeline::record_url;
use crate::{
    features::compose::use_compose,
    state::use_toasts,
    ui::{
        Avatar, Badge, Icon, IconButton, IconName, Menu, MenuDivider, MenuItem, MenuLink, Time, Tone,
        use_zone,
    },
};
use kurier_i18n::{I18n, t, t_string};
use kurier_model::{
    Address, MessageId, ThreadId,
    compose::DraftStart,
    inbox::{Body, Message, Thread, ThreadAction},
};
use leptos::prelude::*;
use std::collections::HashSet;

/// The message `id` of the thread.
#[component]
pub fn MessageCard(
    inbox: Inbox,
    thread: Memo<Thread>,
    id: MessageId,
    expanded: RwSignal<HashSet<MessageId>>,
) -> impl IntoView {
    let message = Memo::new(move |before: Option<&Option<Message>>| {
        thread
            .with(|open| open.messages.iter().find(|message| message.id == id).cloned())
            .or_else(|| before.cloned().flatten())
    });
    let is_open = Memo::new(move |_| expanded.with(|expanded| expanded.contains(&id)));
    // What does not change with flags: the head keeps its open menu when the message is marked read.
    let head = Memo::new(move |_| {
        message.get().map(|message| Message { seen: true, flagged: false, answered: false, ..message })
    });
    let as_text = RwSignal::new(false);
    let letter = Memo::new(move |_| {
        message.with(|message| {
            message.as_ref().map(|message| (message.body.clone(), message.attachments.clone()))
        })
    });
    let refused = Memo::new(move |_| {
        thread.with(|open| {
            let found = open.refused.iter().find(|refused| refused.message == id);
            found.map(|refused| refused.recipients.join(", "))
        })
    });
    view! {
        <article
            class="message"
            data-testid="message-card"
            data-message-id=id.to_string()
            data-open=move || is_open.get().then_some("true")
            data-unread=move || message.with(|message| message.as_ref().is_some_and(|message| !message.seen)).then_some("true")
        >
            {move || head.get().map(|message| view! {
                <Head inbox thread message is_open expanded as_text />
            })}
            {move || refused.get().map(|recipients| view! {
                <p class="message__refused" dir="auto" data-testid="message-refused">
                    <Icon name=IconName::TriangleAlert />
                    {t_string!(inbox.i18n, inbox.message.refused, recipients = recipients)}
                </p>
            })}
            <Show when=move || is_open.get()>
                {move || letter.get().map(|(body, attachments)| {
                    let sender = message.with_untracked(|message| message.as_ref().and_then(|message| message.from.clone()));
                    let sender = sender.map(|address| address.readable_label().into_owned()).unwrap_or_default();
                    view! {
                        <MessageBody id body as_text sender has_files=!attachments.is_empty() query=inbox.searched() />
                        <Attachments attachments />
                    }
                })}
            </Show>
        </article>
    }
}

#[component]
fn Head(
    inbox: Inbox,
    thread: Memo<Thread>,
    message: Message,
    is_open: Memo<bool>,
    expanded: RwSignal<HashSet<MessageId>>,
    as_text: RwSignal<bool>,
) -> impl IntoView {
    let i18n = inbox.i18n;
    let id = message.id;
    let from = message.from.clone().unwrap_or_else(|| Address::bare(""));
    let name = if from.label().is_empty() {
        t_string!(i18n, inbox.message.unknown_sender).to_owned()
    } else {
        from.readable_label().into_owned()
    };
    let has_details = RwSignal::new(false);
    let label = {
        let name = name.clone();
        move || {
            if is_open.get() {
                t_string!(i18n, inbox.message.collapse, name = name)
            } else {
                t_string!(i18n, inbox.message.expand, name = name)
            }
        }
    };
    let toggle = move |_| {
        expanded.update(|expanded| {
            if !expanded.remove(&id) {
                expanded.insert(id);
            }
        });
    };
    let files = message.attachments.iter().any(|file| !file.inline);
    let is_html = matches!(message.body, Body::Html { .. });
    // As in the list: when it came. What its sender's clock said stands in the details.
    let at = message.received_at;
    let mine = thread.with_untracked(|open| open.mailbox_address.clone());
    let details = StoredValue::new(message.clone());
    view! {
        <header class="message__head">
            <button
                type="button"
                class="message__toggle"
                aria-expanded=move || is_open.get().to_string()
                aria-label=label
                on:click=toggle
            ></button>
            <Avatar name=from.name.clone().unwrap_or_default() address=from.address.clone() />
            <div class="message__who">
                <Sender i18n name from message=message.clone() />
                <Recipients i18n message mine is_open has_details />
            </div>
            <span class="message__side">
                {files.then(|| view! { <Icon name=IconName::Paperclip /> })}
                <Time at />
                <Show when=move || is_open.get()>
                    <MessageMenu thread=thread.with_untracked(|thread| thread.id) inbox id message=details is_html as_text />
                </Show>
            </span>
        </header>
        <Show when=move || is_open.get() && has_details.get()>
            <Details i18n message=details.get_value() />
        </Show>
    }
}

/// Who wrote it, and what else is to be known at once.
#[component]
fn Sender(i18n: I18n, name: String, from: Address, message: Message) -> impl IntoView {
    let address = from.name.is_some().then(|| from.readable().into_owned());
    view! {
        <p class="message__from">
            <span class="message__name" dir="auto" title=name.clone()>{name.clone()}</span>
            {address.map(|address| view! { <span class="message__address" dir="ltr" title=address.clone()>{address.clone()}</span> })}
            {message.client.map(|client| {
                let words = names::badge(i18n, &client);
                view! {
                    <a class="message__client" href=record_url(&client.kind, client.record) title=client.name>
                        <Badge tone=Tone::Accent testid="badge-client">{words}</Badge>
                    </a>
                }
            })}
            {message.draft.then(|| view! { <Badge tone=Tone::Warn>{t!(i18n, inbox.thread.draft)}</Badge> })}
            {message.automatic.then(|| view! { <Badge>{t!(i18n, inbox.thread.automatic)}</Badge> })}
        </p>
    }
}

/// To whom, on the button that shows the details; of a closed message how it begins.
#[component]
fn Recipients(
    i18n: I18n,
    message: Message,
    /// The address of the mailbox.
    mine: String,
    is_open: Memo<bool>,
    has_details: RwSignal<bool>,
) -> impl IntoView {
    let line = to_line(i18n, &message, &mine);
    let snippet = message.snippet;
    view! {
        <Show
            when=move || is_open.get()
            fallback=move || view! { <p class="message__snippet" dir="auto">{snippet.clone()}</p> }
        >
            <p class="message__to">
                <button
                    type="button"
                    class="message__to-button"
                    title=t_string!(i18n, inbox.message.details)
                    aria-expanded=move || has_details.get().to_string()
                    on:click=move |_| has_details.update(|shown| *shown = !*shown)
                >
                    <span dir="auto">{line.clone()}</span>
                    <Icon name=IconName::ChevronDown />
                </button>
            </p>
        </Show>
    }
}

#[component]
fn MessageMenu(
    inbox: Inbox,
    thread: ThreadId,
    id: MessageId,
    message: StoredValue<Message>,
    is_html: bool,
    as_text: RwSignal<bool>,
) -> impl IntoView {
    let i18n = inbox.i18n;
    let compose = use_compose();
    let actions = use_actions();
    let (zone, toasts) = (use_zone(), use_toasts());
    let source = format!("/mail/messages/{id}/source");
    view! {
        <IconButton
            icon=IconName::Reply
            label=t_string!(i18n, inbox.thread.reply)
            on_click=move |_| compose.start(DraftStart::reply(id))
        />
        <Menu label=t_string!(i18n, inbox.thread.message_actions)>
            <MenuItem icon=IconName::Reply on_select=move |()| compose.start(DraftStart::reply(id))>
                {t!(i18n, inbox.thread.reply)}
            </MenuItem>
            <MenuItem icon=IconName::ReplyAll on_select=move |()| compose.start(DraftStart::reply_all(id))>
                {t!(i18n, inbox.thread.reply_all)}
            </MenuItem>
            <MenuItem icon=IconName::Forward on_select=move |()| compose.start(DraftStart::Forward { message: id })>
                {t!(i18n, inbox.thread.forward)}
            </MenuItem>
            <MenuDivider />
            <MenuItem icon=IconName::Mail on_select=move |()| actions.act(vec![thread], ThreadAction::MarkUnread)>
                {t!(i18n, inbox.act.mark_unread)}
            </MenuItem>
            {is_html.then(|| view! {
                <MenuItem icon=IconName::FileText on_select=move |()| as_text.update(|text| *text = !*text)>
                    {move || if as_text.get() {
                        t_string!(i18n, inbox.message.as_html)
                    } else {
                        t_string!(i18n, inbox.message.as_text)
                    }}
                </MenuItem>
            })}
            <MenuItem icon=IconName::Printer on_select=move |()| message.with_value(|message| print(i18n, zone, toasts, message))>
                {t!(i18n, inbox.message.print)}
            </MenuItem>
            <MenuLink href=source.clone() icon=IconName::Code new_tab=true>{t!(i18n, inbox.message.source)}</MenuLink>
        </Menu>
    }
}
