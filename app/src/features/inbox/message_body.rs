//! The text of a message: HTML in its frame, plain text as it was written, with links.

use super::{
    links::{Stretch, stretches},
    message_frame::MessageFrame,
    state::Inbox,
};
use crate::ui::{Button, ButtonSize, Icon, IconName};
use kurier_i18n::{t, t_string};
use kurier_model::{MessageId, inbox::Body};
use leptos::prelude::*;

/// The body of message `id`.
#[component]
pub fn MessageBody(
    inbox: Inbox,
    id: MessageId,
    body: Body,
    as_text: RwSignal<bool>,
    /// Whose text it is, for those who do not see it.
    sender: String,
    has_files: bool,
) -> impl IntoView {
    let i18n = inbox.i18n;
    match body {
        Body::Empty => view! {
            <p class="message__nothing">
                {if has_files { t_string!(i18n, inbox.message.only_files) } else { t_string!(i18n, inbox.message.no_body) }}
            </p>
        }
        .into_any(),
        Body::Text { text, quoted } => view! { <PlainText inbox text quoted /> }.into_any(),
        Body::Html { remote_images, text, .. } => {
            let has_images = RwSignal::new(false);
            let text = StoredValue::new(text);
            let sender = StoredValue::new(sender);
            let html = move || {
                let images = if has_images.get() { "?images=1" } else { "" };
                let src = format!("/mail/messages/{id}/body{images}");
                let title = sender.with_value(|name| t_string!(i18n, inbox.message.body, name = name));
                view! { <MessageFrame src title /> }
            };
            view! {
                <Show when=move || remote_images && !has_images.get() && !as_text.get()>
                    <div class="message__images">
                        <Icon name=IconName::ImageOff />
                        <span>{t!(i18n, inbox.message.images_blocked)}</span>
                        <Button size=ButtonSize::Small on_click=move |_| has_images.set(true)>
                            {t!(i18n, inbox.message.show_images)}
                        </Button>
                    </div>
                </Show>
                {move || if as_text.get() {
                    view! { <PlainText inbox text=text.get_value() quoted=None /> }.into_any()
                } else {
                    html().into_any()
                }}
            }
            .into_any()
        }
    }
}

/// Plain text; the quoted history is folded.
#[component]
fn PlainText(inbox: Inbox, text: String, quoted: Option<String>) -> impl IntoView {
    let i18n = inbox.i18n;
    let text = text.trim_end().to_owned();
    view! {
        <div class="message__text">
            <Linked text />
            {quoted.filter(|quoted| !quoted.trim().is_empty()).map(|quoted| view! {
                <details class="message__quoted">
                    <summary title=t_string!(i18n, inbox.message.quoted)>
                        <Icon name=IconName::Ellipsis />
                        <span class="visually-hidden">{t!(i18n, inbox.message.quoted)}</span>
                    </summary>
                    <Linked text=quoted />
                </details>
            })}
        </div>
    }
}

/// Each paragraph finds its own direction; addresses become links.
#[component]
fn Linked(text: String) -> impl IntoView {
    text.split('\n')
        .map(|line| {
            let pieces = stretches(line)
                .into_iter()
                .map(|piece| match piece {
                    Stretch::Text(text) => text.into_any(),
                    Stretch::Link { href, text } => {
                        view! { <a href=href target="_blank" rel="external noopener noreferrer nofollow">{text}</a> }.into_any()
                    }
                })
                .collect_view();
            view! { <div class="message__line" dir="auto">{pieces}</div> }
        })
        .collect_view()
}
