//! Notes: the box above a timeline, and what one does with one's own.

use super::api::{add_note, change_note, remove_note, restore_note};
use super::mention::Mentions;
use crate::attempt::Attempt;
use crate::state::{Toast, Unsent, use_toasts};
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Dialog, Menu, MenuItem, TextArea, sends};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::{Field, NoteId, RecordId};
use leptos::prelude::*;

/// What is being written on a page: a new note, and one that is written anew. It lies beside what is drawn again with news.
#[derive(Clone, Copy)]
pub struct Writing {
    about: RwSignal<Option<RecordId>>,
    text: RwSignal<String>,
    rewriting: RwSignal<Option<NoteId>>,
    rewritten: RwSignal<String>,
    open: RwSignal<bool>,
}

impl Writing {
    /// About nothing yet.
    pub fn begin() -> Self {
        let writing = Self {
            about: RwSignal::new(None),
            text: RwSignal::new(String::new()),
            rewriting: RwSignal::new(None),
            rewritten: RwSignal::new(String::new()),
            open: RwSignal::new(false),
        };
        // Beside a page one press leads to another record: what was begun is kept.
        if let Some(unsent) = use_context::<Unsent>() {
            Effect::new(move || {
                let text = writing.text.get();
                if let Some(record) = writing.about.get_untracked() {
                    unsent.keep(record, text);
                }
            });
        }
        writing
    }

    /// About this record from now on: of the last one nothing stays but what was begun there, for when it is there again.
    pub fn turn_to(self, record: Option<RecordId>) {
        let begun = record.zip(use_context::<Unsent>()).map(|(record, unsent)| unsent.about(record));
        self.text.set(begun.unwrap_or_default());
        self.about.set(record);
        self.open.set(false);
        self.rewriting.set(None);
    }
}

/// Where a note about a record is written, with the timeline below it.
#[component]
pub fn NoteBox(record: Signal<Option<RecordId>>, writing: Writing, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let text = writing.text;
    provide_context(writing);
    let save = move || {
        let Some(record) = record.get_untracked() else { return };
        let sent = text.get_untracked();
        attempt.make(add_note(record, sent.clone()), move |_| {
            // What was typed meanwhile stays.
            text.try_update(|text| {
                let rest = text.strip_prefix(&sent).map(|rest| rest.trim_start().to_owned());
                *text = rest.unwrap_or_else(|| std::mem::take(text));
            });
        });
    };
    view! {
        <form
            class="note-box"
            data-testid="note-box"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
            on:keydown=move |event| {
                if sends(&event) {
                    event.prevent_default();
                    save();
                }
            }
        >
            <TextArea
                name="note"
                label=t_string!(i18n, records.notes.new)
                value=text
                rows=2
                placeholder=t_string!(i18n, records.notes.placeholder)
                error=field_error(i18n, attempt.error, Field::Description)
            />
            <Mentions text field="note" />
            <Show when=move || text.with(|text| !text.trim().is_empty())>
                <div class="note-box__buttons">
                    <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="note-save">{t!(i18n, records.notes.save)}</Button>
                </div>
            </Show>
        </form>
        <Rewrite writing />
        {children()}
    }
}

#[component]
fn Rewrite(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let Writing { open, rewritten: text, rewriting, .. } = writing;
    let closed = Callback::new(move |()| {
        rewriting.set(None);
        attempt.error.set(None);
    });
    let save = move || {
        let Some(note) = rewriting.get_untracked() else { return };
        attempt.make(change_note(note, text.get_untracked()), move |()| {
            // Another note may be open by now.
            if rewriting.try_get_untracked().flatten() == Some(note) {
                open.try_set(false);
            }
        });
    };
    view! {
        <Dialog open title=t_string!(i18n, records.notes.edit) on_close=closed testid="note-dialog">
            <form
                class="record-form"
                on:submit=move |event| {
                    event.prevent_default();
                    save();
                }
                on:keydown=move |event| {
                    if sends(&event) {
                        event.prevent_default();
                        save();
                    }
                }
            >
                <TextArea name="note-text" label=t_string!(i18n, records.notes.note) value=text rows=6 error=field_error(i18n, attempt.error, Field::Description) />
                <Mentions text field="note-text" />
                <div class="record-form__buttons">
                    <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                    <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="note-change">{t!(i18n, common.save)}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// What one does with one's own note.
#[component]
pub(super) fn NoteMenu(note: NoteId, text: String) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let writing = use_context::<Writing>();
    let text = StoredValue::new(text);
    let edit = move |()| {
        if let Some(writing) = writing {
            writing.rewritten.set(text.get_value());
            writing.rewriting.set(Some(note));
            writing.open.set(true);
        }
    };
    let remove = move |()| {
        attempt.make(remove_note(note), move |()| {
            let bring_back = move || attempt.make(restore_note(note), |()| ());
            toasts.push(Toast::done(t_string!(i18n, records.notes.removed)).with_undo(bring_back));
        });
    };
    view! {
        <Menu label=t_string!(i18n, records.notes.menu) testid="note-menu">
            <MenuItem on_select=edit>{t!(i18n, records.notes.edit)}</MenuItem>
            <MenuItem danger=true on_select=remove>{t!(i18n, records.notes.remove)}</MenuItem>
        </Menu>
    }
}
