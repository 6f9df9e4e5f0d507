//! The threads that are attached to a record, each with a way to detach it.

use crate::api::Fetched;
use crate::features::message::subject_or;
use crate::features::timeline::api::{attached_threads, detach_thread, undo_decision};
use crate::features::timeline::{FindMail, thread_url};
use crate::followed::followed;
use crate::state::{Toast, Toasts, use_live, use_toasts};
use crate::ui::{Button, ButtonSize, IconButton, IconName, Skeleton, Time};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::inbox::AttachedThread;
use kurier_model::live::News;
use kurier_model::record::Record;
use kurier_model::{EventId, RecordId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The panel, read again with every change of the record.
#[component]
pub fn AttachedThreads(record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    let id = record.with_untracked(|record| record.id);
    let changes = RwSignal::new(0_u32);
    use_live().on(move |news| {
        let concerns = match news {
            News::Record { record } => record == id,
            News::Resync => true,
            _ => false,
        };
        if concerns {
            changes.try_update(|changes| *changes += 1);
        }
    });
    let threads = Fetched::new(
        "attached_threads",
        move || format!("{id} {}", changes.get()),
        move || attached_threads(id),
    );
    let finding = RwSignal::new(false);
    view! {
        <section class="panel" aria-labelledby="attached" data-testid="attached-threads">
            <div class="panel__head">
                <h2 class="panel__title" id="attached">{t!(i18n, leads.attached_threads)}</h2>
                <Button size=ButtonSize::Small icon=IconName::Mails testid="find-mail-open" on_click=move |_| finding.set(true)>
                    {t!(i18n, records.find_mail.open)}
                </Button>
            </div>
            <FindMail record=id open=finding />
            {followed(
                threads,
                || view! { <Skeleton lines=2 /> }.into_any(),
                |_| false,
                move |all| view! { <List all record /> }.into_any(),
                || ().into_any(),
            )}
        </section>
    }
}

#[component]
fn List(all: RwSignal<Vec<AttachedThread>>, record: RwSignal<Record>) -> impl IntoView {
    let i18n = use_i18n();
    let hidden = Memo::new(move |_| record.with(|record| record.hidden_threads));
    let detached = RwSignal::<Vec<ThreadId>>::default();
    // Whoever attaches one again sees it again.
    Effect::new(move || {
        all.with(|all| {
            detached.update(|detached| detached.retain(|one| all.iter().any(|row| row.thread == *one)));
        });
    });
    // Latest first.
    let shown = move || {
        let detached = detached.get();
        let is_there = |row: &&AttachedThread| !detached.contains(&row.thread);
        all.with(|all| all.iter().filter(is_there).cloned().collect::<Vec<_>>())
    };
    view! {
        <ul class="thread-links">
            <For each=shown key=|row| (row.thread, row.at) let:row>
                <ThreadLink row detached record />
            </For>
        </ul>
        <Show when=move || hidden.get() == 0 && shown().is_empty()>
            <p class="timeline__dim">{t!(i18n, leads.no_threads)}</p>
        </Show>
        {move || Some(hidden.get()).filter(|hidden| *hidden != 0).map(|hidden| view! {
            <p class="timeline__dim" data-testid="hidden-threads">
                {t_string!(i18n, leads.hidden_threads_text, count = hidden)}
            </p>
        })}
    }
}

/// Taking a thread off the record, and putting it back.
#[derive(Clone, Copy)]
struct Detaching {
    i18n: I18n,
    toasts: Toasts,
    thread: ThreadId,
    subject: StoredValue<String>,
    of: RecordId,
    /// Of the record.
    name: StoredValue<String>,
    /// Those that were detached a moment ago.
    detached: RwSignal<Vec<ThreadId>>,
}

impl Detaching {
    fn show(self) {
        self.detached.try_update(|detached| detached.retain(|other| *other != self.thread));
    }

    fn hide(self) {
        self.detached.try_update(|detached| detached.push(self.thread));
    }

    fn detach(self) {
        self.hide();
        let (name, subject) = (self.name.get_value(), self.subject.get_value());
        spawn_local(async move {
            let i18n = self.i18n;
            let Ok(done) = detach_thread(self.thread, self.of).await else {
                self.show();
                self.toasts.push(Toast::failed(t_string!(i18n, leads.detach_failed)));
                return;
            };
            let said = Toast::done(t_string!(i18n, leads.detached, subject = subject));
            self.toasts.push(match done.undo {
                Some(event) => said.with_undo(move || self.put_back(event, name.clone())),
                None => said,
            });
        });
    }

    /// Also when the record is not shown any more.
    fn put_back(self, event: EventId, name: String) {
        self.show();
        spawn_local(async move {
            let i18n = self.i18n;
            if undo_decision(event).await.is_err() {
                self.hide();
                self.toasts.push(Toast::failed(t_string!(i18n, leads.attach_failed)));
            } else {
                self.toasts.push(Toast::done(t_string!(i18n, leads.attached, name = name)));
            }
        });
    }
}

#[component]
fn ThreadLink(
    row: AttachedThread,
    detached: RwSignal<Vec<ThreadId>>,
    record: RwSignal<Record>,
) -> impl IntoView {
    let i18n = use_i18n();
    let AttachedThread { thread, subject, person, at } = row;
    let person = person.map(|person| if person.name.is_empty() { person.address } else { person.name });
    let subject = StoredValue::new(subject_or(i18n, &subject));
    let (of, name) = record.with_untracked(|record| (record.id, StoredValue::new(record.name.clone())));
    let detaching = Detaching { i18n, toasts: use_toasts(), thread, subject, of, name, detached };
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
