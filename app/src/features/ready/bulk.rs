//! "Ignore all automatic": newsletters, robots and out-of-office answers of the whole queue at once.

use super::api::{decide, ready_page};
use super::desk::Desk;
use crate::api::ApiError;
use crate::features::message::subject_or;
use crate::features::timeline::api::undo_decision;
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonSize, ButtonVariant, Dialog, IconName};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::ready::{Decision, ReadyItem, ReadyQuery};
use kurier_model::{EventId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many items are looked through at once.
const LOOK: u32 = 100;

/// Asking first, then doing: everything that will be ignored is read and shown before it is.
#[derive(Clone, Copy)]
struct Bulk {
    desk: Desk,
    listed: RwSignal<Vec<ReadyItem>>,
    asking: RwSignal<bool>,
    pending: RwSignal<bool>,
    i18n: I18n,
    toasts: Toasts,
}

impl Bulk {
    fn new(desk: Desk) -> Self {
        Self {
            desk,
            listed: RwSignal::default(),
            asking: RwSignal::new(false),
            pending: RwSignal::new(false),
            i18n: use_i18n(),
            toasts: use_toasts(),
        }
    }

    fn ask(self) {
        self.pending.set(true);
        let place = self.desk.place.get_value();
        spawn_local(async move {
            let found = automatic(place).await;
            self.pending.try_set(false);
            match found {
                Ok(items) => {
                    self.listed.try_set(items);
                    self.asking.try_set(true);
                }
                Err(error) => self.failed(&error),
            }
        });
    }

    fn ignore(self) {
        self.asking.set(false);
        self.pending.set(true);
        spawn_local(async move {
            let (events, stopped) = ignore_listed(self.desk, self.listed.get_untracked()).await;
            self.pending.try_set(false);
            if let Some(error) = stopped {
                self.failed(&error);
            }
            if !events.is_empty() {
                let said = t_string!(self.i18n, ready.ignored_many, count = events.len());
                self.toasts.push(Toast::done(said).with_undo(move || self.undo(events.clone())));
            }
        });
    }

    fn undo(self, events: Vec<EventId>) {
        spawn_local(async move {
            let (all, mut done) = (events.len(), 0);
            for event in events {
                // One that somebody has decided on since does not hold up the others.
                done += usize::from(undo_decision(event).await.is_ok());
            }
            self.toasts.push(match done {
                done if done == all => Toast::info(t_string!(self.i18n, ready.undone)),
                0 => Toast::failed(t_string!(self.i18n, ready.undo_failed)),
                done => Toast::failed(t_string!(self.i18n, ready.undone_some, done = done, all = all)),
            });
        });
    }

    fn failed(self, error: &ApiError) {
        self.toasts.push(Toast::failed(error_text(self.i18n, error)));
    }
}

/// The button, while there is automatic mail in the list, and its question.
#[component]
pub fn IgnoreAutomatic(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let bulk = Bulk::new(desk);
    let Bulk { listed, asking, pending, .. } = bulk;
    let seen = Memo::new(move |_| desk.queue.with(|queue| queue.automatic().len()));
    view! {
        <Show when=move || { seen.get() > 0 || pending.get() }>
            <Button
                size=ButtonSize::Small
                icon=IconName::Ban
                pending
                testid="ignore-automatic"
                on_click=move |_| bulk.ask()
            >
                {move || t_string!(i18n, ready.ignore_automatic, count = seen.get())}
            </Button>
        </Show>
        <Dialog open=asking title=t_string!(i18n, ready.ignore_automatic_title) size="s">
            <p>{t!(i18n, ready.ignore_automatic_text)}</p>
            <Listed of=listed />
            <div class="dialog__actions">
                <Button on_click=move |_| asking.set(false)>{t!(i18n, ready.cancel)}</Button>
                <Button variant=ButtonVariant::Primary testid="ignore-automatic-yes" on_click=move |_| bulk.ignore()>
                    {t!(i18n, ready.ignore_all)}
                </Button>
            </div>
        </Dialog>
    }
}

/// What will be ignored: who sent it, and what it says of itself.
#[component]
fn Listed(of: RwSignal<Vec<ReadyItem>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <ul class="ready-bulk" data-testid="ignore-automatic-list">
            <For each=move || of.get() key=|item| item.thread let:item>
                <li class="ready-bulk__item">
                    <span class="ready-bulk__from" dir="auto">{item.from.readable_label().into_owned()}</span>
                    <span class="ready-bulk__subject" dir="auto" title=item.subject.clone()>
                        {subject_or(i18n, &item.subject)}
                    </span>
                </li>
            </For>
        </ul>
    }
}

/// All automatic mail of what is shown of the queue.
async fn automatic(place: ReadyQuery) -> Result<Vec<ReadyItem>, ApiError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = ready_page(place.clone(), after, LOOK).await?.read()?;
        found.extend(page.rows.into_iter().filter(|item| item.automatic));
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

/// Ignores what was shown, and nothing that came since. What was done, and what stopped it.
async fn ignore_listed(desk: Desk, items: Vec<ReadyItem>) -> (Vec<EventId>, Option<ApiError>) {
    let mut events = Vec::new();
    for item in items {
        match ignore(desk, item.thread).await {
            Ok(event) => events.push(event),
            // Decided by somebody else meanwhile, or a person has written.
            Err(ApiError::Conflict | ApiError::NotFound) => {}
            Err(error) => return (events, Some(error)),
        }
    }
    (events, None)
}

async fn ignore(desk: Desk, thread: ThreadId) -> Result<EventId, ApiError> {
    let decided = decide(thread, Decision::IgnoreAutomatic, Some(desk.filter)).await?;
    desk.deeds.try_update_value(|deeds| *deeds += 1);
    desk.queue.try_update(|queue| queue.decide(thread));
    desk.count.try_set(decided.remaining);
    Ok(decided.undo)
}
