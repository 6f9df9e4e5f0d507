//! The files of a record, newest first: those of the mail on its timeline, and those that people put beside it.

mod adding;
mod renaming;
mod row;

use super::api::record_files;
use super::news::{Heard, MOST, PAGE, read_again_with_news};
use super::older::Older;
use super::shown::Shown;
use crate::api::Fetched;
use crate::followed::followed;
use crate::ui::Skeleton;
use adding::Adding;
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::file::{FileOrigin, RecordFile};
use kurier_model::page::Page;
use kurier_model::{RecordId, ThreadId};
use leptos::prelude::*;
use renaming::{Rename, Renaming};
use row::Row;

/// The files, and the way to add some.
#[component]
pub fn Files(record: RecordId, takes_files: Signal<bool>) -> impl IntoView {
    let shown = RwSignal::new(Shown::<RecordFile>::default());
    let changes = RwSignal::new(0_u32);
    let is_of = |file: &RecordFile, threads: &[ThreadId]| match &file.origin {
        FileOrigin::Mail { thread, .. } => threads.contains(thread),
        FileOrigin::Added { .. } => false,
    };
    let is_shown = move |heard: Heard<'_>| match heard {
        Heard::Mail(threads) => {
            shown.try_with_untracked(|shown| shown.rows.iter().any(|file| is_of(file, threads))) == Some(true)
        }
        Heard::Record(_) => false,
    };
    read_again_with_news(record, is_shown, changes);
    let page = Fetched::new(
        "record_files",
        move || format!("{record} {}", changes.get()),
        move || {
            let count = shown.try_with_untracked(|shown| shown.rows.len()).unwrap_or_default();
            record_files(record, None, u32::try_from(count).unwrap_or(MOST).clamp(PAGE, MOST))
        },
    );
    view! {
        <Adding record takes_files>
            {followed(
                page,
                || view! { <Skeleton lines=4 /> }.into_any(),
                |_| false,
                move |page| view! { <List record page shown takes_files /> }.into_any(),
                || ().into_any(),
            )}
        </Adding>
    }
}

#[component]
fn List(
    record: RecordId,
    page: RwSignal<Page<RecordFile>>,
    shown: RwSignal<Shown<RecordFile>>,
    takes_files: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    shown.set(Shown::of(page.get_untracked()));
    Effect::new(move |is_first: Option<()>| {
        let now = page.get();
        if is_first.is_some() {
            shown.update(|shown| shown.renew(now));
        }
    });
    let renaming = Renaming::begin();
    let older = move |after| record_files(record, after, PAGE);
    view! {
        <ul class="files__list" role="list" aria-label=t_string!(i18n, records.files.title) data-testid="files">
            <For each=move || shown.with(|shown| shown.rows.clone()) key=|file| format!("{file:?}") let:file>
                <Row file renaming takes_files />
            </For>
        </ul>
        <Show when=move || shown.with(|shown| shown.rows.is_empty())>
            <p class="timeline__dim" data-testid="files-empty">{t!(i18n, records.files.empty)}</p>
        </Show>
        <Older shown older />
        <Rename renaming />
    }
}
