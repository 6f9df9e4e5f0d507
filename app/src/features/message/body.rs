//! The text of a message: HTML in its frame, plain text as it was written, with links.

use super::api;
use super::found::mark_texts;
use super::frame::{Found, MessageFrame};
use super::links::{Stretch, stretches};
use crate::{
    state::{Toast, use_toasts},
    trouble::error_text,
    ui::{Button, ButtonSize, Icon, IconName},
};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::{MessageId, inbox::Body};
use leptos::prelude::*;

/// The body of message `id`.
#[component]
pub fn MessageBody(
    id: MessageId,
    body: Body,
    as_text: RwSignal<bool>,
    /// Whose text it is, for those who do not see it.
    sender: String,
    has_files: bool,
    /// The words that were searched for; they are marked.
    #[prop(optional_no_strip)]
    query: Option<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    match body {
        Body::Empty => view! {
            <p class="message__nothing">
                {if has_files { t_string!(i18n, inbox.message.only_files) } else { t_string!(i18n, inbox.message.no_body) }}
            </p>
        }
        .into_any(),
        Body::Text { text, quoted } => view! { <PlainText text quoted query /> }.into_any(),
        Body::Html { text, quoted } => {
            let (text, quoted, query) = (StoredValue::new(text), StoredValue::new(quoted), StoredValue::new(query));
            view! {
                {move || if as_text.get() {
                    view! { <PlainText text=text.get_value() quoted=quoted.get_value() query=query.get_value() /> }.into_any()
                } else {
                    view! { <Framed id sender=sender.clone() query=query.get_value() /> }.into_any()
                }}
            }
            .into_any()
        }
        Body::Large => view! { <Framed id sender query /> }.into_any(),
    }
}

/// The message in its frame, and what can be asked of it: its pictures, the rest of it, its full size.
#[component]
fn Framed(id: MessageId, sender: String, query: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let found = RwSignal::new(Found::default());
    let (is_whole, full_size, asked) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(0_u32));
    let show_pictures = move |_| {
        leptos::task::spawn_local(async move {
            match api::show_pictures(id).await {
                Ok(()) => asked.update(|asked| *asked += 1),
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    let title = t_string!(i18n, inbox.message.body, name = sender);
    let src = Signal::derive(move || {
        let all = if is_whole.get() { "?all=1" } else { "" };
        // A different address for the same document, so that the frame asks for it again.
        let again = match (asked.get(), all) {
            (0, _) => String::new(),
            (asked, "") => format!("?again={asked}"),
            (asked, _) => format!("&again={asked}"),
        };
        format!("/mail/messages/{id}/body{all}{again}")
    });
    view! {
        <Show when=move || found.get().pictures>
            <div class="message__images">
                <Icon name=IconName::ImageOff />
                <span>{t!(i18n, inbox.message.images_blocked)}</span>
                <Button size=ButtonSize::Small on_click=show_pictures>{t!(i18n, inbox.message.show_images)}</Button>
            </div>
        </Show>
        <Show when=move || found.get().cut>
            <Cut i18n id is_whole />
        </Show>
        <Show when=move || found.get().scaled || full_size.get()>
            <div class="message__images">
                <Icon name=IconName::FileText />
                <span>{t!(i18n, inbox.message.scaled)}</span>
                <Button size=ButtonSize::Small on_click=move |_| full_size.update(|full| *full = !*full)>
                    {move || if full_size.get() {
                        t_string!(i18n, inbox.message.fit_width)
                    } else {
                        t_string!(i18n, inbox.message.full_size)
                    }}
                </Button>
            </div>
        </Show>
        <MessageFrame src title found full_size query />
    }
}

/// There is more of the message than is shown.
#[component]
fn Cut(i18n: I18n, id: MessageId, is_whole: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="message__images">
            <Icon name=IconName::FileText />
            <span>
                {move || if is_whole.get() {
                    t_string!(i18n, inbox.message.cut_even_so)
                } else {
                    t_string!(i18n, inbox.message.cut)
                }}
            </span>
            <Show when=move || !is_whole.get()>
                <Button size=ButtonSize::Small on_click=move |_| is_whole.set(true)>
                    {t!(i18n, inbox.message.show_all)}
                </Button>
            </Show>
            <a href=format!("/mail/messages/{id}/source") download=format!("{id}.eml") rel="external">
                {t!(i18n, inbox.message.download_original)}
            </a>
        </div>
    }
}

/// Plain text; the quoted history is folded.
#[component]
fn PlainText(text: String, quoted: Option<String>, query: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let text = text.trim_end().to_owned();
    Effect::new(move || {
        if let Some(query) = query.clone() {
            request_animation_frame(move || mark_texts(&query));
        }
    });
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
                    Stretch::Text(text) => broken(text),
                    Stretch::Link { href, text } => {
                        view! { <a href=href target="_blank" rel="external noopener noreferrer nofollow">{text}</a> }.into_any()
                    }
                })
                .collect_view();
            view! { <div class="message__line" dir="auto">{pieces}</div> }
        })
        .collect_view()
}

/// Characters after which a word may be broken: browsers lay out one long word in quadratic time.
const LONGEST_WORD: usize = 100;

/// Text with places to break long words at. What is copied stays as it was.
fn broken(text: String) -> AnyView {
    let longest = text.split(char::is_whitespace).map(str::len).max().unwrap_or_default();
    if longest <= LONGEST_WORD {
        return text.into_any();
    }
    let characters: Vec<char> = text.chars().collect();
    let pieces = characters.chunks(LONGEST_WORD).map(|piece| {
        let piece: String = piece.iter().collect();
        view! { {piece}<wbr /> }
    });
    pieces.collect_view().into_any()
}
