//! The timeline of a record: its mail and what was done to it, newest first.

use super::api::record_timeline;
use super::words::{field_name, stage_name};
use crate::api::Fetched;
use crate::features::consents::step_text;
use crate::features::timeline::{Entry, subject_or};
use crate::followed::followed;
use crate::state::{Toast, use_live, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, Skeleton};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::live::News;
use kurier_model::page::Page;
use kurier_model::record::Kind;
use kurier_model::timeline::{RecordEvent, TimelineEntry};
use kurier_model::{Field, RecordId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How many entries a page has, and how many a refresh fetches at most.
const PAGE: u32 = 30;
const MOST: u32 = 200;
/// News of mail within this time are one.
const GATHERED: Duration = Duration::from_millis(700);

/// The entries, again with every change and with new mail.
#[component]
pub fn RecordHistory(record: RecordId, kind: Kind) -> impl IntoView {
    let loaded = StoredValue::new(PAGE);
    let changes = RwSignal::new(0_u32);
    let waits = StoredValue::new(false);
    let read = move || {
        waits.try_set_value(false);
        changes.try_update(|changes| *changes += 1);
    };
    use_live().on(move |news| match news {
        News::Record { record: other } if other == record => read(),
        News::Resync => read(),
        // Of whom the mail is, is not said; of a mailbox that is filled for the first time, it is told all the time.
        News::Threads { arrived, .. } if arrived > 0 && !waits.get_value() => {
            waits.set_value(true);
            set_timeout(read, GATHERED);
        }
        _ => {}
    });
    let page = Fetched::new(
        "record_timeline",
        move || format!("{record} {}", changes.get()),
        move || record_timeline(record, None, loaded.get_value().clamp(PAGE, MOST)),
    );
    let kind = StoredValue::new(kind);
    // A menu that is open on a note stays when there is news.
    followed(
        page,
        || view! { <Skeleton lines=4 /> }.into_any(),
        |_| false,
        move |page| view! { <Entries record page loaded kind /> }.into_any(),
        || ().into_any(),
    )
}

#[component]
fn Entries(
    record: RecordId,
    page: RwSignal<Page<TimelineEntry>>,
    loaded: StoredValue<u32>,
    kind: StoredValue<Kind>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (rows, next) = page.with_untracked(|page| (page.rows.clone(), page.next));
    let (rows, next) = (RwSignal::new(rows), RwSignal::new(next));
    Effect::new(move |is_first: Option<()>| {
        let now = page.get();
        if is_first.is_some() {
            rows.set(now.rows);
            next.set(now.next);
        }
    });
    let pending = RwSignal::new(false);
    let words = Callback::new(move |what| kind.with_value(|kind| event_text(i18n, kind, &what)));
    let more = move |_| {
        pending.set(true);
        spawn_local(async move {
            let answer = record_timeline(record, next.get_untracked(), PAGE).await;
            let answer = answer.and_then(|page| Ok(page.read()?));
            pending.try_set(false);
            match answer {
                Ok(page) => {
                    rows.try_update(|rows| {
                        rows.extend(page.rows);
                        loaded.set_value(u32::try_from(rows.len()).unwrap_or(PAGE));
                    });
                    next.try_set(page.next);
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <ol class="timeline" data-testid="timeline">
            <For each=move || rows.get() key=|entry| format!("{entry:?}") let:entry>
                <Entry entry words />
            </For>
        </ol>
        <Show when=move || next.get().is_some()>
            <Button pending on_click=more>{t!(i18n, records.more)}</Button>
        </Show>
    }
}

/// What happened, in words.
fn event_text(i18n: I18n, kind: &Kind, what: &RecordEvent) -> String {
    match what {
        RecordEvent::Created => t_string!(i18n, records.event_created).to_owned(),
        RecordEvent::Removed => t_string!(i18n, records.event_removed).to_owned(),
        RecordEvent::Restored => t_string!(i18n, records.event_restored).to_owned(),
        RecordEvent::Changed { fields } => {
            let known = fields.iter().filter_map(|field| match field {
                Field::OfKind(id) => kind.field(*id),
                _ => None,
            });
            let names: Vec<_> = known.map(|field| field_name(i18n, field)).collect();
            t_string!(i18n, records.event_changed, fields = names.join(", "))
        }
        RecordEvent::ThreadAttached { subject: Some(subject) } => {
            t_string!(i18n, leads.event_attached, subject = subject_or(i18n, subject))
        }
        RecordEvent::ThreadDetached { subject: Some(subject) } => {
            t_string!(i18n, leads.event_detached, subject = subject_or(i18n, subject))
        }
        RecordEvent::ThreadAttached { subject: None } => {
            t_string!(i18n, leads.event_attached_hidden).to_owned()
        }
        RecordEvent::ThreadDetached { subject: None } => {
            t_string!(i18n, leads.event_detached_hidden).to_owned()
        }
        RecordEvent::TaskAdded { title } => t_string!(i18n, tasks.event_added, title = title),
        RecordEvent::Consent { what } => step_text(i18n, *what).to_owned(),
        RecordEvent::TaskDone { title } => t_string!(i18n, tasks.event_done, title = title),
        RecordEvent::StageChanged { from, to } => {
            t_string!(i18n, leads.event_stage, from = stage_name(i18n, from), to = stage_name(i18n, to))
        }
    }
}
