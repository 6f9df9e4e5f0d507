//! The files of a draft: what is there, what is on its way, how much in all.

use crate::features::compose::api::remove_attachment;
use crate::features::compose::writing::Writing;
use crate::features::compose::writing::checks::Parcel;
use crate::features::compose::writing::upload::{Upload, UploadTrouble};
use crate::state::{Toast, use_toasts};
use crate::trouble::error_text;
use crate::ui::{FileSize, IconButton, IconName, file_size};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::compose::DraftAttachment;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The list above the buttons; nothing while there are no files.
#[component]
pub fn Files(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let any = move || {
        writing.files.attached.with(|files| files.iter().any(|file| !file.in_text))
            || writing.files.uploads.with(|uploads| !uploads.is_empty())
    };
    view! {
        <Show when=any>
            <ul class="composer__files" aria-label=t_string!(i18n, compose.attachments)>
                <For each=move || beside(writing) key=|file| file.id let:file>
                    <FileChip writing file />
                </For>
                <For each=move || writing.files.uploads.get() key=|upload| (upload.id, upload.percent, upload.trouble.is_some()) let:upload>
                    <UploadChip writing upload />
                </For>
                <li class="composer__total" data-too-large=move || too_large(writing).then_some("true")>
                    {move || {
                        let size = file_size(i18n, writing.with_parcel(|parcel| parcel.encoded_size()));
                        match writing.sender.size_limit.get() {
                            Some(max) => t_string!(i18n, compose.size_of, size = size, max = file_size(i18n, max)),
                            None => t_string!(i18n, compose.size, size = size),
                        }
                    }}
                </li>
            </ul>
        </Show>
    }
}

/// The files that stand beside the text, not in it.
fn beside(writing: Writing) -> Vec<DraftAttachment> {
    writing.files.attached.with(|files| files.iter().filter(|file| !file.in_text).cloned().collect())
}

fn too_large(writing: Writing) -> bool {
    let size = writing.with_parcel(|parcel: Parcel<'_>| parcel.encoded_size());
    writing.sender.size_limit.get().is_some_and(|max| size > max)
}

#[component]
fn FileChip(writing: Writing, file: DraftAttachment) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let name = file.name.clone();
    let removed = StoredValue::new(file.clone());
    let remove = move |_| {
        let file = removed.get_value();
        let id = file.id;
        writing.files.attached.update(|files| files.retain(|other| other.id != id));
        spawn_local(async move {
            if let Err(error) = remove_attachment(id).await {
                writing.files.attached.update(|files| files.push(file));
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
        });
    };
    view! {
        <li class="file-chip">
            <span class="file-chip__name" dir="auto" title=name.clone()>{name.clone()}</span>
            <span class="file-chip__size"><FileSize bytes=file.bytes /></span>
            <IconButton icon=IconName::X label=t_string!(i18n, compose.remove_file, name = name) on_click=remove />
        </li>
    }
}

#[component]
fn UploadChip(writing: Writing, upload: Upload) -> impl IntoView {
    let i18n = use_i18n();
    let id = upload.id;
    let name = upload.name.clone();
    let dismiss = move |_| writing.files.uploads.update(|uploads| uploads.retain(|other| other.id != id));
    let state = match upload.trouble {
        None => t_string!(i18n, compose.attaching, percent = upload.percent),
        Some(UploadTrouble::TooLarge { bytes, max }) => t_string!(
            i18n,
            compose.attach_over_limit,
            name = name,
            size = file_size(i18n, bytes),
            max = file_size(i18n, max)
        ),
        Some(UploadTrouble::FarTooLarge) => t_string!(i18n, compose.attach_too_large, name = name),
        Some(UploadTrouble::Other) => t_string!(i18n, compose.attach_failed, name = name),
    };
    view! {
        <li class="file-chip" data-failed=upload.trouble.is_some().then_some("true")>
            {upload.trouble.is_none().then(|| view! { <span class="file-chip__name" dir="auto">{name.clone()}</span> })}
            <span class="file-chip__size" role="status">{state}</span>
            {match upload.trouble {
                None => {
                    view! { <progress max="100" value=upload.percent.to_string() aria-label=name.clone()></progress> }.into_any()
                }
                Some(_) => {
                    view! {
                        <IconButton icon=IconName::X label=t_string!(i18n, compose.remove_file, name = name) on_click=dismiss />
                    }
                        .into_any()
                }
            }}
        </li>
    }
}
