//! The timeline of a lead: mail and events, newest first.

use super::api::lead_timeline;
use super::stage::stage_label;
use crate::api::{ApiError, Fetched};
use crate::features::consents::step_text;
use crate::features::timeline::api::{detach_thread, undo_decision};
use crate::features::timeline::{Entry, subject_or, thread_url};
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{Button, IconButton, IconName, Skeleton, Time, lasting};
use chrono::{DateTime, Utc};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::page::{Cursor, Page};
use kurier_model::timeline::{RecordEvent, TimelineEntry, TimelineItem};
use kurier_model::{EventId, Field, LeadId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many entries a page has, and how many a refresh fetches at most.
const PAGE: u32 = 30;
const MOST: u32 = 200;

/// The entries that are loaded, shared by the timeline and the list of threads.
#[derive(Clone, Copy)]
pub struct TimelineState {
    lead: Memo<Option<LeadId>>,
    first: Fetched<Page<TimelineEntry>>,
    /// What "more" has brought after the first page.
    older: RwSignal<Vec<TimelineEntry>>,
    next: RwSignal<Option<Cursor>>,
    /// How many there are in all, so that a refresh fetches as many.
    loaded: StoredValue<u32>,
    /// Threads that were detached a moment ago.
    detached: RwSignal<Vec<ThreadId>>,
}

impl TimelineState {
    /// Reads the first page, again with every change.
    pub fn new(lead: Memo<Option<LeadId>>, changes: RwSignal<u32>) -> Self {
        let loaded = StoredValue::new(PAGE);
        let first = Fetched::new(
            "lead_timeline",
            move || format!("{:?} {}", lead.get(), changes.get()),
            move || {
                let lead = lead.get_untracked();
                let limit = loaded.get_value().clamp(PAGE, MOST);
                async move { lead_timeline(lead.ok_or(ApiError::NotFound)?, None, limit).await }
            },
        );
        let state = Self {
            lead,
            first,
            older: RwSignal::default(),
            next: RwSignal::default(),
            loaded,
            detached: RwSignal::default(),
        };
        Effect::new(move |_| {
            // What came meanwhile has moved the others on: those that "more" had brought are among these now.
            if let Some(Ok(page)) = first.now() {
                state.older.set(Vec::new());
                state.next.set(page.next);
            }
        });
        // Another lead: nothing of the last one stays.
        Effect::new(move |before: Option<Option<LeadId>>| {
            let now = lead.get();
            if before.is_some_and(|before| before != now) {
                state.older.set(Vec::new());
                state.loaded.set_value(PAGE);
                state.detached.set(Vec::new());
            }
            now
        });
        state
    }

    /// All that is loaded. Tracks.
    fn entries(self) -> Vec<TimelineEntry> {
        let mut entries = match self.first.now() {
            Some(Ok(page)) => page.rows,
            _ => Vec::new(),
        };
        entries.extend(self.older.get());
        entries
    }

    /// The threads of the mail that is loaded, latest first, each once. Tracks.
    fn threads(self) -> Vec<Attached> {
        let detached = self.detached.get();
        threads_of(&self.entries()).into_iter().filter(|row| !detached.contains(&row.thread)).collect()
    }
}

/// A thread of the lead, by its latest message: two with the same subject are told apart by whose it is and when it came.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Attached {
    thread: ThreadId,
    subject: String,
    /// The other one.
    person: Option<String>,
    at: DateTime<Utc>,
}

fn threads_of(entries: &[TimelineEntry]) -> Vec<Attached> {
    let mut threads: Vec<Attached> = Vec::new();
    for TimelineEntry { at, what } in entries {
        if let TimelineItem::Mail { thread, subject, from, to, is_mine, .. } = what
            && !threads.iter().any(|known| known.thread == *thread)
        {
            let person = if *is_mine { to.first() } else { from.as_ref() };
            let person = person.map(|person| person.readable_label().into_owned());
            threads.push(Attached { thread: *thread, subject: subject.clone(), person, at: *at });
        }
    }
    threads
}

