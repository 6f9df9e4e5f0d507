//! The threads that are attached to a lead, each with a way to detach it.

use crate::api::{ApiError, Fetched};
use crate::features::message::subject_or;
use crate::features::timeline::api::{attached_threads, detach_thread, undo_decision};
use crate::features::timeline::{FindMail, thread_url};
use crate::state::{Toast, Toasts, use_toasts};
use crate::ui::{Button, ButtonSize, IconButton, IconName, Skeleton, Time, lasting};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::inbox::AttachedThread;
use kurier_model::{EventId, LeadId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The threads of a lead.
#[derive(Clone, Copy)]
pub struct LeadThreads {
    lead: Memo<Option<LeadId>>,
    all: Fetched<Vec<AttachedThread>>,
    /// Those that were detached a moment ago.
    detached: RwSignal<Vec<ThreadId>>,
}

impl LeadThreads {
    /// Reads them, again with every change.
    pub fn new(lead: Memo<Option<LeadId>>, changes: RwSignal<u32>) -> Self {
        let all = Fetched::new(
            "attached_threads",
            move || format!("{:?} {}", lead.get(), changes.get()),
            move || {
                let lead = lead.get_untracked();
                async move { attached_threads(lead.ok_or(ApiError::NotFound)?).await }
            },
        );
        let detached = RwSignal::default();
        // Another lead: nothing of the last one stays.
        Effect::watch(move || lead.get(), move |_, _, _| detached.set(Vec::new()), false);
        Self { lead, all, detached }
    }

    /// Latest first. Tracks.
    fn threads(self) -> Vec<AttachedThread> {
        let detached = self.detached.get();
        let all = self.all.now().and_then(Result::ok).unwrap_or_default();
        all.into_iter().filter(|row| !detached.contains(&row.thread)).collect()
    }
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
    let (finding, lead) = (RwSignal::new(false), threads.lead.get_untracked());
    view! {
        <section class="panel" aria-labelledby="attached">
            <div class="panel__head">
                <h2 class="panel__title" id="attached">{t!(i18n, leads.attached_threads)}</h2>
                <Button size=ButtonSize::Small icon=IconName::Mails testid="find-mail-open" on_click=move |_| finding.set(true)>
                    {t!(i18n, records.find_mail.open)}
                </Button>
            </div>
            {lead.map(|record| view! { <FindMail record open=finding /> })}
            <Transition fallback=|| view! { <Skeleton lines=2 /> }>
                {move || lasting(async move {
                    // Wait for them, so that the server's HTML has the rows.
                    let _ = threads.all.read().await;
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
fn ThreadLink(row: AttachedThread, threads: LeadThreads, name: StoredValue<String>) -> impl IntoView {
    let i18n = use_i18n();
    let AttachedThread { thread, subject, person, at } = row;
    let person = person.map(|person| if person.name.is_empty() { person.address } else { person.name });
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
