//! One message: a line while it is collapsed, the whole letter when it is open.

use super::{
    actions::use_actions, attachments::Attachments, details::Details, message_body::MessageBody,
    people_line::to_line, state::Inbox,
};
use crate::{
    features::compose::use_compose,
    ui::{Avatar, Badge, Icon, IconButton, IconName, Menu, MenuDivider, MenuItem, Time, Tone},
};
use kurier_i18n::{t, t_string};
use kurier_model::{
    Address, MessageId, ThreadId,
    compose::DraftStart,
    inbox::{Body, Conversation, Message, ThreadAction},
};
use leptos::prelude::*;
use std::collections::HashSet;

/// The message `id` of the conversation.
#[component]
pub fn MessageCard(
    inbox: Inbox,
    thread: ThreadId,
    id: MessageId,
    conversation: Memo<Conversation>,
    expanded: RwSignal<HashSet<MessageId>>,
) -> impl IntoView {
    let message = Memo::new(move |before: Option<&Option<Message>>| {
        conversation
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
        conversation.with(|open| {
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
                <Head inbox thread message conversation is_open expanded as_text />
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
                    let sender = sender.map(|address| address.label().to_owned()).unwrap_or_default();
                    view! {
                        <MessageBody inbox id body as_text sender has_files=!attachments.is_empty() />
                        <Attachments inbox attachments />
                    }
                })}
            </Show>
        </article>
    }
}

#[component]
fn Head(
    inbox: Inbox,
    thread: ThreadId,
    message: Message,
    conversation: Memo<Conversation>,
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
        from.label().to_owned()
    };
    let has_details = RwSignal::new(false);
    let mine = conversation.with_untracked(|open| open.mailbox_address.clone());
    let line = to_line(i18n, &message, &mine);
    let address = (from.name.is_some()).then(|| from.address.clone());
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
    let toggle = move || {
        expanded.update(|expanded| {
            if !expanded.remove(&id) {
                expanded.insert(id);
            }
        });
    };
    let files = message.attachments.iter().any(|file| !file.inline);
    let is_html = matches!(message.body, Body::Html { .. });
    let snippet = message.snippet.clone();
    let (is_draft, is_automatic, client) = (message.draft, message.automatic, message.client.clone());
    let at = message.date.unwrap_or(message.received_at);
    let details = StoredValue::new(message);
    view! {
        <header class="message__head">
            <button
                type="button"
                class="message__toggle"
                aria-expanded=move || is_open.get().to_string()
                aria-label=label
                on:click=move |_| toggle()
            ></button>
            <Avatar name=from.name.clone().unwrap_or_default() address=from.address.clone() />
            <div class="message__who">
                <p class="message__from">
                    <span class="message__name" dir="auto">{name}</span>
                    {address.map(|address| view! { <span class="message__address" dir="ltr">{address}</span> })}
                    {client.map(|client| view! {
                        <a class="message__client" href=format!("/leads/{}", client.lead) title=client.name>
                            <Badge tone=Tone::Accent testid="badge-client">{t!(i18n, common.client_badge)}</Badge>
                        </a>
                    })}
                    {is_draft.then(|| view! { <Badge tone=Tone::Warn>{t!(i18n, inbox.talk.draft)}</Badge> })}
                    {is_automatic.then(|| view! { <Badge>{t!(i18n, inbox.talk.automatic)}</Badge> })}
                </p>
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
            </div>
            <span class="message__side">
                {files.then(|| view! { <Icon name=IconName::Paperclip /> })}
                <Time at />
                <Show when=move || is_open.get()>
                    <MessageMenu inbox thread id is_html as_text />
                </Show>
            </span>
        </header>
        <Show when=move || is_open.get() && has_details.get()>
            <Details i18n message=details.get_value() />
        </Show>
    }
}

#[component]
fn MessageMenu(
    inbox: Inbox,
    thread: ThreadId,
    id: MessageId,
    is_html: bool,
    as_text: RwSignal<bool>,
) -> impl IntoView {
    let i18n = inbox.i18n;
    let compose = use_compose();
    let actions = use_actions();
    let source = format!("/mail/messages/{id}/source");
    view! {
        <IconButton
            icon=IconName::Reply
            label=t_string!(i18n, inbox.talk.reply)
            on_click=move |_| compose.start(DraftStart::Reply { message: id })
        />
        <Menu label=t_string!(i18n, inbox.talk.message_actions)>
            <MenuItem icon=IconName::Reply on_select=move |()| compose.start(DraftStart::Reply { message: id })>
                {t!(i18n, inbox.talk.reply)}
            </MenuItem>
            <MenuItem icon=IconName::ReplyAll on_select=move |()| compose.start(DraftStart::ReplyAll { message: id })>
                {t!(i18n, inbox.talk.reply_all)}
            </MenuItem>
            <MenuItem icon=IconName::Forward on_select=move |()| compose.start(DraftStart::Forward { message: id })>
                {t!(i18n, inbox.talk.forward)}
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
            <SourceLink href=source.clone() label=t_string!(i18n, inbox.message.source) />
        </Menu>
    }
}

/// Opens the original in a tab of its own.
#[component]
fn SourceLink(href: String, label: &'static str) -> impl IntoView {
    view! {
        <a class="menu__item" role="menuitem" tabindex="-1" href=href target="_blank" rel="external noopener">
            <Icon name=IconName::Code />
            <span class="menu__label">{label}</span>
        </a>
    }
}
