//! The files of a message.

use crate::features::inbox::state::Inbox;
use crate::ui::{FileSize, Icon, IconName};
use kurier_i18n::t_string;
use kurier_model::inbox::Attachment;
use leptos::prelude::*;

/// A chip for each file, to download. What is shown inside the text is not listed again.
#[component]
pub fn Attachments(inbox: Inbox, attachments: Vec<Attachment>) -> impl IntoView {
    let i18n = inbox.i18n;
    let files: Vec<Attachment> = attachments.into_iter().filter(|file| !file.inline).collect();
    if files.is_empty() {
        return ().into_any();
    }
    let count = files.len();
    let chips = files
        .into_iter()
        .map(|file| {
            let unnamed = file.name.trim().is_empty();
            let name = if unnamed { t_string!(i18n, inbox.message.unnamed).to_owned() } else { file.name };
            view! {
                <li>
                    <a
                        class="attachment"
                        href=format!("/mail/attachments/{}", file.id)
                        download=name.clone()
                        rel="external"
                        title=t_string!(i18n, inbox.message.download, name = &name)
                    >
                        <Icon name=icon(&file.media_type) />
                        <span class="attachment__name" dir="auto">{name.clone()}</span>
                        <FileSize bytes=file.bytes />
                        <Icon name=IconName::Download class="attachment__get" />
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="attachments" aria-label=t_string!(i18n, inbox.message.attachments, count = count)>
            <ul class="attachments__list" role="list">{chips}</ul>
        </section>
    }
    .into_any()
}

/// The picture of a kind of file.
fn icon(media_type: &str) -> IconName {
    match media_type.split('/').next().unwrap_or_default() {
        "image" => IconName::Image,
        "text" => IconName::FileText,
        "message" => IconName::Mail,
        _ if media_type == "application/pdf" => IconName::FileText,
        "application" if media_type.contains("calendar") => IconName::Calendar,
        _ => IconName::File,
    }
}