/// The entries and a button for older ones.
#[component]
pub fn Timeline(timeline: TimelineState) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let words = Callback::new(move |what: RecordEvent| event_text(i18n, &what));
    let more = move |_| {
        let Some(lead) = timeline.lead.get_untracked() else { return };
        pending.set(true);
        spawn_local(async move {
            let answer = lead_timeline(lead, timeline.next.get_untracked(), PAGE).await;
            let answer = answer.and_then(|page| Ok(page.read()?));
            pending.try_set(false);
            match answer {
                Ok(page) => {
                    let brought = u32::try_from(page.rows.len()).unwrap_or(PAGE);
                    timeline.older.try_update(|older| older.extend(page.rows));
                    timeline.loaded.try_update_value(|loaded| *loaded = loaded.saturating_add(brought));
                    timeline.next.try_set(page.next);
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <Transition fallback=|| view! { <Skeleton lines=4 /> }>
            {move || lasting(async move {
                match timeline.first.read().await {
                    Err(error) => view! { <LoadError error on_retry=move || timeline.first.refetch() /> }.into_any(),
                    Ok(page) if page.rows.is_empty() => {
                        view! { <p class="timeline__dim">{t!(i18n, leads.timeline_empty)}</p> }.into_any()
                    }
                    Ok(page) => {
                        let first = page.rows.into_iter().map(|entry| view! { <Entry entry words /> }).collect_view();
                        let older = move || timeline.older.get().into_iter().map(|entry| view! { <Entry entry words /> }).collect_view();
                        view! { <ol class="timeline" data-testid="timeline">{first} {older}</ol> }.into_any()
                    }
                }
            })}
        </Transition>
        <Show when=move || timeline.next.get().is_some()>
            <Button pending on_click=more>{t!(i18n, leads.more)}</Button>
        </Show>
    }
}

fn event_text(i18n: I18n, what: &RecordEvent) -> String {
    match what {
        RecordEvent::Created => t_string!(i18n, leads.event_created).to_owned(),
        RecordEvent::Removed => t_string!(i18n, records.event_removed).to_owned(),
        RecordEvent::Restored => t_string!(i18n, records.event_restored).to_owned(),
        RecordEvent::Changed { fields } => {
            let mut names: Vec<_> = fields.iter().filter_map(|field| field_name(i18n, *field)).collect();
            names.dedup();
            t_string!(i18n, leads.event_changed, fields = names.join(", "))
        }
        RecordEvent::TaskAdded { title } => t_string!(i18n, tasks.event_added, title = title),
        RecordEvent::Consent { what } => step_text(i18n, *what).to_owned(),
        RecordEvent::TaskDone { title } => t_string!(i18n, tasks.event_done, title = title),
        RecordEvent::StageChanged { from, to } => {
            t_string!(i18n, leads.event_stage, from = stage_label(i18n, from), to = stage_label(i18n, to))
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
    }
}

/// A field's name as its form has it.
pub fn field_name(i18n: I18n, field: Field) -> Option<&'static str> {
    Some(match field {
        Field::LeadName | Field::Name => t_string!(i18n, leads.name),
        Field::Email => t_string!(i18n, leads.email),
        Field::Phone => t_string!(i18n, leads.phone),
        Field::Company => t_string!(i18n, leads.company),
        Field::Owner => t_string!(i18n, leads.owner),
        Field::Stage => t_string!(i18n, leads.stage),
        Field::Description => t_string!(i18n, leads.description),
        _ => return None,
    })
}

/// The threads of the lead, each with a way to detach it.
#[component]
pub fn AttachedThreads(
    timeline: TimelineState,
    name: String,
    /// Threads that the person may not see.
    hidden: u32,
) -> impl IntoView {
    let i18n = use_i18n();
    let name = StoredValue::new(name);
    view! {
        <section class="panel" aria-labelledby="attached">
            <h2 class="panel__title" id="attached">{t!(i18n, leads.attached_threads)}</h2>
            <Transition fallback=|| view! { <Skeleton lines=2 /> }>
                {move || lasting(async move {
                    // Wait for the first page, so that the server's HTML has the rows.
                    let _ = timeline.first.read().await;
                    view! {
                        <ul class="thread-links">
                            <For each=move || timeline.threads() key=|row| (row.thread, row.at) let:row>
                                <ThreadLink row timeline name />
                            </For>
                        </ul>
                        <Show when=move || hidden == 0 && timeline.threads().is_empty()>
                            <p class="timeline__dim">{t!(i18n, leads.no_threads)}</p>
                        </Show>
                        {(hidden > 0).then(|| view! {
                            <p class="timeline__dim" data-testid="hidden-threads">
                                {t_string!(i18n, leads.hidden_threads_text, count = hidden)}
                            </p>
                        })}
                    }
                })}
            </Transition>
        </section>
    }
}

/// Taking a thread off the lead, and putting it back.
#[derive(Clone, Copy)]
struct Detaching {
    i18n: I18n,
    toasts: Toasts,
    timeline: TimelineState,
    thread: ThreadId,
    subject: StoredValue<String>,
    /// Of the lead.
    name: StoredValue<String>,
}

impl Detaching {
    fn show(self) {
        self.timeline.detached.try_update(|detached| detached.retain(|other| *other != self.thread));
    }

    fn hide(self) {
        self.timeline.detached.try_update(|detached| detached.push(self.thread));
    }

    fn detach(self) {
        let Some(lead) = self.timeline.lead.get_untracked() else { return };
        self.hide();
        spawn_local(async move {
            let i18n = self.i18n;
            let Ok(done) = detach_thread(self.thread, lead).await else {
                self.show();
                self.toasts.push(Toast::failed(t_string!(i18n, leads.detach_failed)));
                return;
            };
            let subject = self.subject.try_get_value().unwrap_or_default();
            let said = Toast::done(t_string!(i18n, leads.detached, subject = subject));
            self.toasts.push(match done.undo {
                Some(event) => said.with_undo(move || self.put_back(event)),
                None => said,
            });
        });
    }

    fn put_back(self, event: EventId) {
        self.show();
        spawn_local(async move {
            let i18n = self.i18n;
            if undo_decision(event).await.is_err() {
                self.hide();
                self.toasts.push(Toast::failed(t_string!(i18n, leads.attach_failed)));
            } else {
                let name = self.name.try_get_value().unwrap_or_default();
                self.toasts.push(Toast::done(t_string!(i18n, leads.attached, name = name)));
            }
        });
    }
}

#[component]
fn ThreadLink(row: Attached, timeline: TimelineState, name: StoredValue<String>) -> impl IntoView {
    let i18n = use_i18n();
    let Attached { thread, subject, person, at } = row;
    let subject = StoredValue::new(subject_or(i18n, &subject));
    let detaching = Detaching { i18n, toasts: use_toasts(), timeline, thread, subject, name };
    view! {
        <li data-testid="attached-thread">
            <div class="thread-links__what">
                <a href=thread_url(thread) dir="auto" title=subject.get_value()>{subject.get_value()}</a>
                <p class="thread-links__facts">
                    {person.map(|person| view! { <span dir="auto" title=person.clone()>{person.clone()}</span> })}
                    <Time at />
                </p>
            </div>
            <IconButton
                icon=IconName::X
                label=t_string!(i18n, leads.detach_thread, subject = subject.get_value())
                on_click=move |_| detaching.detach()
            />
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_model::{EventId, MailboxId, MessageId};

    #[test]
    fn each_thread_is_listed_once_latest_first() {
        let (first, second) = (ThreadId::new(), ThreadId::new());
        let mail = |thread: ThreadId, subject: &str| TimelineEntry {
            at: DateTime::default(),
            what: TimelineItem::Mail {
                message: MessageId::new(),
                thread,
                mailbox: MailboxId::new(),
                from: None,
                to: Vec::new(),
                subject: subject.into(),
                snippet: String::new(),
                is_mine: false,
                attachments: false,
            },
        };
        let event = TimelineEntry {
            at: DateTime::default(),
            what: TimelineItem::Event { id: EventId::new(), by: None, what: RecordEvent::Created },
        };
        let entries = [mail(first, "Re: Okna"), event, mail(second, "Drzwi"), mail(first, "Okna")];
        let listed: Vec<_> = threads_of(&entries).into_iter().map(|row| (row.thread, row.subject)).collect();
        assert_eq!(listed, [(first, "Re: Okna".to_owned()), (second, "Drzwi".to_owned())]);
    }
}
