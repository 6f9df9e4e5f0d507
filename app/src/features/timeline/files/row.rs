//! A file: what it is, who has sent or added it and when, and what can be done with it.

use super::renaming::Renaming;
use crate::attempt::Attempt;
use crate::features::message::{file_icon, is_shown, subject_or};
use crate::features::timeline::api::{remove_file, restore_file};
use crate::features::timeline::thread_url;
use crate::state::{Toast, use_toasts};
use crate::ui::{FileSize, Icon, IconName, Menu, MenuItem, Time, mend_focus};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::file::{FileOrigin, RecordFile};
use kurier_model::{FileId, ThreadId};
use leptos::prelude::*;

/// Where the focus goes when the file that had it is taken away.
const BACK: &[&str] = &["[data-testid=files] a", "[data-testid=files-add]", "main"];

#[component]
pub(super) fn Row(file: RecordFile, renaming: Renaming, takes_files: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let RecordFile { at, name, media_type, bytes, origin } = file;
    let name = if name.trim().is_empty() { t_string!(i18n, inbox.message.unnamed).to_owned() } else { name };
    let (href, who, thread, own) = match origin {
        FileOrigin::Mail { attachment, thread, from, subject } => {
            let who = from.map(|from| from.readable_label().into_owned()).unwrap_or_default();
            (format!("/mail/attachments/{attachment}"), who, Some((thread, subject)), None)
        }
        FileOrigin::Added { file, by } => {
            let who = t_string!(i18n, records.files.added_by, name = by);
            (format!("/files/{file}"), who, None, Some(file))
        }
    };
    let download = t_string!(i18n, inbox.message.download, name = &name);
    let shows = is_shown(&media_type);
    let title = if shows { t_string!(i18n, inbox.message.view, name = &name) } else { download.clone() };
    let look = if shows { format!("{href}?view=1") } else { href.clone() };
    let saved_as = if shows { None } else { Some(name.clone()) };
    let called = StoredValue::new(name.clone());
    view! {
        <li class="files__row" data-testid="record-file">
            <span class="files__icon"><Icon name=file_icon(&media_type) /></span>
            <div class="files__what">
                <a
                    class="files__name"
                    dir="auto"
                    rel="external noopener"
                    title=title
                    href=look
                    target=shows.then_some("_blank")
                    download=saved_as
                >
                    {name.clone()}
                </a>
                <span class="files__line">
                    <FileSize bytes />
                    <span dir="auto">{who}</span>
                    <Time at />
                </span>
                {thread.map(|(thread, subject)| view! { <Letter thread subject /> })}
            </div>
            <a class="button button--icon" data-variant="quiet" data-size="m" href=href download=name rel="external" title=download.clone() aria-label=download>
                <Icon name=IconName::Download />
            </a>
            {own.map(|file| view! {
                <Show when=move || takes_files.get()>
                    <FileMenu file name=called.get_value() renaming />
                </Show>
            })}
        </li>
    }
}

/// The mail that a file came with.
#[component]
fn Letter(thread: ThreadId, subject: String) -> impl IntoView {
    view! {
        <a class="files__mail" dir="auto" href=thread_url(thread)>
            <Icon name=IconName::Mail />
            <span>{subject_or(use_i18n(), &subject)}</span>
        </a>
    }
}

/// What one does with a file that somebody has put there.
#[component]
fn FileMenu(file: FileId, name: String, renaming: Renaming) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let label = t_string!(i18n, records.files.menu, name = &name);
    let name = StoredValue::new(name);
    let remove = move |()| {
        attempt.make(remove_file(file), move |()| {
            let bring_back = move || attempt.make(restore_file(file), |()| ());
            let name = name.try_get_value().unwrap_or_default();
            let said = t_string!(i18n, records.files.removed, name = name);
            toasts.push(Toast::done(said).with_undo(bring_back));
            mend_focus(None, BACK);
        });
    };
    view! {
        <Menu label testid="file-menu">
            <MenuItem icon=IconName::Pencil on_select=move |()| renaming.of(file, name.get_value())>{t!(i18n, records.files.rename)}</MenuItem>
            <MenuItem icon=IconName::Trash2 danger=true on_select=remove>{t!(i18n, records.files.remove)}</MenuItem>
        </Menu>
    }
}
