//! Calling a file something else.

use crate::attempt::Attempt;
use crate::features::timeline::api::rename_file;
use crate::state::{Toast, use_toasts};
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Dialog, TextField};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::{Field, FileId};
use leptos::prelude::*;

/// The file that is being renamed. It lies beside the list, which is drawn again with news.
#[derive(Clone, Copy)]
pub(super) struct Renaming {
    file: RwSignal<Option<(FileId, String)>>,
    name: RwSignal<String>,
    open: RwSignal<bool>,
}

impl Renaming {
    pub(super) fn begin() -> Self {
        Self { file: RwSignal::new(None), name: RwSignal::new(String::new()), open: RwSignal::new(false) }
    }

    pub(super) fn of(self, file: FileId, name: String) {
        self.name.set(name.clone());
        self.file.set(Some((file, name)));
        self.open.set(true);
    }
}

#[component]
pub(super) fn Rename(renaming: Renaming) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    // Undo is pressed when the dialog is closed, maybe with the page.
    let back = Attempt::begin();
    let Renaming { file, name, open } = renaming;
    let closed = Callback::new(move |()| attempt.error.set(None));
    let save = move || {
        let Some((id, was)) = file.get_untracked() else { return };
        let now = name.get_untracked();
        attempt.make(rename_file(id, was.clone(), now.clone()), move |()| {
            open.try_set(false);
            let now = now.trim().to_owned();
            if now == was {
                return;
            }
            let said = t_string!(i18n, records.files.renamed, name = now.clone());
            let undo = move || back.make(rename_file(id, now.clone(), was.clone()), |()| ());
            toasts.push(Toast::done(said).with_undo(undo));
        });
    };
    view! {
        <Dialog open title=t_string!(i18n, records.files.rename_title) on_close=closed testid="file-dialog">
            <form
                class="record-form"
                on:submit=move |event| {
                    event.prevent_default();
                    save();
                }
            >
                <TextField name="file-name" label=t_string!(i18n, records.files.name).to_owned() value=name autofocus=true error=field_error(i18n, attempt.error, Field::Name) />
                <div class="record-form__buttons">
                    <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                    <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="file-rename">{t!(i18n, common.save)}</Button>
                </div>
            </form>
        </Dialog>
    }
}
