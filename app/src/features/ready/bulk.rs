//! "Ignore all automatic": newsletters, robots and out-of-office answers of the whole queue at once.

use super::api::{decide, ready_page, undo_decision};
use super::desk::Desk;
use crate::api::ApiError;
use crate::state::{Toast, use_toasts};
use crate::ui::{Button, ButtonSize, ButtonVariant, Dialog, IconName, error_text};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::page::Cursor;
use kurier_model::ready::{Decision, ReadyFilter};
use kurier_model::{EventId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many items are looked through at once.
const LOOK: u32 = 100;

/// The button, while there is automatic mail in the list, and its question.
#[component]
pub fn IgnoreAutomatic(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let asking = RwSignal::new(false);
    let pending = RwSignal::new(false);
    let seen = Memo::new(move |_| desk.queue.with(|queue| queue.automatic().len()));
    let ignore_all = move |_| {
        asking.set(false);
        pending.set(true);
        spawn_local(async move {
            let (events, trouble) = ignore_automatic(desk).await;
            pending.try_set(false);
            if let Some(error) = trouble {
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
            if !events.is_empty() {
                let said = t_string!(i18n, ready.ignored_many, count = events.len());
                toasts.push(Toast::done(said).with_undo(move || {
                    let events = events.clone();
                    spawn_local(async move {
                        for event in events {
                            if undo_decision(event).await.is_err() {
                                toasts.push(Toast::failed(t_string!(i18n, ready.undo_failed)));
                                return;
                            }
                        }
                        toasts.push(Toast::info(t_string!(i18n, ready.undone)));
                    });
                }));
            }
        });
    };
    view! {
        <Show when=move || { seen.get() > 0 || pending.get() }>
            <Button
                size=ButtonSize::Small
                icon=IconName::Ban
                pending
                testid="ignore-automatic"
                on_click=move |_| asking.set(true)
            >
                {move || t_string!(i18n, ready.ignore_automatic, count = seen.get())}
            </Button>
        </Show>
        <Dialog open=asking title=t_string!(i18n, ready.ignore_automatic_title) size="s">
            <p>{t!(i18n, ready.ignore_automatic_text)}</p>
            <div class="dialog__actions">
                <Button on_click=move |_| asking.set(false)>{t!(i18n, ready.cancel)}</Button>
                <Button variant=ButtonVariant::Primary testid="ignore-automatic-yes" on_click=ignore_all>
                    {t!(i18n, ready.ignore_all)}
                </Button>
            </div>
        </Dialog>
    }
}

/// Ignores what is loaded, then looks through the rest of the queue. What was done, and what stopped it.
async fn ignore_automatic(desk: Desk) -> (Vec<EventId>, Option<ApiError>) {
    let mut events = Vec::new();
    let mut threads = desk.queue.with_untracked(super::queue::Queue::automatic);
    let mut after: Option<Cursor> = None;
    loop {
        for thread in threads.drain(..) {
            match ignore(desk, thread).await {
                Ok(event) => events.push(event),
                // Decided by somebody else meanwhile.
                Err(ApiError::Conflict | ApiError::NotFound) => {}
                Err(error) => return (events, Some(error)),
            }
        }
        match ready_page(ReadyFilter::Ready, after, LOOK).await {
            Ok(page) => {
                threads = page.rows.iter().filter(|item| item.automatic).map(|item| item.thread).collect();
                after = page.next;
            }
            Err(error) => return (events, Some(error)),
        }
        if threads.is_empty() && after.is_none() {
            return (events, None);
        }
        if after.is_none() {
            // The last page: ignore its items, then stop.
            for thread in threads.drain(..) {
                match ignore(desk, thread).await {
                    Ok(event) => events.push(event),
                    Err(ApiError::Conflict | ApiError::NotFound) => {}
                    Err(error) => return (events, Some(error)),
                }
            }
            return (events, None);
        }
    }
}

async fn ignore(desk: Desk, thread: ThreadId) -> Result<EventId, ApiError> {
    let decided = decide(thread, Decision::Ignore).await?;
    desk.queue.try_update(|queue| queue.decide(thread));
    desk.count.try_set(decided.remaining);
    Ok(decided.undo)
}
