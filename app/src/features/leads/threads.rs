//! The threads that are attached to a lead, each with a way to detach it.

use super::api::lead_timeline;
use crate::api::{ApiError, Fetched};
use crate::features::message::subject_or;
use crate::features::timeline::api::{detach_thread, undo_decision};
use crate::features::timeline::thread_url;
use crate::state::{Toast, Toasts, use_toasts};
use crate::ui::{IconButton, IconName, Skeleton, Time, lasting};
use chrono::{DateTime, Utc};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::page::Page;
use kurier_model::timeline::{TimelineEntry, TimelineFilter, TimelineItem};
use kurier_model::{EventId, LeadId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Of so many of the latest messages the threads are listed.
const MOST: u32 = 200;

/// The lead's mail, and the threads that it is in.
#[derive(Clone, Copy)]
pub struct LeadThreads {
    lead: Memo<Option<LeadId>>,
    mail: Fetched<Page<TimelineEntry>>,
    /// Threads that were detached a moment ago.
    detached: RwSignal<Vec<ThreadId>>,
}

impl LeadThreads {
    /// Reads them, again with every change.
    pub fn new(lead: Memo<Option<LeadId>>, changes: RwSignal<u32>) -> Self {
        let mail = Fetched::new(
            "lead_mail",
            move || format!("{:?} {}", lead.get(), changes.get()),
            move || {
                let lead = lead.get_untracked();
                async move {
                    let lead = lead.ok_or(ApiError::NotFound)?;
                    lead_timeline(lead, TimelineFilter::Mail, None, MOST).await
                }
            },
        );
        let detached = RwSignal::default();
        // Another lead: nothing of the last one stays.
        Effect::watch(move || lead.get(), move |_, _, _| detached.set(Vec::new()), false);
        Self { lead, mail, detached }
    }

    /// The threads of the mail, latest first, each once. Tracks.
    fn threads(self) -> Vec<Attached> {
        let detached = self.detached.get();
        let entries = match self.mail.now() {
            Some(Ok(page)) => page.rows,
            _ => Vec::new(),
        };
        threads_of(&entries).into_iter().filter(|row| !detached.contains(&row.thread)).collect()
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

/// The threads of the lead, each with a way to detach it.
#[component]
pub fn AttachedThreads(
    threads: LeadThreads,
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
                    let _ = threads.mail.read().await;
                    view! {
                        <ul class="thread-links">
                            <For each=move || threads.threads() key=|row| (row.thread, row.at) let:row>
                                <ThreadLink row threads name />
                            </For>
                        </ul>
                        <Show when=move || hidden == 0 && threads.threads().is_empty()>
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
    threads: LeadThreads,
    thread: ThreadId,
    subject: StoredValue<String>,
    /// Of the lead.
    name: StoredValue<String>,
}

impl Detaching {
    fn show(self) {
        self.threads.detached.try_update(|detached| detached.retain(|other| *other != self.thread));
    }

    fn hide(self) {
        self.threads.detached.try_update(|detached| detached.push(self.thread));
    }

    fn detach(self) {
        let Some(lead) = self.threads.lead.get_untracked() else { return };
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
fn ThreadLink(row: Attached, threads: LeadThreads, name: StoredValue<String>) -> impl IntoView {
    let i18n = use_i18n();
    let Attached { thread, subject, person, at } = row;
    let subject = StoredValue::new(subject_or(i18n, &subject));
    let detaching = Detaching { i18n, toasts: use_toasts(), threads, thread, subject, name };
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
    use kurier_model::timeline::RecordEvent;
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
