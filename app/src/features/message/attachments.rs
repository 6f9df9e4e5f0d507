//! The files of a message.

use crate::ui::{Dialog, FileSize, Icon, IconName};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::{AttachmentId, inbox::Attachment};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How a file can be looked at without being saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// Over the page.
    Picture,
    /// In a tab, by the browser's viewer.
    Tab,
    No,
}

/// A picture that lies over the page.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Picture {
    id: AttachmentId,
    name: String,
}

/// A chip for each file: to look at, or to download. What is shown inside the text is not listed again.
#[component]
pub fn Attachments(attachments: Vec<Attachment>) -> impl IntoView {
    let i18n = use_i18n();
    let files: Vec<Attachment> = attachments.into_iter().filter(|file| !file.inline).collect();
    if files.is_empty() {
        return ().into_any();
    }
    let count = files.len();
    let picture = RwSignal::new(None::<Picture>);
    let chips = files.into_iter().map(|file| view! { <Chip i18n file picture /> }).collect_view();
    view! {
        <section class="attachments" aria-label=t_string!(i18n, inbox.message.attachments, count = count)>
            <ul class="attachments__list" role="list">{chips}</ul>
            <PictureView i18n picture />
        </section>
    }
    .into_any()
}

#[component]
fn Chip(i18n: I18n, file: Attachment, picture: RwSignal<Option<Picture>>) -> impl IntoView {
    let unnamed = file.name.trim().is_empty();
    let name = if unnamed { t_string!(i18n, inbox.message.unnamed).to_owned() } else { file.name };
    let (id, look) = (file.id, look(&file.media_type));
    let href = format!("/mail/attachments/{id}");
    let faces = view! {
        <Icon name=file_icon(&file.media_type) />
        <span class="attachment__name" dir="auto">{name.clone()}</span>
        <FileSize bytes=file.bytes />
    };
    let download = t_string!(i18n, inbox.message.download, name = &name);
    let show = t_string!(i18n, inbox.message.view, name = &name);
    if look == Look::No {
        return view! {
            <li>
                <a class="attachment" href=href download=name rel="external" title=download>
                    {faces}
                    <Icon name=IconName::Download class="attachment__get" />
                </a>
            </li>
        }
        .into_any();
    }
    let shown = Picture { id, name: name.clone() };
    let open = move |event: MouseEvent| {
        // With a key held down it is a link like every other.
        if look == Look::Picture && !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
            event.prevent_default();
            picture.set(Some(shown.clone()));
        }
    };
    view! {
        <li class="attachments__item">
            <a class="attachment" href=format!("{href}?view=1") target="_blank" rel="external noopener" title=show on:click=open>
                {faces}
            </a>
            <a class="button button--icon" data-variant="quiet" data-size="m" href=href download=name rel="external" title=download.clone() aria-label=download>
                <Icon name=IconName::Download />
            </a>
        </li>
    }
    .into_any()
}

/// The picture that somebody looks at.
#[component]
fn PictureView(i18n: I18n, picture: RwSignal<Option<Picture>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(picture.with(Option::is_some)));
    let title = Signal::derive(move || picture.get().map(|picture| picture.name).unwrap_or_default());
    view! {
        <Dialog open title size="l" testid="picture-view" on_close=move |()| picture.set(None)>
            {move || picture.get().map(|picture| {
                let src = format!("/mail/attachments/{}", picture.id);
                view! {
                    <div class="picture-view">
                        <img src=src.clone() alt=picture.name.clone() />
                        <a class="button" data-variant="secondary" data-size="m" href=src download=picture.name rel="external">
                            <Icon name=IconName::Download />
                            <span class="button__label">{t!(i18n, inbox.message.save)}</span>
                        </a>
                    </div>
                }
            })}
        </Dialog>
    }
}

/// Whether a file can be looked at in a tab of its own.
#[must_use]
pub fn is_shown(media_type: &str) -> bool {
    look(media_type) != Look::No
}

/// What the server shows (`server/src/http/file.rs`).
fn look(media_type: &str) -> Look {
    match media_type.to_ascii_lowercase().as_str() {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" => Look::Picture,
        "application/pdf" => Look::Tab,
        _ => Look::No,
    }
}

/// The picture of a kind of file.
#[must_use]
pub fn file_icon(media_type: &str) -> IconName {
    match media_type.split('/').next().unwrap_or_default() {
        "image" => IconName::Image,
        "text" => IconName::FileText,
        "message" => IconName::Mail,
        _ if media_type == "application/pdf" => IconName::FileText,
        "application" if media_type.contains("calendar") => IconName::Calendar,
        _ => IconName::File,
    }
}
